"""Whatever officers do, and however often: no clock of the ticket's own runs out later for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from districts.models import Category
from districts.standing import read_once
from tests.factories import NOON
from tests.tickets.town import DEEDS, Town
from tickets import clock, events
from tickets.clock import ACT, RESOLVE, Pause, Reading
from tickets.clock.calendar import deadline
from tickets.lifecycle import OPEN, Status
from tickets.models import Event, Ticket
from tickets.services import clocks, notes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MINUTE = timedelta(minutes=1)
QUICK = settings(deadline=None, max_examples=40, phases=[Phase.explicit, Phase.generate])


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[Town]:
    """Built once for all stories, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Town()
        transaction.set_rollback(True)


@pytest.fixture
def town(built: Town, db) -> Town:
    return built


# the ways in which somebody might think to win time come more often than chance would have it
STORIES = st.lists(
    st.tuples(
        st.sampled_from([*DEEDS, "forward", "reopen", "outcome", "act", "citizen: not solved"]),
        st.sampled_from([0, 1, 7, 29, 31, 239, 241, 600, 1500]),
    ),
    max_size=14,
)


@QUICK
@given(story=STORIES, category=st.sampled_from(["lax", "plain", "strict", "none"]))
def test_no_deed_but_a_pause_makes_a_deadline_later(built, story, category):
    town, at = built, NOON
    # nobody's posts change in a story
    with transaction.atomic(), read_once():
        town.begin(category)
        first = town.ticket.events.get().data
        for deed, wait in story:
            at += wait * MINUTE
            town.does(deed, at)
        town.ticket.refresh_from_db()
        told, happened = clocks.readings(town.ticket), list(town.ticket.events.order_by("number"))

        for number, of_round in enumerate(rounds(happened), start=1):
            for name in (ACT, RESOLVE):
                own = [r for r in told if (r.name, r.round) == (name, number)]
                assert len(own) <= 1
                assert all(r.due_at <= bound(r, of_round, first) for r in own)
        assert len(rounds(happened)) == town.ticket.round == max(r.round for r in told)
        assert_what_is_open_runs(town.ticket, told)
        transaction.set_rollback(True)


def rounds(happened: list[Event]) -> list[list[Event]]:
    """Split a history where a citizen said that it is not solved."""
    told: list[list[Event]] = [[]]
    for event in happened:
        if event.kind == events.REOPENED and event.by_id is None:
            told.append([])
        told[-1].append(event)
    return told


def bound(reading: Reading, of_round: list[Event], first: dict[str, Any]) -> datetime:
    """Return when it would run out had officers but forwarded once and paused."""
    begins = of_round[0]
    if reading.name == ACT and begins.data["status"] != Status.WITH_STATION:
        begins = next(event for event in of_round if event.kind == events.FORWARDED)
    terms = clock.Terms.told(reading.name, first)
    pauses: list[Pause] = []
    for event in of_round:
        if event.kind == events.PAUSED:
            start, end = event.happened_at, datetime.fromisoformat(event.data["until"])
            start = max([start, *(pause.end for pause in pauses)])
            pauses.append(Pause(start, max(start, end), "court"))
    return deadline(begins.happened_at, terms.minutes * MINUTE, terms.calendar, pauses)


def assert_what_is_open_runs(ticket: Ticket, told: list[Reading]) -> None:
    is_over = ticket.status not in OPEN - {Status.OUTCOME_GIVEN}
    latest = [r for r in told if r.name == RESOLVE][-1]
    assert (latest.stopped_at is not None) is is_over


class TestCategories:
    """A better category hurries what has not started; none gives more time."""

    @pytest.mark.parametrize(
        ("born", "becomes", "minutes"),
        [
            ("plain", ["lax"], 240),
            ("plain", ["strict"], 60),
            ("strict", ["lax"], 60),
            ("lax", ["plain"], 240),
            ("lax", ["strict", "lax"], 60),
            ("none", ["lax"], 240),
            ("none", ["strict"], 60),
        ],
    )
    def test_the_fewest_minutes_of_all_it_ever_had(self, town, born, becomes, minutes):
        town.begin(born)
        for code in becomes:
            notes.categorise(
                ticket_id=town.ticket.pk,
                by=town.desk,
                at=NOON,
                category=Category.objects.get(code=code),
            )

        town.does("forward", NOON)

        [act] = [r for r in clocks.readings(town.ticket) if r.name == ACT]
        assert act.terms.minutes == minutes

    def test_what_never_kept_office_hours_never_will(self, town):
        town.begin("strict")
        town.does("to lax", NOON)

        town.does("forward", NOON + 10 * 60 * MINUTE)

        [act] = [r for r in clocks.readings(town.ticket) if r.name == ACT]
        assert act.due_at == NOON + 11 * 60 * MINUTE
