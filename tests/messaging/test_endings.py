"""An end that officers took back is never told; where it was, the citizen hears that it goes on."""

from datetime import timedelta

import pytest

from messaging import news, outbox
from messaging.models import OutboundMessage, ThreadEntry
from tests.messaging.test_announcements import ANSWER, Desk
from tests.messaging.turning import Sender, a_line, tap, words_of
from tickets import events
from tickets.lifecycle import CloseReason
from tickets.models import Ticket
from tickets.services import resolution, together

pytestmark = pytest.mark.django_db
State, MINUTE = OutboundMessage.State, timedelta(minutes=1)


@pytest.fixture
def desk() -> Desk:
    return Desk(Sender(a_line()))


def reopens(desk: Desk) -> None:
    resolution.reopen(**desk.about, by=desk.desk, reason="ठीक नहीं")


def leaves(*messages: OutboundMessage) -> None:
    """Pretend that WhatsApp took them."""
    OutboundMessage.objects.filter(pk__in=[m.pk for m in messages]).update(state=State.SENT)


def kinds(messages) -> list[str]:
    return [message.event.kind for message in messages]


def test_an_outcome_taken_back_before_anybody_was_told_is_not_told(desk):
    desk.answers()
    reopens(desk)

    assert kinds(desk.announced()) == [events.FORWARDED]
    assert desk.announced(later=timedelta(days=2)) == []


def test_one_that_waits_for_its_hour_is_withdrawn(desk):
    desk.answers()
    _forwarded, outcome = desk.announced()
    reopens(desk)

    assert desk.announced() == []

    outcome.refresh_from_db()
    assert outcome.state == State.SUPPRESSED
    assert outcome.entry.told == ThreadEntry.Told.TAKEN_BACK


def test_one_that_was_told_is_put_right(desk):
    desk.answers()
    leaves(*desk.announced())
    reopens(desk)

    [message] = desk.announced()

    assert message.event == desk.event(events.REOPENED)
    assert ANSWER not in words_of(message)


@pytest.mark.parametrize("reason", [CloseReason.NOT_POLICE, CloseReason.FALSE])
def test_so_is_a_closing(desk, reason):
    resolution.close(**desk.about, by=desk.desk, reason=reason, note="x")
    leaves(*desk.announced())
    reopens(desk)

    assert kinds(desk.announced()) == [events.REOPENED]


def test_a_closing_nobody_was_told_of_needs_no_putting_right(desk):
    resolution.close(**desk.about, by=desk.desk, reason=CloseReason.SPAM, note="x")
    reopens(desk)

    assert desk.announced() == []


def test_put_right_once_however_often_it_is_closed_and_opened(desk):
    desk.answers()
    leaves(*desk.announced())
    reopens(desk)
    leaves(*desk.announced())
    resolution.close(**desk.about, by=desk.desk, reason=CloseReason.FALSE, note="x")
    reopens(desk)

    assert desk.announced() == []


def test_closed_after_all_without_another_outcome_is_told(desk):
    desk.answers()
    reopens(desk)
    resolution.close(**desk.about, by=desk.desk, reason=CloseReason.FALSE, note="x")

    assert kinds(desk.announced()) == [events.FORWARDED, events.CLOSED]


def test_the_citizens_own_reopening_takes_no_outcome_back(desk):
    desk.answers()
    _forwarded, outcome = desk.announced()
    desk.sender.says(tap(f"unsolved:{desk.event(events.OUTCOME).pk}"))

    assert desk.announced() == []
    outcome.refresh_from_db()
    assert outcome.state == State.QUEUED


def test_whoever_taps_a_notice_of_it_reads_that_it_goes_on(desk):
    desk.answers()
    leaves(*desk.announced())
    reopens(desk)

    desk.sender.says(tap(f"read:{desk.event(events.OUTCOME).pk}"))

    assert ANSWER not in desk.sender.read
    assert news.tell(desk.event(events.OUTCOME)).keys == ("news_reopened",)


def test_not_solved_said_of_it_is_answered_that_it_goes_on_already(desk):
    desk.answers()
    leaves(*desk.announced())
    reopens(desk)

    desk.sender.says(tap(f"unsolved:{desk.event(events.OUTCOME).pk}"))

    assert Ticket.objects.get().round == 1
    assert desk.ticket.events.filter(kind=events.REOPENED).count() == 1


def test_what_was_closed_together_and_reopened_alone_is_not_told(desk):
    about = {"codes": [desk.ticket.code], "reason": CloseReason.NOT_POLICE, "note": "x"}
    together.close(**desk.about, by=desk.desk, **about)
    reopens(desk)

    assert desk.announced(later=together.UNDO + MINUTE) == []


def test_at_the_last_instant_it_is_looked_at_again(desk):
    """The sweep that withdraws may come too late for a message whose moment has come."""
    desk.answers()
    [_forwarded, outcome] = desk.announced()
    OutboundMessage.objects.exclude(pk=outcome.pk).delete()
    reopens(desk)

    outbox.send(message_ids=[outcome.pk], clock=lambda: outcome.not_before)

    outcome.refresh_from_db()
    assert outcome.state == State.SUPPRESSED
