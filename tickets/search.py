"""Narrowing a list of tickets: one place for the portal and the API."""

from datetime import datetime

from django.db.models import Q, QuerySet

from districts.models import Unit
from tickets import codes
from tickets.models import Ticket


def narrow(
    tickets: "QuerySet[Ticket]",
    *,
    now: datetime,
    status: str = "",
    unit: str = "",
    category: str = "",
    words: str = "",
    overdue: bool | None = None,
) -> "QuerySet[Ticket]":
    """Return those of `tickets` that match all that is given; `unit` includes all below it.

    An unknown unit matches nothing. `words` is a receipt code or words of the text or place.
    """
    if status:
        tickets = tickets.filter(status=status)
    if unit:
        paths = Unit.objects.filter(code=unit).values_list("path", flat=True)
        tickets = tickets.filter(unit__in=Unit.objects.below(*paths))
    if category:
        tickets = tickets.filter(category__code=category)
    if words:
        tickets = tickets.filter(_matching(words))
    if overdue is not None:
        late = Ticket.objects.late(now).values("pk")
        tickets = tickets.filter(pk__in=late) if overdue else tickets.exclude(pk__in=late)
    return tickets


def _matching(words: str) -> Q:
    if code := codes.read_code(words):
        return Q(code=code)
    found = Q()
    for word in words.replace("\0", "").split()[:8]:
        found &= Q(text__icontains=word) | Q(place__icontains=word)
    return found
