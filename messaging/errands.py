"""What a turn of the talk sets in motion: tickets opened, words added, questions answered.

Each function does one intent within the turn's transaction and returns what is to be said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from districts.models import Category, Line
from evidence import custody
from messaging import (
    accused,
    answering,
    conversation,
    danger,
    matters,
    names,
    news,
    receipts,
    whereabouts,
)
from messaging.conversation import (
    AddToTicket,
    Discard,
    Feedback,
    Forget,
    Intent,
    KeepName,
    OpenTicket,
    Part,
    Say,
    State,
    TellNews,
    TellStatus,
    WishForHearing,
    guesses,
)
from messaging.models import Conversation, Thread, ThreadEntry
from messaging.reach import attribution
from tickets import events
from tickets.models import Event, Ticket
from tickets.refusals import DoesNotFollow, Refused
from tickets.services import hearing, intake, naming
from tickets.services.intake import LONGEST_TIP
from tickets.wishes import Wish


@dataclass
class Errands:
    """One turn's surroundings: whose talk, where it stands, and what came of it so far."""

    talk: Conversation
    state: State
    now: datetime
    says: list[Say] = field(default_factory=list)
    read: list[Event] = field(default_factory=list)  # news the citizen tapped to read
    leaves: bool = False  # wants to be forgotten

    def mark(self) -> tuple[State, int, int, datetime | None]:
        """Return where things stand, for `back_to` when a message fails."""
        return self.state, len(self.says), len(self.read), self.talk.last_inbound_at

    def back_to(self, mark: tuple[State, int, int, datetime | None]) -> None:
        self.state, says, read, self.talk.last_inbound_at = mark
        del self.says[says:], self.read[read:]
        self.leaves = False

    def run(self, intents: Sequence[Intent]) -> None:
        deeds: dict[type, Callable[[Any], None]] = {
            OpenTicket: self._open,
            AddToTicket: self._add,
            TellStatus: self._tell_status,
            TellNews: self._tell_news,
            Feedback: self._feedback,
            WishForHearing: self._wish,
            KeepName: self._keep_name,
            Discard: self._discard,
            Forget: self._forget,
        }
        for intent in intents:
            deeds[type(intent)](intent)

    def _open(self, intent: OpenTicket) -> None:
        ticket = open_ticket(self.talk, intent, self.now)
        is_placed = not intent.is_urgent or receipts.is_placed(intent)
        self.state = conversation.opened(
            self.state, ticket.code, self.now, is_urgent=intent.is_urgent, is_placed=is_placed
        )
        self.says.append(receipts.receipt(intent, ticket))

    def _add(self, intent: AddToTicket) -> None:
        ticket = answering.own(self.talk, intent.code)
        if ticket is None:
            # not theirs any more: the words begin a matter of their own
            draft = (*self.state.draft, *intent.parts)
            self.state = replace(self.state, active=True, draft=draft, which="", joining="")
            return
        parts = matters.masked(self.talk, intent.parts, ticket)
        was_answer = add_to_ticket(ticket, parts, self.now)
        whereabouts.add(ticket, intent)
        if not intent.quietly or was_answer or intent.is_covered:
            is_cry = ticket.priority == Ticket.Priority.EMERGENCY
            is_cry = is_cry and self.state.joins(self.now) == ticket.code
            self.says.append(receipts.added(intent, ticket, was_answer=was_answer, is_cry=is_cry))

    def _tell_status(self, intent: TellStatus) -> None:
        """Tell how things stand. Whoever tries one wrong code after another must wait."""
        is_own = bool(intent.code) and answering.own(self.talk, intent.code) is not None
        if intent.code and not is_own and guesses.must_wait(self.state, self.now):
            self.says.append(Say(("code_wait",)))
            return
        told = answering.status(self.talk, intent.code)
        if told == [answering.UNKNOWN]:
            self.state = guesses.missed(self.state, self.now)
        nothing = "not_sent_yet" if self.state.has_substance else "nothing_sent"
        self.says += told or [Say((nothing,))]
        if not told:
            self.state = replace(self.state, active=True)

    def _tell_news(self, intent: TellNews) -> None:
        event = answering.own_event(self.talk, intent.event_id)
        if event is not None:
            self.read.append(event)
        elif answering.is_caller(self.talk, intent.event_id):
            self.says.append(news.call())
        else:
            self.says.append(Say(("not_yours",)))

    def _feedback(self, intent: Feedback) -> None:
        self.says.append(answering.feedback(self.talk, intent, self.now))

    def _wish(self, intent: WishForHearing) -> None:
        event = answering.own_event(self.talk, intent.event_id)
        key = "hearing_wished"
        try:
            if event is None or intent.wanted not in Wish.values:
                raise DoesNotFollow
            hearing.wish(ticket_id=event.ticket_id, wanted=Wish(intent.wanted), at=self.now)
        except Refused:
            key = "not_yours"
        self.says.append(Say((key,)))

    def _keep_name(self, intent: KeepName) -> None:
        self.state = replace(self.state, name=naming.seal(intent.name))

    def _discard(self, intent: Discard) -> None:
        custody.discard(_files(intent.parts), at=self.now)

    def _forget(self, _intent: Forget) -> None:
        """Let the turn end here; `turns` then destroys every way back."""
        self.leaves, self.state = True, State(language=self.state.language)
        said = {key for say in self.says for key in say.keys}
        if not said & {"forgotten", "receipt_no_reply"}:
            self.says.append(Say(("forgotten",)))


