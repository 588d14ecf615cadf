"""One step, or one caller, that fails holds up no other; nobody is left behind by it."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from districts.models import Role
from hearings import booking, desks, reminding, sweep
from hearings.models import HearingRequest
from hearings.one_by_one import each
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tests.hearings.day import make_window
from tickets import events
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db
State = HearingRequest.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def window():
    return make_window(make_line(make_tree().district))


def caller(window, at=NOON - 5 * MINUTE) -> HearingRequest:
    ticket = make_ticket(window.line, kind=Ticket.Kind.HEARING, at=at)
    return booking.book(ticket_id=ticket.pk, at=at)


def state(request) -> str:
    return HearingRequest.objects.get(pk=request.pk).state


@pytest.mark.parametrize("broken", [step.__name__ for step in sweep.STEPS])
def test_every_other_step_is_taken_when_one_breaks(monkeypatch, broken, caplog):
    taken = []

    def step(name):
        def take(*, now):
            if name == broken:
                raise RuntimeError("Sita, 91 55500 00001")
            taken.append(name)

        take.__name__ = name
        return take

    names = [each.__name__ for each in sweep.STEPS]
    monkeypatch.setattr(sweep, "STEPS", tuple(map(step, names)))

    sweep.run(now=NOON)

    assert taken == [name for name in names if name != broken]
    assert "Sita" not in caplog.text


def test_a_sweep_told_to_stop_stops_at_whomever_it_is(monkeypatch):
    told = Mock(side_effect=[None, SoftTimeLimitExceeded, None], __qualname__="told")
    later = Mock(__name__="later")
    monkeypatch.setattr(sweep, "STEPS", (lambda *, now: each([1, 2, 3], told), later))

    with pytest.raises(SoftTimeLimitExceeded):
        sweep.run(now=NOON)

    assert told.call_count == 2
    later.assert_not_called()


def test_one_caller_who_cannot_be_reminded_does_not_silence_the_others(window, monkeypatch):
    first, second = caller(window, NOON - timedelta(hours=3)), caller(window)
    HearingRequest.objects.update(reminded_at=None)
    say = reminding.say

    def says_to_one(request, kind, **how):
        if request.pk == first.pk:
            raise RuntimeError
        say(request, kind, **how)

    monkeypatch.setattr(reminding, "say", says_to_one)
    sweep.run(now=NOON - 5 * MINUTE)

    reminded = Event.objects.filter(kind=events.HEARING_REMINDED)
    assert list(reminded.values_list("ticket", flat=True)) == [second.ticket_id]


def test_whom_no_day_can_take_is_called_by_telephone_and_holds_up_nobody(window, monkeypatch):
    other = make_window(make_line(window.line.unit))
    callers = []
    for one in (window, other):
        officer = make_officer(Role.HEARING, window.line.unit)
        desks.open_desk(window_id=one.pk, by=officer, at=NOON)
        callers.append(caller(one))
        HearingRequest.objects.update(absences=1)
        desks.call_next(by=officer, at=NOON)
    monkeypatch.setattr("hearings.booking.queue.is_full", lambda one, *_rest: one == window)

    sweep.run(now=NOON + 3 * MINUTE)

    assert [state(one) for one in callers] == [State.CALLBACK, State.WAITING]


def test_who_waits_on_a_line_that_hears_nobody_any_more_is_called_by_telephone(window):
    request = caller(window)
    window.weekdays = []
    window.save()

    sweep.run(now=NOON + timedelta(days=1))

    assert state(request) == State.CALLBACK
