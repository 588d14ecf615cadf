"""What an officer's message comes to: something to answer, perhaps a file to fetch."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from messaging import bodies
from messaging.duty.phrases import say
from messaging.models import Notice
from tickets.codes import spaced
from tickets.models import Ticket


@dataclass(frozen=True)
class Answer:
    body: bodies.Body
    notice: Notice | None = None  # the answer can be replied to like the notice itself
    file: UUID | None = None


def told(
    key: str, notice: Notice | None = None, *, file: UUID | None = None, **values: str
) -> Answer:
    """Return a phrase as a message; a phrase about a notice may name its ticket's code."""
    code = {"code": spaced(notice.event.ticket.code)} if notice else {}
    return Answer(bodies.text(say(key, **code, **values)), notice, file)


def written(words: str, notice: Notice | None = None) -> Answer:
    return Answer(bodies.text(words[: bodies.TEXT_LIMIT]), notice)


def link(notice: Notice, ticket: Ticket) -> Answer:
    """Return the way into the portal, where a login is asked for; a code says nothing by itself."""
    address = settings.PUBLIC_URL + reverse("tickets:detail", args=[ticket.code])
    words = (
        say("open_confidential") if ticket.is_restricted else say("open", code=spaced(ticket.code))
    )
    return Answer(bodies.link(words, say("button_open"), address), notice)
