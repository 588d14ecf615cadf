"""The day's first word to officers: a tap on it opens WhatsApp's window for 24 hours."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import override

from districts.models import Line, Posting
from messaging import bodies, notices, outbox
from messaging.models import OfficerPhone, OutboundMessage
from messaging.models.conversation import WINDOW
from messaging.purposes import DUTY_MORNING, TEXTS

STILL_MORNING = timedelta(hours=3)  # after a longer standstill nobody is greeted any more


def greet(*, now: datetime) -> list[UUID]:
    """Greet the officers of every line whose day has begun; return the messages.

    Once for each officer and day; not those whose window is open, nor those without a post.
    Safe to repeat and in parallel: the reason is unique.
    """
    began = [line for line in Line.objects.filter(is_active=True) if _has_begun(line, now)]
    phones = OfficerPhone.objects.filter(conversation__line__in=began, officer__is_active=True)
    posted = Posting.objects.present_at(now).filter(officer=OuterRef("officer"))
    due = phones.filter(Exists(posted)).exclude(conversation__last_inbound_at__gt=now - WINDOW)
    day = timezone.localdate(now)
    loaded = due.select_related("officer", "conversation__contact").order_by("pk")
    by_reason = {f"morning:{day}:{phone.officer_id}": phone for phone in loaded}
    greeted = OutboundMessage.objects.filter(reason__in=by_reason)
    for reason in greeted.values_list("reason", flat=True):
        del by_reason[reason]
    return [_greet(phone, reason, now) for reason, phone in by_reason.items()]


def _has_begun(line: Line, now: datetime) -> bool:
    if line.duty_starts_at is None:
        return False
    local = timezone.localtime(now)
    start = datetime.combine(local.date(), line.duty_starts_at, local.tzinfo)
    return start <= local < start + STILL_MORNING


def _greet(phone: OfficerPhone, reason: str, now: datetime) -> UUID:
    with override(phone.officer.language):
        words = str(TEXTS[DUTY_MORNING].words)
    message = outbox.enqueue(
        conversation=phone.conversation,
        line_id=phone.conversation.line_id,
        reason=reason,
        body=bodies.text(words),
        at=now,
        template=DUTY_MORNING,
        template_taps=[f"{notices.TAP}{notices.START}"],
    )
    return message.pk
