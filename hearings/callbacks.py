"""Callers who were not heard at their time: whether and how the police can come back to them."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from hearings.models import HearingRequest, Particulars
from hearings.models.request import HearingRequestQuerySet
from tickets.services import hearing
from tickets.wishes import Callback

Source, State = HearingRequest.Source, HearingRequest.State


def way_to(request: HearingRequest) -> Callback | None:
    """Return how a caller can be reached later; None where nothing but their page leads to them."""
    numbers = Particulars.objects.filter(request=request, has_phone=True)
    if request.source == Source.PHONE or numbers.exists():
        return Callback.TELEPHONE
    return Callback.LINK if request.source == Source.WHATSAPP else None


def is_by_telephone(request: HearingRequest) -> bool:
    """Say whether a desk that calls this caller now takes up a telephone."""
    if request.state == State.CALLBACK:
        return way_to(request) == Callback.TELEPHONE
    return request.source == Source.PHONE


def owe(request: HearingRequest, *, at: datetime) -> None:
    """Leave a caller to be called by a desk. The caller of this holds the request's lock."""
    request.state = State.CALLBACK
    request.save()
    how = way_to(request) or Callback.LINK
    hearing.owe_callback(ticket_id=request.ticket_id, how=how, at=at)


def with_numbers(owed: HearingRequestQuerySet) -> HearingRequestQuerySet:
    """Add `has_phone` to each: whether it takes a telephone to call them."""
    numbers = Particulars.objects.filter(request=OuterRef("pk"), has_phone=True)
    return owed.annotate(has_phone=Exists(numbers))
