"""Buttons of a notice. They stay tappable for ever, so a stale tap is normal and gets the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from districts.models import Officer
from messaging import notices
from messaging.duty import waiting
from messaging.duty.answers import Answer, link, told, written
from messaging.duty.phrases import RETURN_REASON, say
from messaging.models import Notice
from messaging.notices import Tap, nonces
from tickets import moments
from tickets.models import Ticket
from tickets.refusals import Refused
from tickets.services import acknowledgement, forwarding


@dataclass(frozen=True)
class Deed:
    carry_out: Callable[..., Any]
    answer: Notice.Answer


def _not_ours(*, ticket_id: int, by: Officer, at: datetime) -> None:
    forwarding.return_to_desk(ticket_id=ticket_id, by=by, at=at, reason=str(RETURN_REASON))


DEEDS = {
    nonces.ACKNOWLEDGE: Deed(acknowledgement.acknowledge, Notice.Answer.ACKNOWLEDGED),
    nonces.NOT_MINE: Deed(_not_ours, Notice.Answer.RETURNED),
}


def take(officer: Officer, choice: str, now: datetime) -> Answer:
    """Do what a button asks, if the officer may do it to this ticket as it stands now.

    The caller holds the transaction. A notice takes one deed, whoever taps how often.
    """
    tap = notices.tapped(choice)
    if tap.deed == nonces.START:
        return written(f"{say('on_duty')}\n\n{waiting.lines(officer, now)}")
    notice = _own(officer, tap)
    if notice is None:
        return told("gone")
    ticket = Ticket.objects.visible_to(officer).filter(pk=notice.event.ticket_id).first()
    if ticket is None:
        return told("gone")
    if tap.deed == nonces.OPEN:
        return link(notice, ticket)
    if ticket.is_restricted:
        return told("only_in_portal")
    return _do(DEEDS[tap.deed], notice, officer, now)


def _own(officer: Officer, tap: Tap) -> Notice | None:
    """Return the notice a button was made for, its row locked, if it was made for this officer."""
    if tap.notice is None or tap.deed not in notices.DEED:
        return None
    made = Notice.objects.select_related("event__ticket").select_for_update(of=("self",))
    return made.filter(pk=tap.notice, officer=officer).first()


def _do(deed: Deed, notice: Notice, officer: Officer, now: datetime) -> Answer:
    if notice.answer and notice.answered_at:
        at = moments.moment(notice.answered_at, now=now)
        return told(f"answered_{notice.answer}", notice, moment=at)
    try:
        with transaction.atomic():
            deed.carry_out(ticket_id=notice.event.ticket_id, by=officer, at=now)
    except Ticket.DoesNotExist:
        return told("gone")
    except Refused as refusal:
        return written(str(refusal), notice)
    notice.answer, notice.answered_at = deed.answer, now
    notice.save(update_fields=["answer", "answered_at"])
    return told(deed.answer, notice)
