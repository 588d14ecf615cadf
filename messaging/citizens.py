"""A citizen's side of a turn: what each message comes to, and what is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from messaging import answering, conversation, listening, matters, media, whereabouts
from messaging.conversation import Known, LineView, Question
from messaging.conversation.reading import codes
from messaging.errands import Errands
from messaging.models import InboundMessage
from messaging.payloads import Incoming
from messaging.reach import attribution


@dataclass
class Citizen:
    """Hears what a citizen sends: asks `conversation` what it comes to, and does it."""

    errands: Errands
    view: LineView
    own: Sequence[str] | None = None  # codes of their tickets; None: to be asked for

    @property
    def is_over(self) -> bool:
        return self.errands.leaves

    def __post_init__(self) -> None:
        self.talk, self.now = self.errands.talk, self.errands.now
        self.mark = self.errands.mark

    def back_to(self, mark: Any) -> None:
        self.errands.back_to(mark)
        self.own = None

    def hear(self, incoming: Incoming, row: InboundMessage) -> UUID | None:
        errands, talk = self.errands, self.errands.talk
        passing = incoming.media and incoming.media.kind == "sticker" and not errands.state.active
        file = None if passing else incoming.media
        attachment = media.announce(file, line_id=row.line_id, now=errands.now) if file else None
        if told := codes(incoming.text):
            answering.prove(talk, told)
            self.own = None
        incoming, errands.state = attribution.welcome(talk.line, incoming, errands.state)
        known = self._known(incoming, row, attachment)
        decision = conversation.hear(errands.state, incoming, self.view, errands.now, known)
        errands.state = decision.state
        errands.says += decision.replies
        if decision.intents:
            errands.run(decision.intents)
            self.own = None
        return attachment

    def _known(self, incoming: Incoming, row: InboundMessage, attachment: UUID | None) -> Known:
        state, line = self.errands.state, self.talk.line
        self.own = matters.own_codes(self.talk) if self.own is None else self.own
        known = matters.known(self.talk, row, incoming, attachment, own=self.own)
        is_place_asked = state.asked == Question.PLACE or state.placing
        if is_place_asked and incoming.text:
            found = whereabouts.spots(line, state.district, incoming.text)
            is_strange = not found and whereabouts.is_strange(line, incoming.text)
            known = replace(known, spots=found, is_strange=is_strange)
        elif whereabouts.may_name_a_place(state, incoming):
            found = whereabouts.spot_alone(line, state.district, incoming.text)
            known = replace(known, spots=found, is_place=bool(found))
        if state.asked == Question.NAME or state.name_ref:
            known = replace(known, name=listening.words_with_name(row))
        return known
