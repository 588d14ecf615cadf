"""Re-checking how a ticket ended through the API: put on record, never one's own, never hidden."""

import pytest
from django.utils import timezone

from tickets.lifecycle import CloseReason
from tickets.services import resolution, restriction


@pytest.fixture
def desk(district):
    return district.caller("desk")


@pytest.fixture
def circle(district):
    return district.caller("circle", district.tree.circle)


@pytest.fixture
def ended(district, desk):
    """Return a ticket of the station that the desk has closed."""
    ticket = district.ticket(district.tree.station, status="with_station")
    about = {"by": desk.officer, "at": timezone.now(), "note": "विज्ञापन"}
    resolution.close(ticket_id=ticket.pk, reason=CloseReason.SPAM, **about)
    return ticket


def at(ticket) -> str:
    return f"tickets/{ticket.code}/recheck/"


def test_what_was_found_stands_in_the_history_and_moves_nothing(circle, ended):
    assert "recheck" in circle.get(f"tickets/{ended.code}/").json()["may"]

    answer = circle.post(at(ended), verdict="doubtful", note="कोई मौके पर नहीं गया")

    assert (answer.status_code, answer.json()["status"]) == (200, "closed")
    told = circle.get(f"tickets/{ended.code}/history/").json()[-1]
    assert (told["kind"], told["data"]) == ("ticket.rechecked", {"verdict": "doubtful"})
    assert told["note"] == "कोई मौके पर नहीं गया"


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"verdict": "doubtful"}, 422, "note"),
        ({"verdict": "splendid"}, 400, "verdict"),
        ({}, 400, "verdict"),
        ({"verdict": "fine", "by": "another"}, 400, "by"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_name(circle, ended, given, status, why):
    answer = circle.post(at(ended), **given)

    assert answer.status_code == status and why in answer.json()
    assert not ended.events.filter(kind="ticket.rechecked").exists()


def test_who_may_not_and_what_does_not_follow(district, circle, desk, ended):
    running = district.ticket(district.tree.station, status="with_station")
    own = district.ticket(district.tree.station, status="with_station")
    about = {"by": circle.officer, "at": timezone.now(), "note": "विज्ञापन"}
    resolution.close(ticket_id=own.pk, reason=CloseReason.SPAM, **about)

    head = district.caller("station_head", district.tree.station)
    answers = [
        desk.post(at(ended), verdict="fine"),
        head.post(at(ended), verdict="fine"),
        circle.post(at(running), verdict="fine"),
        circle.post(at(own), verdict="fine"),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 409, 409]


def test_the_accused_are_told_nothing_of_it(district, circle, ended):
    about = {"by": district.caller("chief").officer, "at": timezone.now(), "reason": "x"}
    restriction.restrict(ticket_id=ended.pk, unit=district.tree.circle, **about)

    hidden = circle.post(at(ended), verdict="fine")
    missing = circle.post("tickets/K7Q4MTX2W9P/recheck/", verdict="fine")
    assert (hidden.status_code, hidden.content) == (404, missing.content)
