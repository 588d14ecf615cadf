"""Approved texts for when the 24-hour window has closed, and the choice between them and words."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef
from django.utils.translation import override

from districts.models import Line
from messaging import bodies, hearing_news, purposes, registry, whatsapp
from messaging.models import OutboundMessage, Template
from messaging.purposes import name_of
from messaging.reactions import WINDOW_CLOSED

log = logging.getLogger(__name__)

FALLBACK_LANGUAGES = ("hi", "en")
RARELY = timedelta(hours=6)
SOON = timedelta(minutes=5)  # WhatsApp could not be reached, or a line is new


def body_to_send(message: OutboundMessage, now: datetime) -> dict[str, Any] | None:
    """Return the words themselves while the window is open, a neutral template after; else None.

    Marks the message as sent by template, so that the desk reads "told that an answer waits".
    """
    conversation = message.conversation
    if conversation is None:
        return None
    doubted = message.error_code == WINDOW_CLOSED and message.attempts > 1
    if conversation.window_is_open(now) and not doubted:
        return hearing_news.with_link(dict(message.body), message.event)
    template = choose(message.line, message.template, conversation.language)
    if template is None:
        return None
    message.sent_as_template = True
    message.save(update_fields=["sent_as_template"])
    taps = message.template_taps or [f"read:{message.event_id}"]
    return bodies.template(template.name, template.language, message.template_values, taps)


def choose(line: Line, purpose: str, language: str) -> Template | None:
    """Return the approved template in the citizen's language, else in one we fall back to."""
    approved = Template.objects.filter(line=line, purpose=purpose, status=Template.Status.APPROVED)
    by_language = {template.language: template for template in approved}
    for wanted in (language, *FALLBACK_LANGUAGES):
        if wanted in by_language:
            return by_language[wanted]
    if purpose:
        log.error("no approved template", extra={"line": line.code, "purpose": purpose})
    return None


def withdraw(message: OutboundMessage, code: int | None, now: datetime) -> None:
    """Take the template that WhatsApp refused out of use until it is approved again."""
    language = message.conversation.language if message.conversation else ""
    template = choose(message.line, message.template, language)
    if template is not None:
        refused = {"status": Template.Status.PAUSED, "since": now, "reason": str(code or "")}
        Template.objects.filter(pk=template.pk).update(**refused)
        log.error("template refused", extra={"template": template.name, "error_code": code})


def synchronise(*, now: datetime, only: Line | None = None) -> list[Line]:
    """Propose missing templates to WhatsApp; return the lines whose waiting words can leave now.

    How a template stands WhatsApp tells by itself; it is asked once in `RARELY` in case that was
    lost, and at once when one line is meant. Safe to repeat.
    """
    lines = Line.objects.filter(is_active=True).exclude(business_account_id="")
    for line in lines.filter(pk=only.pk) if only else lines:
        if only or _is_due(line, now):
            registry.enlist(line, now)
            Template.objects.filter(line=line).update(asked_at=now)
            try:
                _synchronise_line(line, now)
            except (whatsapp.NotSent, whatsapp.OutcomeUnknown, whatsapp.Refused):
                log.warning("templates not synchronised", extra={"line": line.code})
    return _can_speak_again()


def _is_due(line: Line, now: datetime) -> bool:
    """Say whether to ask of a line's templates: soon while some are proposed by nobody."""
    kept = Template.objects.filter(line=line)
    wanted = len(registry.tongues(line)) * len(purposes.TEXTS)
    waiting = kept.exclude(status=Template.Status.APPROVED)
    if kept.count() >= wanted and not waiting.exists():
        return False
    asked = kept.aggregate(last=Min("asked_at"))["last"]
    is_new = kept.count() < wanted or waiting.filter(status=Template.Status.DRAFT).exists()
    return asked is None or now - asked >= (SOON if is_new else RARELY)


def _can_speak_again() -> list[Line]:
    """Return the lines with words that failed for want of a template approved since."""
    unsaid = OutboundMessage.objects.filter(
        line=OuterRef("line"),
        template=OuterRef("purpose"),
        state=OutboundMessage.State.FAILED,
        error_code=WINDOW_CLOSED,
        settled_at__lt=OuterRef("since"),
    )
    approved = Template.objects.filter(Exists(unsaid), status=Template.Status.APPROVED)
    return list(Line.objects.filter(pk__in=approved.values("line"), is_active=True))


def _synchronise_line(line: Line, now: datetime) -> None:
    tongues = registry.tongues(line)
    wanted = {(name_of(purpose), tongue) for purpose in purposes.TEXTS for tongue in tongues}
    with whatsapp.Client(line) as client:
        known = _statuses(client)
        for purpose in purposes.TEXTS:
            for language in tongues:
                if (name_of(purpose), language) not in known:
                    client.create_template(_definition(purpose, language))
        if wanted - set(known):
            known = _statuses(client)
    for purpose in purposes.TEXTS:
        for language in tongues:
            if status := known.get((name_of(purpose), language)):
                registry.settle(line, purpose, language, status, now)


def _statuses(client: whatsapp.Client) -> dict[tuple[str, str], str]:
    """Return what WhatsApp says of each template, by name and language."""
    found = {}
    for row in client.templates():
        key = str(row.get("name")), str(row.get("language"))
        found[key] = registry.status_of(row.get("status"))
    return found


def _definition(purpose: str, language: str) -> dict[str, Any]:
    text = purposes.TEXTS[purpose]
    with override(language):
        words, buttons = str(text.words), [str(button) for button in text.buttons]
        shown = {key: str(value) for key, value in text.examples.items()}
    named = [{"param_name": key, "example": value} for key, value in shown.items()]
    example = {"example": {"body_text_named_params": named}} if named else {}
    replies = [{"type": "QUICK_REPLY", "text": button} for button in buttons]
    return {
        "name": name_of(purpose),
        "language": language,
        "category": "UTILITY",
        "parameter_format": "named",
        "components": [
            {"type": "BODY", "text": words, **example},
            {"type": "BUTTONS", "buttons": replies},
        ],
    }
