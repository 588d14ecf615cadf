"""From a ticket's history to the officers it concerns: each event once to each of them.

The truth is the sweep itself, as for citizens: recent events nobody has looked at.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from districts.models import Officer
from messaging import outbox
from messaging.models import HeraldedEvent, Notice, OfficerPhone, OutboundMessage
from messaging.notices import TELLS, posts_told
from messaging.purposes import DUTY_LOOK
from tickets import events
from tickets.models import Event, Ticket

LOOKS_BACK = timedelta(days=1)  # what is older is read in the portal
BATCH = 500
AT_MOST = 5  # notices of new tickets to one officer within LATELY; then they are told together
LATELY = timedelta(minutes=10)
FOLDS_FOR = timedelta(minutes=5)


def notify(*, now: datetime) -> list[UUID]:
    """Queue a notice for every officer whom a new event concerns; return the messages.

    Safe to repeat and in parallel: an event is taken by one sweep, in one transaction with its
    notices. Whether each may still be told is asked again when it is sent.
    """
    if not OfficerPhone.objects.exists():
        return []
    new = list(_untold(now).values_list("pk", flat=True)[:BATCH])
    return [message for event_id in new for message in _notify(event_id, now)]


def _untold(now: datetime) -> QuerySet[Event]:
    recent = Event.objects.filter(kind__in=sorted(TELLS), happened_at__gte=now - LOOKS_BACK)
    taken = HeraldedEvent.objects.filter(event=OuterRef("pk"))
    of_muted = Q(kind=events.OPENED, ticket__is_quiet=True)
    return recent.filter(~of_muted, ~Exists(taken)).order_by("happened_at", "pk")


@transaction.atomic
def _notify(event_id: int, now: datetime) -> list[UUID]:
    _taken, is_ours = HeraldedEvent.objects.get_or_create(event_id=event_id)
    if not is_ours:
        return []
    event = Event.objects.select_related("ticket__unit").get(pk=event_id)
    told = [_tell(phone, event, now) for phone in _concerned(event)]
    return [message for message in told if message]


def _concerned(event: Event) -> Iterator[OfficerPhone]:
    """Yield the telephones registered before the event of all whom it concerns but its doer."""
    phones = OfficerPhone.objects.select_related("officer", "conversation__contact").filter(
        officer__in=posts_told(event).values("officer"),
        officer__is_active=True,
        registered_at__lte=event.happened_at,
    )
    for phone in phones.exclude(officer=event.by_id).order_by("pk"):
        if Ticket.objects.visible_to(phone.officer).filter(pk=event.ticket_id).exists():
            yield phone


def _tell(phone: OfficerPhone, event: Event, now: datetime) -> UUID | None:
    """Queue a notice; in a flood of new tickets one waits for the rest and tells how many."""
    is_flood = _is_flood(phone.officer, event, now)
    if is_flood and _folded(phone.officer, now):
        return None
    notice = Notice.objects.create(event=event, officer=phone.officer, made_at=now)
    message = outbox.enqueue(
        conversation=phone.conversation,
        line_id=phone.conversation.line_id,
        reason=notice.reason,
        body={},  # written when it is sent
        at=now,
        template=DUTY_LOOK,
        notice=notice,
        not_before=now + FOLDS_FOR if is_flood else None,
    )
    return message.pk


def _is_flood(officer: Officer, event: Event, now: datetime) -> bool:
    """Say whether this is one new ticket too many; danger to life is never too much."""
    if event.kind != events.OPENED or event.ticket.priority == Ticket.Priority.EMERGENCY:
        return False
    lately = _of_new(officer).filter(made_at__gt=now - LATELY)
    return lately.count() >= AT_MOST


def _folded(officer: Officer, now: datetime) -> bool:
    """Count the ticket with a notice that still waits, if there is one."""
    last = _of_new(officer).filter(made_at__gt=now - FOLDS_FOR).order_by("-made_at").first()
    if last is None:
        return False
    queued = OutboundMessage.objects.filter(
        reason=last.reason, state=OutboundMessage.State.QUEUED, not_before__gt=now
    )
    if not queued.select_for_update().exists():
        return False
    Notice.objects.filter(pk=last.pk).update(more=F("more") + 1)
    return True


def _of_new(officer: Officer) -> QuerySet[Notice]:
    return Notice.objects.filter(officer=officer, event__kind=events.OPENED)
