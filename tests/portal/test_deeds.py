"""What an officer does on the ticket page: done, refused, or asked to be written better."""

import inspect

import pytest
from django.urls import reverse

from districts.models import Unit
from tests.portal.world import World
from tickets.lifecycle import CloseReason, Outcome, Status
from tickets.models import Action, Ticket
from tickets.policy import Deed
from tickets.views.offers import NEXT
from tickets.views.panels import PANELS

pytestmark = pytest.mark.django_db


def send(client, deed: Deed, ticket: Ticket, **filled):
    return client.post(reverse(f"tickets:{deed.value}", args=[ticket.code]), filled)


@pytest.mark.parametrize("deed", list(PANELS))
def test_the_fields_of_a_form_are_keywords_of_its_use_case(deed):
    fields = set(PANELS[deed].form.base_fields)
    keywords = set(inspect.signature(PANELS[deed].use_case).parameters)

    assert fields <= keywords - {"ticket_id", "by", "at"}


def test_every_open_state_waits_for_something():
    assert set(NEXT) == set(Status) - {Status.CLOSED}


def test_stations_are_offered_under_their_circles_after_the_suggested(world):
    form = PANELS[Deed.FORWARD].form(ticket=world.new, officer=world.desk)
    prem_nagar = Unit.objects.get(code="prem-nagar")

    first, suggested, *rest = form.fields["station"].choices
    kotwali, baradari = ((each.pk, each.name) for each in (world.kotwali, world.baradari))
    assert first[0] == "" and suggested[1] == [kotwali]
    assert rest == [
        (world.kotwali.parent.name, [kotwali, (prem_nagar.pk, prem_nagar.name)]),
        (world.baradari.parent.name, [baradari]),
    ]
    assert list(form.fields["station"].widget.choices) == [first, suggested, *rest]


def test_a_desk_forwards(sign_in, world):
    answer = send(sign_in(world.desk), Deed.FORWARD, world.new, station=world.kotwali.pk)

    world.new.refresh_from_db()
    assert (world.new.status, world.new.unit) == (Status.WITH_STATION, world.kotwali)
    assert answer["Location"] == reverse("tickets:detail", args=[world.new.code])


def test_a_station_acknowledges_from_its_list_and_stays_there(sign_in, world):
    answer = send(sign_in(world.head), Deed.ACKNOWLEDGE, world.waiting, next="station")

    world.waiting.refresh_from_db()
    assert world.waiting.status == Status.ACKNOWLEDGED
    assert answer["Location"] == reverse("tickets:station")


def test_a_station_records_what_it_did(sign_in, world):
    filled = {
        "kind": Action.Kind.FIR,
        "reference": "112/2026",
        "sections": "BNS 303(2), , NDPS 20",
        "note": "दर्ज",
        "arrests": "",
    }
    send(sign_in(world.head), Deed.ACT, world.acknowledged, **filled)

    action = world.acknowledged.actions.get()
    assert action.sections == ["BNS 303(2)", "NDPS 20"]
    assert (action.reference, action.arrests) == ("112/2026", 0)


@pytest.mark.parametrize(
    ("deed", "filled"),
    [
        (Deed.ASK, {"text": ""}),
        (Deed.ASK, {"text": "x" * 1000}),
        (Deed.ACT, {"kind": "fir", "note": "बिना संख्या"}),
        (Deed.ACT, {"kind": "nothing_found", "note": ""}),
        (Deed.ACT, {"kind": "spell"}),
        (Deed.ACT, {"kind": "arrest", "arrests": "-1"}),
        (Deed.ACT, {"kind": "arrest", "happened_at": "2999-01-01T00:00"}),
        (Deed.RETURN, {"reason": " "}),
        (Deed.NOTE, {"text": "\x00"}),
    ],
)
def test_what_cannot_be_used_comes_back_with_a_reason(sign_in, world, deed, filled):
    before = world.acknowledged.events.count()
    answer = send(sign_in(world.head), deed, world.acknowledged, **filled)

    assert answer.status_code == 422
    offer = next(offer for offer in answer.context["offers"] if offer.panel.deed == deed)
    assert offer.is_open and offer.form.errors
    assert world.acknowledged.events.count() == before


def test_nobody_is_forwarded_to_a_unit_that_was_not_offered(sign_in, world):
    answer = send(sign_in(world.desk), Deed.FORWARD, world.new, station=world.desk.pk + 10_000)

    assert answer.status_code == 422


def test_a_duplicate_of_an_unknown_ticket_is_refused_in_words(sign_in, world):
    filled = {"reason": CloseReason.DUPLICATE, "duplicate_of_code": "K7Q4MTX2W9P"}
    answer = send(sign_in(world.desk), Deed.CLOSE, world.new, **filled)

    assert answer.status_code == 422
    assert "There is no other ticket with this code." in answer.content.decode()


@pytest.mark.parametrize(
    ("deed", "ticket", "filled"),
    [
        (Deed.ACKNOWLEDGE, "acknowledged", {}),
        (Deed.OUTCOME, "waiting", {"outcome": Outcome.DONE, "text": "हो गया"}),
    ],
)
def test_what_does_not_follow_is_said_on_the_page(sign_in, world, deed, ticket, filled):
    answer = send(sign_in(world.head), deed, getattr(world, ticket), **filled)

    assert answer.status_code == 409
    assert "notice-error" in answer.content.decode()


def test_a_deed_that_takes_the_ticket_out_of_sight_leads_home(sign_in, world):
    answer = send(sign_in(world.head), Deed.RETURN, world.waiting, reason="दूसरे थाने का")

    assert answer["Location"] == reverse("tickets:home")


def test_a_deed_wants_a_post(sign_in, world):
    assert sign_in(world.head).get(f"/tickets/{world.waiting.code}/acknowledge/").status_code == 405


def test_a_code_typed_with_dashes_leads_to_the_ticket(sign_in, world: World):
    code = world.new.code
    spelt = f"{code[:3]}-{code[3:7]}-{code[7:]}".lower()

    assert sign_in(world.desk).get(f"/tickets/{spelt}/").status_code == 200


def test_what_a_citizen_writes_is_shown_as_text(sign_in, world):
    world.new.text = "<script>alert(1)</script> {{ 7|add:7 }} https://example.org"
    world.new.save(update_fields=["text"])

    page = sign_in(world.desk).get(reverse("tickets:detail", args=[world.new.code]))

    shown = page.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }} https://example.org" in shown
    assert 'href="https://example.org' not in shown


def test_restricting_asks_once_more_who_is_there_and_loses_no_word(sign_in, world):
    client = sign_in(world.chief)
    world.chief.set_password("a-long-enough-password")
    world.chief.save()
    client.force_login(world.chief)
    session = client.session
    session["began"] -= 11 * 60
    session.save()
    address = reverse("tickets:restrict", args=[world.waiting.code])
    given = {"unit": world.kotwali.pk, "reason": "थाने के विरुद्ध"}

    asked = client.post(address, given)
    world.waiting.refresh_from_db()
    assert (asked.status_code, world.waiting.is_restricted) == (403, False)
    assert dict(asked.context["sent"]) == {name: str(value) for name, value in given.items()}

    wrong = client.post(address, {**given, "confirmation": "not-the-password"})
    client.post(address, {**given, "confirmation": "a-long-enough-password"})

    world.waiting.refresh_from_db()
    assert (wrong.status_code, world.waiting.is_restricted) == (422, True)
