"""A service as its blueprint sets it up: its line, its officers, and what they do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from districts.models import Category, Line, Officer, Role, Unit
from messaging import announcements
from messaging.models import OutboundMessage
from tests.factories import NOON
from tests.messaging.turning import Sender, words_of
from tickets.models import Event, Ticket
from tickets.services import forwarding

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_numbers = count(1)


@dataclass(frozen=True)
class Service:
    code: str

    @property
    def line(self) -> Line:
        return Line.objects.select_related("unit").get(code=self.code)

    def officer(self, role: Role, unit: str = "") -> Officer:
        held = Officer.objects.filter(postings__role=role)
        return (held.filter(postings__unit__code=unit) if unit else held).order_by("pk")[0]

    def citizen(self, *, now: datetime = NOON) -> Sender:
        return Sender(self.line, number=next(_numbers), now=now)

    def category(self, code: str) -> Category:
        return self.line.categories.get(code=code)

    def ticket(self, **fields: Any) -> Ticket:
        """Open a ticket as a citizen's message would, without the talk."""
        from tickets.services import intake

        usual: dict[str, Any] = {"kind": Ticket.Kind.TIP, "text": "नदी के पास", "at": NOON}
        category = fields.pop("category", "")
        if category:
            fields["category"] = self.category(category)
        return intake.open_ticket(line=self.line, **{**usual, **fields})

    def forwards(self, ticket: Ticket, station: str, by: Officer, at: datetime) -> Ticket:
        where = Unit.objects.get(code=station)
        return forwarding.forward(ticket_id=ticket.pk, by=by, at=at, station=where)


def sees(officer: Officer, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(officer).filter(pk=ticket.pk).exists()


def told(ticket: Ticket, now: datetime) -> list[str]:
    """Tell the citizen of `ticket` what is to be told, as sent; return the words."""
    announcements.announce(now=now)
    about = OutboundMessage.objects.filter(event__in=Event.objects.filter(ticket=ticket))
    about.update(state=OutboundMessage.State.SENT)
    return [words_of(one) for one in about]


def titles(message: OutboundMessage) -> list[str]:
    """Return what can be tapped on one message."""
    action = message.body.get("interactive", {}).get("action", {})
    buttons = [one["reply"]["title"] for one in action.get("buttons", [])]
    rows = [row["title"] for part in action.get("sections", []) for row in part["rows"]]
    return buttons + rows


def ids(message: OutboundMessage) -> list[str]:
    action = message.body.get("interactive", {}).get("action", {})
    buttons = [one["reply"]["id"] for one in action.get("buttons", [])]
    return buttons + [row["id"] for part in action.get("sections", []) for row in part["rows"]]
