"""What a caller is told before the call, and what stays of it afterwards."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from hearings import booking, desks, sweep, taking_down
from hearings.taking_down import Taken
from messaging import hearing_news
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tests.hearings.day import make_window
from tests.hearings.test_room import Scene, at
from tickets import events, retelling
from tickets.models import Ticket
from tickets.sight import sight_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def window(tree):
    return make_window(make_line(tree.district))


@pytest.fixture
def officer(tree, window):
    officer = make_officer(Role.HEARING, tree.district)
    desks.open_desk(window_id=window.pk, by=officer, at=NOON)
    return officer


def caller(window, minute=0):
    ticket = make_ticket(window.line, kind=Ticket.Kind.HEARING)
    return booking.book(ticket_id=ticket.pk, at=NOON - timedelta(hours=2) + minute * MINUTE)


def kinds(request, *wanted) -> list[str]:
    found = request.ticket.events.filter(kind__in=wanted).order_by("number")
    return list(found.values_list("kind", flat=True))


def test_who_is_next_is_told_so_once_and_the_one_after_is_not(window, officer):
    first, second, third = (caller(window, n) for n in range(3))
    desks.call_next(by=officer, at=NOON)

    for _sweep in range(3):
        sweep.run(now=NOON + MINUTE)

    told = [kinds(one, events.HEARING_NEXT) for one in (first, second, third)]
    assert told == [[], [events.HEARING_NEXT], []]


def test_who_has_been_told_costs_the_next_sweeps_nothing(
    window, officer, django_assert_num_queries
):
    for minute in range(6):
        caller(window, minute)
    sweep.reminding.remind(now=NOON)

    with django_assert_num_queries(6):
        assert sweep.reminding.remind(now=NOON + MINUTE) == 0


def finish(window, officer, **taken) -> Ticket:
    caller(window)
    call = desks.call_next(by=officer, at=NOON)
    words = Taken("पड़ोसी रास्ता रोकता है।", **taken)
    return taking_down.finish(call_id=call.pk, by=officer, at=NOON + 4 * MINUTE, taken=words)


def test_the_citizen_gets_the_code_in_whatsapp_when_the_call_is_over(tree, window, officer):
    ticket = finish(window, officer, station=tree.station)

    event = ticket.events.get(kind=events.HEARING_HEARD)
    said = hearing_news.tell(event)

    assert events.HEARING_HEARD in events.TOLD_TO_CITIZEN
    assert said.keys == ("hearing_heard",)
    assert said.values["code"].replace("-", "") == ticket.code


def test_who_interpreted_and_the_note_for_those_above_stand_in_the_history(tree, window, officer):
    chief = make_officer(Role.CHIEF, tree.district)

    ticket = finish(window, officer, interpreter="Asha, Awadhi", note="कृपया आप देखें")

    assert ticket.events.get(kind=events.HEARING_HEARD).data["interpreter"] == "Asha, Awadhi"
    lines = retelling.retell(ticket, sight_of(chief))
    assert any(line.note == "कृपया आप देखें" for line in lines)
    facts = [value for line in lines for _name, value in line.facts]
    assert "Asha, Awadhi" in facts


@pytest.mark.parametrize("language", ["en", "hi"])
def test_both_pages_of_a_call_say_that_nothing_is_recorded(language):
    scene = Scene()
    scene.comes_in()
    call = scene.calls()
    said = {"en": "Nothing is recorded", "hi": "रिकॉर्ड नहीं"}[language]
    for client, address in ((scene.citizen, scene.room()), (scene.desk, at("call", call.pk))):
        client.cookies["language"] = language
        assert said in client.get(address, secure=True).content.decode()


@pytest.mark.parametrize("place", ["district", "other_district"])
def test_the_morning_page_brings_the_hearings_figures_to_those_who_see_the_tickets(place):
    scene = Scene()
    scene.both_sit()
    now = timezone.now()
    taking_down.finish(call_id=scene.call.pk, by=scene.officer, at=now, taken=Taken("सुना"))
    client = Client()
    client.force_login(make_officer(Role.CHIEF, getattr(scene.tree, place)))
    client.cookies["language"] = "en"

    morning = client.get(reverse("tickets:morning"), secure=True).content.decode()
    fragment = client.get(at("figures_of_day"), secure=True).content.decode()

    assert f'hx-get="{at("figures_of_day")}" hx-trigger="load"' in morning
    assert f'<a href="{at("figures")}?days=1">' in morning
    assert "<html" not in fragment
    assert ("<dt>Heard</dt><dd>1</dd>" in fragment) is (place == "district")
    assert ("<dd>" in fragment) is (place == "district")


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (NOON - timedelta(seconds=1), -4),  # Monday before the opening: Thursday's
        (NOON, 0),
        (NOON + timedelta(days=2), 0),
    ],
)
def test_the_morning_looks_at_the_day_the_hearing_opened_last(tree, now, day):
    window = make_window(make_line(tree.district), weekdays=[0, 3])

    assert window.last_day(now) == (NOON + timedelta(days=day)).date()
