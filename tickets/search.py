"""Narrowing a list of tickets: one place for the portal and the API."""

from django.db.models import Q

from districts.models import Unit
from tickets import codes, plates
from tickets.models import Ticket
from tickets.models.holding import holding, written
from tickets.models.ticket import TicketQuerySet

MOST_WORDS = 8


def narrow(
    tickets: TicketQuerySet,
    *,
    past_due: Q,
    status: str = "",
    unit: str = "",
    category: str = "",
    words: str = "",
    overdue: bool | None = None,
) -> TicketQuerySet:
    """Return those of `tickets` that match all that is given; `unit` includes all below it.

    `past_due` is the condition on clocks that make a ticket overdue for whoever asks. An unknown
    unit matches nothing. `words` is a receipt code, or words that all stand in the
    text or place, in any order; the number of a vehicle is found in any spacing.
    """
    if status:
        tickets = tickets.filter(status=status)
    if unit:
        paths = Unit.objects.filter(code=unit).values_list("path", flat=True)
        tickets = tickets.filter(unit__in=Unit.objects.below(*paths))
    if category:
        tickets = tickets.filter(category__code=category)
    if words:
        tickets = _holding(tickets, words)
    if overdue is not None:
        late = Ticket.objects.late(past_due).values("pk")
        tickets = tickets.filter(pk__in=late) if overdue else tickets.exclude(pk__in=late)
    return tickets


def _holding(tickets: TicketQuerySet, words: str) -> TicketQuerySet:
    code = codes.read_code(words)
    if code is not None and tickets.filter(code=code).exists():
        return tickets.filter(code=code)
    wanted, rest = plates.take_out(words.replace("\0", ""))
    for plate in wanted[:MOST_WORDS]:
        # by the index where the number stands at all, and then how it is written
        numbered = holding(plate.numbers, "text", "place")
        tickets = tickets.filter(numbered, written(plate.pattern, "text", "place"))
    for word in rest.split()[:MOST_WORDS]:
        tickets = tickets.filter(holding([word], "text", "place"))
    return tickets
