"""Callers who were not heard at their time: whether and how the police can come back to them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from hearings.models import HearingRequest, Particulars
from hearings.models.request import HearingRequestQuerySet
from tickets.services import hearing
from tickets.wishes import Callback

Source, State = HearingRequest.Source, HearingRequest.State
ON_TELEPHONE = Q(source=Source.PHONE) | Exists(
    Particulars.objects.filter(request=OuterRef("pk"), has_phone=True)
)


def way_to(request: HearingRequest) -> Callback | None:
    """Return how a caller can be reached later.

    None where nothing but their page leads to them, or nothing does since they were forgotten.
    """
    if hearing.is_unreachable(request.ticket):
        return None
    if HearingRequest.objects.filter(ON_TELEPHONE, pk=request.pk).exists():
        return Callback.TELEPHONE
    return Callback.LINK if request.source == Source.WHATSAPP else None


def is_by_telephone(request: HearingRequest) -> bool:
    """Say whether a desk that calls this caller now takes up a telephone."""
    if request.state == State.CALLBACK:
        return way_to(request) == Callback.TELEPHONE
    return request.source == Source.PHONE


def promise(request: HearingRequest, *, at: datetime) -> None:
    """Leave a caller to be called by a desk. The caller of this holds the request's lock."""
    request.state = State.CALLBACK
    request.save()
    how = way_to(request) or Callback.LINK  # they may still be on their page
    hearing.owe_callback(ticket_id=request.ticket_id, how=how, at=at)


def with_ways(owed: HearingRequestQuerySet) -> HearingRequestQuerySet:
    """Add `on_telephone` to each: whether it takes a telephone to call them."""
    return owed.annotate(on_telephone=ON_TELEPHONE)
