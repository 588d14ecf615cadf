"""A round: the turns of several citizens, what they need asked for and stored together.

Together if all is well, one by one if not: whatever goes wrong undoes the whole round.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects

from districts.models import Line
from messaging import (
    conversation,
    forgetting,
    line_views,
    listening,
    manner,
    matters,
    outbox,
    replies,
    sifting,
    whereabouts,
)
from messaging.citizens import Citizen
from messaging.conversation import LineView, State
from messaging.errands import Errands
from messaging.listening import Heard
from messaging.models import Conversation, InboundMessage, OutboundMessage

SIZE = 16  # conversations of a round; the answers are posted in a moment
MOST = 40  # messages of a round; more are no matter of a moment, and go by themselves
AT_ONCE = 100  # messages of one turn
STANDING = ("state", "language", "draft_due_at", "last_inbound_at", *sifting.BUCKET)


@dataclass
class Turn:
    """One citizen's turn: what was heard and done, still to be stored and answered."""

    citizen: Citizen
    heard: Heard
    reason: str  # of the answers; makes them unique
    is_asked: bool = True  # the citizen has just written

    @property
    def errands(self) -> Errands:
        return self.citizen.errands

    @property
    def talk(self) -> Conversation:
        return self.citizen.talk


@dataclass(frozen=True)
class Result:
    """What the edge may hint at: messages to send, files to fetch."""

    messages: list[UUID] = field(default_factory=list)
    attachments: list[UUID] = field(default_factory=list)
    left: Sequence[int] = ()  # conversations whose turn must be taken by itself


@transaction.atomic
def take(*, conversation_ids: Sequence[int], now: datetime) -> Result:
    """Take the turns of several citizens. Raises what goes wrong with any; then none was taken.

    Leaves out who is another worker's at the moment, and officers.
    """
    # without the key: what arrives for one of them meanwhile need not wait for the round
    free = locked(conversation_ids, no_key=True, skip_locked=True)
    talks = list(free.filter(contact__is_officer=False))
    rows = due(talks, now)[: MOST + 1]
    waiting = _by_talk(talks, rows)
    if len(rows) > MOST:
        return Result(left=conversation_ids)
    turns = _heard([talk for talk in talks if waiting[talk.pk]], waiting, now)
    messages = store(turns, now=now)
    taken = {talk.pk for talk in talks}
    return Result(
        [message.pk for message in messages],
        [file for turn in turns for file in turn.heard.files],
        [one for one in conversation_ids if one not in taken],
    )


def store(turns: Sequence[Turn], *, now: datetime) -> list[OutboundMessage]:
    """Write down where the talks stand after their turns, and what is answered."""
    listening.done([row for turn in turns for row in turn.heard.rows])
    for turn in turns:
        _ask(turn)
    talks = [turn.talk for turn in turns]
    # they exist and are ours: an update of several rows, each to values of its own
    Conversation.objects.bulk_create(
        talks, update_conflicts=True, unique_fields=["pk"], update_fields=STANDING
    )
    for turn in turns:
        manner.follow(turn.talk, turn.errands.state, now)
    messages = outbox.enqueue_all([one for turn in turns for one in _answers(turn)], at=now)
    for turn in turns:
        if turn.errands.leaves:
            forgetting.forget(contact=turn.talk.contact, now=now)
    # the window is open again: what could not be said meanwhile follows (by the sweep)
    open_again = [turn for turn in turns if turn.is_asked and not turn.errands.leaves]
    outbox.revive(conversations=[one.talk for one in open_again if not one.talk.is_silent], now=now)
    return messages


def locked(conversation_ids: Iterable[int], **manner: bool) -> QuerySet[Conversation]:
    """Return conversations in the order in which each worker locks them; `manner` as Django's."""
    talks = Conversation.objects.filter(pk__in=conversation_ids).select_related("contact")
    return talks.order_by("pk").select_for_update(of=("self",), **manner)


def due(talks: Iterable[Conversation], now: datetime) -> QuerySet[InboundMessage]:
    """Return what waits to be heard in these talks, in the order in which it was sent."""
    waiting = InboundMessage.objects.filter(
        conversation__in=talks, state=InboundMessage.State.WAITING, next_attempt_at__lte=now
    )
    return waiting.order_by("sent_at", "id")


def _by_talk(
    talks: Iterable[Conversation], rows: Iterable[InboundMessage]
) -> Mapping[int, list[InboundMessage]]:
    known = {talk.pk: talk for talk in talks}
    waiting: dict[int, list[InboundMessage]] = defaultdict(list)
    for row in rows:
        row.conversation = known[row.conversation_id]
        waiting[row.conversation_id].append(row)
    return waiting


def _heard(
    talks: Sequence[Conversation], waiting: Mapping[int, list[InboundMessage]], now: datetime
) -> list[Turn]:
    lines = Line.objects.select_related("unit").in_bulk({talk.line_id for talk in talks})
    views = {key: line_views.view(line) for key, line in lines.items()}
    # after the messages: whoever has a new address has it before the first message from there
    prefetch_related_objects([talk.contact for talk in talks], "aliases")
    own = matters.own_codes_of(talks)
    turns = []
    for talk in talks:
        talk.line = lines[talk.line_id]
        rows = sifting.sift(talk, waiting[talk.pk], now)[:AT_ONCE]
        citizen = citizen_of(talk, views[talk.line_id], now)
        citizen.own = own[talk.pk]
        heard = listening.take_in_all(rows, citizen)
        if heard.last is not None:
            turns.append(Turn(citizen, heard, f"turn:{heard.last.pk}"))
    return turns


def citizen_of(talk: Conversation, view: LineView, now: datetime) -> Citizen:
    return Citizen(Errands(talk, State.from_json(talk.state), now), view)


def _ask(turn: Turn) -> None:
    """Put what is still to be asked, and let the talk stand there."""
    errands, talk, view = turn.errands, turn.talk, turn.citizen.view
    if told := conversation.may_name_the_place(errands.state, view, errands.now):
        errands.state = whereabouts.hear(talk.line, errands.state, told)
    errands.state, question = conversation.ask(errands.state, view, errands.now)
    errands.says += [question] if question else []
    talk.state = errands.state.to_json()
    talk.language = conversation.language_of(errands.state, view)
    idle = talk.line.draft_idle
    talk.draft_due_at = errands.now + idle if errands.state.has_substance else None


def _answers(turn: Turn) -> list[OutboundMessage]:
    given = turn.talk, turn.errands, turn.citizen.view, turn.reason
    return replies.drafted(*given, is_asked=turn.is_asked)
