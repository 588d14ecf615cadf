"""Who asks on the public page to be heard is as safe from the police they accuse as in the chat."""

import pytest

from districts.models import Role
from messaging import overheard, tasks
from tests.factories import NOON, make_officer, make_unit
from tests.messaging.turning import a_line
from tickets.models import Ticket
from tickets.services import intake

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return a_line()


def asked(line, words, at=NOON) -> Ticket:
    return intake.open_ticket(line=line, at=at, kind=Ticket.Kind.HEARING, text=words)


def test_words_that_accuse_an_officer_hide_the_hearing_from_them(line):
    station = make_unit(parent=line.unit)
    head = make_officer(Role.STATION_HEAD, station, name="राकेश तोमर")
    also_hears = make_officer(Role.DESK, line.unit)
    ticket = asked(line, "दरोगा राकेश तोमर ने रिश्वत माँगी")

    assert overheard.lift(now=NOON) == 1
    assert overheard.lift(now=NOON) == 0

    ticket.refresh_from_db()
    assert ticket.is_restricted
    for officer in (head, also_hears):
        assert not Ticket.objects.visible_to(officer).filter(pk=ticket.pk).exists()


def test_other_words_change_nothing(line):
    ticket = asked(line, "पड़ोसी से ज़मीन का झगड़ा है")

    assert overheard.lift(now=NOON) == 0
    assert list(ticket.events.values_list("kind", flat=True)) == ["ticket.opened"]


def test_the_sweep_that_tells_citizens_looks_too(line, monkeypatch):
    looked = []
    monkeypatch.setattr(overheard, "lift", lambda *, now: looked.append(now))

    tasks.sweep_announcements()

    assert looked
