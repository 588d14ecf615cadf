"""What a citizen is told of a hearing: token, time, and a link filled in when it is sent."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from messaging.conversation import Choice, Say
from tickets import events, invitations, moments
from tickets.codes import spaced
from tickets.models import Event
from tickets.wishes import OFFERED, Callback

SENTENCES = {
    events.HEARING_ASKED: "hearing_booked",
    events.HEARING_MOVED: "hearing_moved",
    events.HEARING_REMINDED: "hearing_reminded",
    events.HEARING_NEXT: "hearing_next",
    events.HEARING_CALLED: "hearing_called",
    events.HEARING_MISSED: "hearing_missed",
    events.HEARING_DROPPED: "hearing_dropped",
    events.HEARING_CALLBACK: "hearing_callback",
    events.HEARING_CANCELLED: "hearing_cancelled",
    events.HEARING_HEARD: "hearing_heard",
}
# of events from before numbers were asked after, nothing is known: somebody telephones
CALLBACKS = {
    Callback.LINK: "hearing_callback_by_link",
    Callback.WRITING: "hearing_callback_in_writing",
}
BOOKED = frozenset({events.HEARING_ASKED, events.HEARING_MOVED})
TELLS_TIME = BOOKED | {events.HEARING_REMINDED}


def tell(event: Event) -> Say:
    """Return the words for one event, in the active language; a booking can be changed at once."""
    key = CALLBACKS.get(event.data.get("how", ""), SENTENCES[event.kind])
    values = {"code": spaced(event.ticket.code), "link": invitations.MARK, **_when(event.data)}
    tells_both = event.kind in TELLS_TIME and "there" in event.data
    keys = (key, "hearing_there") if tells_both else (key,)
    if event.kind not in BOOKED:
        return Say(keys, values, stands_alone=True)
    choices = tuple(Choice(f"hearing:{event.pk}:{w}", key=f"button_{w}") for w in OFFERED)
    return Say((*keys, "hearing_ask"), values, choices, stands_alone=True)


def with_link(body: dict[str, Any], event: Event | None) -> dict[str, Any]:
    """Return the message object as it is sent: with the link of the door the event names."""
    door = event.data.get("door") if event else None
    if event is None or door is None:
        return body
    filled: dict[str, Any] = invitations.filled(body, invitations.url(event.ticket_id, int(door)))
    return filled


def _when(data: dict[str, Any]) -> dict[str, str]:
    said = {"token": str(data.get("token", ""))}
    if "expected" in data:
        said["time"] = f"{timezone.localtime(datetime.fromisoformat(data['expected'])):%H:%M}"
    if "there" in data:
        said["there"] = moments.elsewhere(datetime.fromisoformat(data["there"]))
    if "day" in data:
        said["day"] = moments.calendar_day(date.fromisoformat(data["day"]))
    return said
