"""What a turn says: written to the outbox at once, each message about the ticket it names."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import override

from messaging import matters, news, outbox, quiet, speech
from messaging.conversation import LineView, Say
from messaging.errands import Errands
from messaging.models import Conversation
from tickets.codes import read_code
from tickets.models import Event


def write(
    talk: Conversation, errands: Errands, view: LineView, reason: str, *, is_asked: bool
) -> list[UUID]:
    """Write the replies of one turn, first the news that was asked for; return the messages.

    What nobody asked for just now keeps to the hours the citizen chose.
    """
    now, view = errands.now, replace(view, is_discreet=talk.is_discreet)
    moment = now if is_asked else quiet.moment(talk, now)
    with override(talk.language):
        told: list[tuple[Say, Event | None]] = [(news.tell(one), one) for one in errands.read]
    says = speech.condensed(errands.says, view, talk.language)
    told += [(say, _about(talk, say)) for say in says]
    messages = [
        outbox.enqueue(
            conversation=talk,
            line_id=talk.line_id,
            reason=f"{reason}:{number}",
            body=speech.body(say, view, talk.language),
            at=now,
            event=event,
            not_before=moment,
            is_silenced=moment is None,
        )
        for number, (say, event) in enumerate(told)
    ]
    return [message.pk for message in messages]


def _about(talk: Conversation, say: Say) -> Event | None:
    """Return the beginning of the ticket a reply names: whoever quotes it means that ticket."""
    code = read_code(say.values.get("code", ""))
    return matters.opening_of(talk, code) if code else None
