"""What citizens asked for in the chat or on their page, read from the history and done."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from hearings import booking, callbacks, doors, particulars
from hearings.models import HearingRequest
from hearings.one_by_one import each
from tickets import events
from tickets.models import Event
from tickets.services import hearing
from tickets.wishes import SOONER, Wish

BATCH = 500
State = HearingRequest.State


def act_on_wishes(*, now: datetime) -> int:
    """Do what was wished since the last look; return for how many. Safe to repeat."""
    wished = Event.objects.filter(
        kind=events.HEARING_WISHED, ticket=OuterRef("ticket"), number__gt=OuterRef("wishes_read")
    )
    unread = HearingRequest.objects.active().filter(Exists(wished))
    tickets = list(unread.order_by("pk").values_list("ticket", flat=True)[:BATCH])
    return each(tickets, lambda key: act(ticket_id=key, now=now))


@transaction.atomic
def act(*, ticket_id: int, now: datetime) -> None:
    """Do what one citizen wished since the last look."""
    locked = HearingRequest.objects.select_for_update(of=("self",))
    request = locked.select_related("window__line", "ticket").get(ticket=ticket_id)
    news = Event.objects.filter(ticket=ticket_id, kind=events.HEARING_WISHED)
    for event in news.filter(number__gt=request.wishes_read).order_by("number"):
        request.wishes_read = event.number
        if request.state in {State.WAITING, State.CALLBACK} and event.data["wish"] in Wish.values:
            _grant(request, Wish(event.data["wish"]), now)
    request.save()


def _grant(request: HearingRequest, wanted: Wish, now: datetime) -> None:
    if wanted in SOONER:
        request.need = wanted
        request.expected_at = booking.expected(request, now)
        booking.tell_again(request, now)
    elif wanted == Wish.ANOTHER_DAY:
        closes = request.window.hours_of(request.day).closes
        booking.move(request, after=closes, at=now, is_carried=False)
    elif wanted == Wish.ANOTHER_LINK:
        booking.tell_again(request, now)
    elif wanted == Wish.CALLBACK:
        if callbacks.way_to(request):
            callbacks.promise(request, at=now)
    elif wanted == Wish.NAMELESS:
        request.is_anonymous = True
        particulars.forget_told(ticket_ids=[request.ticket_id])
    elif wanted == Wish.CANCEL:
        request.state = State.CANCELLED
        doors.close(request, at=now)
        hearing.withdraw(ticket_id=request.ticket_id, at=now)
