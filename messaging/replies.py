"""What a turn says, each message about the ticket it names."""

from dataclasses import replace

from django.utils.translation import override

from messaging import matters, news, outbox, quiet, speech
from messaging.conversation import LineView, Say
from messaging.errands import Errands
from messaging.models import Conversation, OutboundMessage
from tickets.codes import read_code
from tickets.models import Event


def drafted(
    talk: Conversation, errands: Errands, view: LineView, reason: str, *, is_asked: bool
) -> list[OutboundMessage]:
    """Return the replies of one turn, still to be enqueued; first the news that was asked for.

    What nobody asked for just now keeps to the hours the citizen chose.
    """
    now, view = errands.now, replace(view, is_discreet=talk.is_discreet)
    moment = now if is_asked else quiet.moment(talk, now)
    with override(talk.language):
        told: list[tuple[Say, Event | None]] = [(news.tell(one), one) for one in errands.read]
    says = speech.condensed(errands.says, view, talk.language)
    told += [(say, _about(talk, say)) for say in says]
    return [
        outbox.drafted(
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


def _about(talk: Conversation, say: Say) -> Event | None:
    """Return the beginning of the ticket a reply names: whoever quotes it means that ticket."""
    code = read_code(say.values.get("code", ""))
    return matters.opening_of(talk, code) if code else None