def open_ticket(talk: Conversation, intent: OpenTicket, now: datetime) -> Ticket:
    """Open a ticket with everything told so far, tied to its sender by a fresh pseudonym."""
    line = talk.line
    intent = replace(intent, parts=matters.masked(talk, intent.parts))
    category = line.categories.filter(code=intent.category).first() if intent.category else None
    where = whereabouts.find(line, intent)
    poster = attribution.poster_of(line, intent.poster)
    told = accused.find(line, where.district, _joined((*intent.parts, Part(intent.place))))
    named = where.station if where.is_certain else None
    ticket = intake.open_ticket(
        line=line,
        at=now,
        kind=_kind(line, category, intent.kind),
        text=_joined(intent.parts),
        category=category,
        unit=where.district,
        suggested_unit=where.station or attribution.station_of(poster),
        campaign=poster.campaign if poster else None,
        place=" ".join(intent.place.split())[:300],
        latitude=where.latitude,
        longitude=where.longitude,
        is_outside=where.is_outside,
        priority=_priority(intent),
        is_second_hand=any(part.is_forwarded for part in intent.parts),
        accused=accused.at_birth(told, category, named),
    )
    if poster is not None:
        attribution.count_ticket(poster)
    Thread.objects.create(ticket=ticket, conversation=None if intent.no_reply else talk)
    if intent.no_reply:
        hearing.lose_touch(ticket_ids=[ticket.pk], at=now)
    _hush(ticket, talk, now)
    _show(ticket, intent.parts, now)
    names.keep(ticket, intent, now)
    return ticket


def _hush(ticket: Ticket, talk: Conversation, now: datetime) -> None:
    """Let no notice of the ticket go out when a desk has muted its sender.

    Never of danger; nor of police, whom no desk may cover.
    """
    muted_until = None if ticket.is_restricted else talk.contact.muted_until
    if muted_until and now < muted_until and ticket.priority != Ticket.Priority.EMERGENCY:
        ticket.is_quiet = True
        ticket.save(update_fields=["is_quiet"])


def add_to_ticket(ticket: Ticket, parts: Sequence[Part], now: datetime) -> bool:
    """Add what the citizen sent to a ticket; return whether it answered an officer's question."""
    unheard = list(matters.unheard([ticket.pk]).values_list("pk", flat=True))
    words = _joined(parts)
    told = accused.find(ticket.line, ticket.unit, words) if ticket.line else None
    event = intake.add_words(ticket_id=ticket.pk, text=words, at=now, unheard=unheard, accused=told)
    _show(ticket, parts, now)
    return event.kind == events.ANSWERED


def _show(ticket: Ticket, parts: Sequence[Part], now: datetime) -> None:
    """Put every message into the thread officers read, and its file onto the ticket."""
    custody.attach(_files(parts), ticket, at=now)
    for part in parts:
        ThreadEntry.objects.create(
            ticket=ticket,
            side=ThreadEntry.Side.CITIZEN,
            text=part.text,
            attachment_id=UUID(part.attachment) if part.attachment else None,
            latitude=part.latitude,
            longitude=part.longitude,
            is_forwarded=part.is_forwarded,
            said_at=part.said_at or now,
        )


def _files(parts: Sequence[Part]) -> list[UUID]:
    return [UUID(part.attachment) for part in parts if part.attachment]


def _joined(parts: Sequence[Part]) -> str:
    # the thread keeps every word; the ticket's own text is what lists and searches show
    return "\n".join(part.text for part in parts if part.text)[:LONGEST_TIP]


def _priority(intent: OpenTicket) -> Ticket.Priority:
    if intent.is_urgent:
        return Ticket.Priority.EMERGENCY
    # a child or a woman is being harmed: not this minute, but before the rest
    calls = {key for part in intent.parts for key in danger.helps(part.text)}
    return (
        Ticket.Priority.HIGH if calls & {danger.CHILD, danger.WOMEN} else Ticket.Priority.ORDINARY
    )


def _kind(line: Line, category: Category | None, chosen: str) -> Ticket.Kind:
    if category is not None or chosen:
        return Ticket.Kind(category.kind if category else chosen)
    tips = line.purpose in {Line.Purpose.TIPS, Line.Purpose.BOTH}
    return Ticket.Kind.TIP if tips else Ticket.Kind.COMPLAINT
