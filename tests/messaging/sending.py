"""A line, a citizen and a stand-in for WhatsApp, for tests of what we send."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from districts.models import Unit
from messaging import bodies, identity, outbox, statuses, templates
from messaging.models import Conversation, OutboundMessage, Template, ThreadEntry
from messaging.simulator.testing import Phone, Stage, running_simulator
from tests.factories import make_line, make_ticket, make_unit

NUMBER = "100000000000001"


@dataclass
class World:
    stage: Stage
    asha: Phone
    conversation: Conversation
    bodies_posted: list[dict[str, Any]] = field(default_factory=list)
    now: datetime = field(default_factory=timezone.now)

    @property
    def line(self):
        return self.conversation.line

    def says(self, text: str = "कार्रवाई हुई।", **about: Any) -> OutboundMessage:
        """Queue a message with an entry on a ticket, as an announcement would."""
        count = OutboundMessage.objects.count()
        entry = ThreadEntry.objects.create(
            ticket=make_ticket(self.line), side="desk", text=text, said_at=self.now
        )
        usual = {
            "conversation": self.conversation,
            "line_id": self.line.pk,
            "reason": f"test:{count}",
            "body": bodies.text(text),
            "at": self.now,
            "entry": entry,
            "template_values": {"reference": "K7Q-4MTX-2W9P"},
        }
        return outbox.enqueue(**{**usual, **about})

    def sends(self, message: OutboundMessage, *, later: float = 0) -> OutboundMessage:
        """Let a worker try, `later` seconds from now; return the row as it stands then."""
        outbox.send(message_ids=[message.pk], clock=lambda: self.now + timedelta(seconds=later))
        return self.look(message)

    def recovers(self, *, later: float) -> list:
        return outbox.recover(now=self.now + timedelta(seconds=later))

    def hears_statuses(self) -> None:
        """Take in every status WhatsApp has to tell."""
        self.stage.deliver()
        while self.bodies_posted:
            for status in _statuses(self.bodies_posted.pop(0)):
                statuses.apply(line=self.line, raw=status, now=self.now)

    @staticmethod
    def look(message: OutboundMessage) -> OutboundMessage:
        return OutboundMessage.objects.select_related("entry", "line").get(pk=message.pk)


@contextmanager
def sending(settings: Any, **manner: Any) -> Iterator[World]:
    """Yield a world in which Asha has just written to the line."""
    posted: list[dict[str, Any]] = []

    def keep(body: bytes, _headers: Any) -> int:
        posted.append(json.loads(body))
        return 200

    with running_simulator(keep, by_hand=True, **manner) as stage:
        settings.WHATSAPP_API_URL = stage.url
        settings.WHATSAPP_READ_TIMEOUT_SECONDS = 0.3
        number = stage.line(NUMBER)
        account = number.business_account_id
        unit = make_unit(Unit.Kind.DISTRICT)
        line = make_line(unit, phone_number_id=NUMBER, business_account_id=account)
        asha = stage.citizen("Asha", line=number)
        asha.types("नमस्ते")
        stage.deliver()
        conversation = _resolve(line, posted.pop(0))
        yield World(stage, asha, conversation, posted)


def another_citizen(world: World, name: str) -> Conversation:
    """Let somebody else write to the same line; return their talk."""
    world.stage.citizen(name, line=world.stage.line(NUMBER)).types("नमस्ते")
    world.stage.deliver()
    return _resolve(world.line, world.bodies_posted.pop(0))


def approve_template(world: World, language: str = "hi") -> None:
    """Register the templates with WhatsApp, and keep only that of `language`."""
    templates.synchronise(now=world.now)
    templates.synchronise(now=world.now)
    Template.objects.exclude(language=language).delete()


def _resolve(line: Any, body: dict[str, Any]) -> Conversation:
    value = body["entry"][0]["changes"][0]["value"]
    now = timezone.now()
    conversation = identity.resolve(
        line=line, raw_message=value["messages"][0], raw_contact=value["contacts"][0], now=now
    )
    conversation.last_inbound_at, conversation.language = now, "hi"
    conversation.save()
    return Conversation.objects.select_related("contact", "line").get(pk=conversation.pk)


def _statuses(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in body["entry"]:
        for change in entry["changes"]:
            yield from change["value"].get("statuses", [])
