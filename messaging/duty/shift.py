"""One turn of the talk with an officer: what each message asks for, and what is answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils.translation import override

from districts.models import Officer
from messaging import danger, media, outbox
from messaging.duty import claims, replies, taps, waiting
from messaging.duty.answers import Answer, told, written
from messaging.duty.codes import code_in
from messaging.duty.phrases import say
from messaging.fates import message_index
from messaging.models import Conversation, InboundMessage, Notice, OfficerPhone
from messaging.payloads import Incoming

UNKNOWN = "hi"  # the language in which somebody is answered who is no officer of ours
SILENT = frozenset({"system", "reaction"})  # need no answer


@dataclass
class Shift:
    talk: Conversation
    now: datetime
    answers: list[Answer] = field(default_factory=list)
    is_over: bool = False

    def __post_init__(self) -> None:
        phones = OfficerPhone.objects.select_related("officer")
        mine = phones.filter(conversation__contact=self.talk.contact_id)
        phone = mine.filter(officer__is_active=True).first()
        self.officer: Officer | None = phone.officer if phone else None
        self.talk.language = self.officer.language if self.officer else self.talk.language

    def mark(self) -> int:
        return len(self.answers)

    def back_to(self, mark: int) -> None:
        del self.answers[mark:]

    def hear(self, incoming: Incoming, row: InboundMessage) -> UUID | None:
        """Do what one message of an officer asks; return its file, when it was kept as proof."""
        if incoming.kind in SILENT:
            return None
        with override(self.talk.language or UNKNOWN):
            answer = self._answer(incoming, row)
        if answer.body not in [given.body for given in self.answers]:
            self.answers.append(answer)
        return answer.file

    def answer(self, reason: str) -> list[UUID]:
        """Write the answers of this turn; return the messages."""
        return [
            outbox.enqueue(
                conversation=self.talk,
                line_id=self.talk.line_id,
                reason=f"{reason}:{number}",
                body=answer.body,
                at=self.now,
                notice=answer.notice,
            ).pk
            for number, answer in enumerate(self.answers)
        ]

    def _answer(self, incoming: Incoming, row: InboundMessage) -> Answer:
        if code := code_in(incoming.text):
            return self._claimed(code)
        if self.officer is None:
            return told("not_registered")
        if incoming.choice:
            return taps.take(self.officer, incoming.choice, self.now)
        notice = self._quoted(self.officer, incoming.quotes) if incoming.quotes else None
        if notice is None:
            return self._help(self.officer, incoming.text)
        announce = _announcing(incoming, row, self.now)
        return replies.take(self.officer, notice, incoming, announce, self.now)

    def _claimed(self, code: str) -> Answer:
        answer, officer = claims.take(self.talk, code, self.now)
        if officer is not None:
            self.talk.language = officer.language
        return answer

    def _quoted(self, officer: Officer, provider_id: str) -> Notice | None:
        """Return the notice that the quoted message was, or spoke of, if it is this officer's."""
        index = message_index(self.talk.line.phone_number_id, provider_id)
        said = self.talk.outbound.filter(index=index, notice__officer=officer)
        found = Notice.objects.select_related("event__ticket")
        return found.filter(pk__in=said.values("notice")).first()

    def _help(self, officer: Officer, text: str) -> Answer:
        first = [say("help_first")] if danger.is_now(text) else []
        return written("\n\n".join([*first, say("help"), waiting.lines(officer, self.now)]))


def _announcing(
    incoming: Incoming, row: InboundMessage, now: datetime
) -> Callable[[], UUID | None]:
    if incoming.media is None:
        return lambda: None
    return partial(media.announce, incoming.media, line_id=row.line_id, now=now)
