"""Citizens who write through the door, and the turns that answer them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from districts.models import Category, Line
from messaging import bodies, fates, rounds, turns
from messaging.models import Conversation, OutboundMessage, ThreadEntry
from tests.factories import NOON, make_category
from tests.messaging import arriving
from tickets.models import Ticket

_wamids = count(1)


@dataclass
class Sender:
    """A citizen on a line; `says` sends and takes the turn, `read` is all they were answered."""

    line: Line
    number: int = 1
    now: datetime = NOON
    talk: Conversation | None = None
    answers: list[OutboundMessage] = field(default_factory=list)

    def arrives(self, *messages: dict[str, Any], after: float = 60) -> int:
        """Bring messages in without taking the turn; return whose turn it is."""
        self.now += timedelta(seconds=after)
        who = {"from": f"91555000{self.number:04}", "from_user_id": f"IN.SYNTH{self.number:04}"}
        contact = arriving.contact(wa_id=who["from"], user_id=who["from_user_id"])
        stamp = {"timestamp": str(int(self.now.timestamp()))}
        sent = [{**message, **who, **stamp} for message in messages]
        [turn] = arriving.arrive(self.line, *sent, at=self.now, contacts=[contact])
        return turn

    def says(self, *messages: dict[str, Any] | str, after: float = 60) -> turns.Result:
        written = [text(one) if isinstance(one, str) else one for one in messages]
        turn = self.arrives(*written, after=after)
        # a round hides nothing that goes wrong; more than a round holds is a turn by itself
        result = rounds.take(conversation_ids=[turn], now=self.now)
        if result.left:
            result = turns.take(conversation_id=turn, now=self.now)
        self.talk = Conversation.objects.get(pk=turn)
        self.answers = [OutboundMessage.objects.get(pk=key) for key in result.messages]
        return result

    @property
    def read(self) -> str:
        """The words of the last turn's answers."""
        return "\n".join(map(words_of, self.answers))

    def tells(self, tip: str = "नदी के किनारे शराब बन रही है") -> Ticket:
        """Go through the talk to the receipt."""
        self.says(tip)
        self.says(tap("language:hi"))
        self.says("पता नहीं")
        self.says(tap("send"))
        return Ticket.objects.latest("pk")


def a_line(**fields: Any) -> Line:
    line = arriving.a_line(**fields)
    make_category(line, code="liquor", keywords=["शराब"], short_hi="शराब", name_hi="अवैध शराब")
    return line


def police_category(line: Line) -> Category:
    return make_category(line, code="about-police", about_police=True, keywords=["रिश्वत"])


def text(words: str, **more: Any) -> dict[str, Any]:
    return arriving.message(words, **more)


def photo(caption: str = "") -> dict[str, Any]:
    number = next(_wamids)
    image = {"id": f"media-{number}", "mime_type": "image/jpeg", "sha256": "", "caption": caption}
    return arriving.message(type="image", text=None, image=image)


def place(latitude: float, longitude: float) -> dict[str, Any]:
    spot = {"latitude": latitude, "longitude": longitude}
    return arriving.message(type="location", text=None, location=spot)


def tap(choice: str) -> dict[str, Any]:
    reply = {"type": "button_reply", "button_reply": {"id": choice, "title": "…"}}
    return arriving.message(type="interactive", text=None, interactive=reply)


def quoting(words: str, provider_id: str) -> dict[str, Any]:
    return arriving.message(words, context={"from": "915550099999", "id": provider_id})


def words_of(message: OutboundMessage) -> str:
    body: bodies.Body = message.body
    kind = body["type"]
    return str(body["text"]["body"] if kind == "text" else body["interactive"]["body"]["text"])


def sent_as(message: OutboundMessage, provider_id: str) -> None:
    """Note the provider's id of a message, as sending it would."""
    message.index = fates.message_index(message.line.phone_number_id, provider_id)
    message.state = OutboundMessage.State.SENT
    message.save(update_fields=["index", "state"])


def thread(ticket: Ticket) -> Sequence[ThreadEntry]:
    return list(ThreadEntry.objects.filter(ticket=ticket))
