"""Officers with telephones of their own, on a line with a station, for tests of duty."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from districts.models import Line, Officer, Role, Unit
from messaging import fates, notices, outbox, turns
from messaging.duty import heralds, registration
from messaging.duty.codes import code_of, message
from messaging.models import Conversation, Notice, OfficerPhone, OutboundMessage
from messaging.notices import nonces
from tests.factories import NOON, make_officer, make_ticket, make_unit
from tests.messaging import arriving
from tests.messaging.turning import a_line, tap, text, words_of
from tickets.models import Ticket
from tickets.services import forwarding


@dataclass
class Handset:
    """An officer's telephone: `says` sends and takes the turn, `read` is all it was answered."""

    line: Line
    officer: Officer
    number: int = 701
    now: datetime = NOON
    answers: list[OutboundMessage] = field(default_factory=list)

    @property
    def phone(self) -> str:
        return f"91555000{self.number:04}"

    @property
    def bsuid(self) -> str:
        return f"IN.SYNTH{self.number:04}"

    def arrives(self, *messages: dict[str, Any], after: float = 60) -> int:
        self.now += timedelta(seconds=after)
        who = {"from": self.phone, "from_user_id": self.bsuid}
        contact = arriving.contact(wa_id=self.phone, user_id=self.bsuid)
        stamp = {"timestamp": str(int(self.now.timestamp()))}
        sent = [{**one, **who, **stamp} for one in messages]
        [turn] = arriving.arrive(self.line, *sent, at=self.now, contacts=[contact])
        return turn

    def says(self, *messages: dict[str, Any] | str, after: float = 60) -> turns.Result:
        written = [text(one) if isinstance(one, str) else one for one in messages]
        turn = self.arrives(*written, after=after)
        result = turns.take_each(conversation_ids=[turn], now=self.now)
        self.answers = [OutboundMessage.objects.get(pk=key) for key in result.messages]
        return result

    def registers(self) -> OfficerPhone:
        claim = registration.ask(officer=self.officer, line=self.line, now=self.now)
        self.says(message(code_of(claim)))
        return registration.confirm(officer=self.officer, now=self.now)

    @property
    def read(self) -> str:
        return "\n".join(map(words_of, self.answers))

    @property
    def talk(self) -> Conversation:
        return Conversation.objects.get(officer_phone__officer=self.officer)

    def told(self) -> list[Notice]:
        """Return the notices made for this officer, newest last."""
        return list(Notice.objects.filter(officer=self.officer).order_by("event_id"))

    def shown(self, notice: Notice) -> OutboundMessage:
        """Return a notice's message with its words, as if it were sent now."""
        found = OutboundMessage.objects.select_related("conversation__contact")
        made = found.get(reason=notice.reason)
        notices.renew(made, self.now)
        return made

    def taps(self, notice: Notice, deed: str = nonces.ACKNOWLEDGE, **how: Any) -> turns.Result:
        return self.says(tap(notices.payload(notice, deed)), **how)

    def quoted(self, notice: Notice) -> str:
        """Note an id for a notice's message, as sending it would; return the id."""
        sent = OutboundMessage.objects.get(reason=notice.reason)
        provider_id = f"wamid.NOTICE{notice.pk.hex}"
        sent.index = fates.message_index(self.line.phone_number_id, provider_id)
        sent.state = OutboundMessage.State.SENT
        sent.save()
        return provider_id


@dataclass
class Duty:
    """One district on duty: a desk, a station, its head with a registered telephone."""

    line: Line
    station: Unit
    desk: Officer
    head: Handset

    @classmethod
    def begins(cls, *, registered: bool = True, **fields: Any) -> "Duty":
        line = a_line(**fields)
        station = make_unit(parent=line.unit, name_en="Kotwali", name_hi="कोतवाली")
        desk = make_officer(Role.DESK, line.unit)
        head = Handset(line, make_officer(Role.STATION_HEAD, station, language="en", name="A. K."))
        if registered:
            head.registers()
        return cls(line, station, desk, head)

    def ticket(self, **fields: Any) -> Ticket:
        usual = {"category": self.line.categories.get(), "at": self.head.now}
        return make_ticket(self.line, **{**usual, **fields})

    def forwards(self, ticket: Ticket | None = None, *, to: Unit | None = None) -> Ticket:
        """Send a ticket to the station, and let the sweep tell of it."""
        ticket = ticket or self.ticket()
        self.head.now += timedelta(seconds=30)
        forwarding.forward(
            ticket_id=ticket.pk, by=self.desk, at=self.head.now, station=to or self.station
        )
        self.tells()
        return Ticket.objects.get(pk=ticket.pk)

    def tells(self) -> list[OutboundMessage]:
        made = heralds.notify(now=self.head.now)
        return [OutboundMessage.objects.get(pk=key) for key in made]

    def notice(self) -> Notice:
        """Forward a new ticket and return the notice its station's head got."""
        self.forwards()
        return self.head.told()[-1]


def sends(message: OutboundMessage, now: datetime) -> OutboundMessage:
    outbox.send(message_ids=[message.pk], clock=lambda: now)
    return OutboundMessage.objects.get(pk=message.pk)
