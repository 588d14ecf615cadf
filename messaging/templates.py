"""Approved texts for when the 24-hour window has closed, and the choice between them and words."""

import logging
from datetime import datetime
from typing import Any

from django.utils.translation import override

from districts.models import Line
from messaging import bodies, hearing_news, purposes, registry, whatsapp
from messaging.models import OutboundMessage, Template
from messaging.purposes import name_of
from messaging.reactions import WINDOW_CLOSED

log = logging.getLogger(__name__)

FALLBACK_LANGUAGES = ("hi", "en")


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
    """Register missing templates with WhatsApp and learn the fate of pending ones.

    Return the lines for which one was newly approved. Safe to repeat; asks WhatsApp nothing
    when every template of a line is approved.
    """
    mended = []
    lines = Line.objects.filter(is_active=True).exclude(business_account_id="")
    for line in lines.filter(pk=only.pk) if only else lines:
        approved = Template.objects.filter(line=line, status=Template.Status.APPROVED)
        before = approved.count()
        if before < len(registry.tongues(line)) * len(purposes.TEXTS):
            registry.enlist(line, now)
            try:
                _synchronise_line(line, now)
            except (whatsapp.NotSent, whatsapp.OutcomeUnknown, whatsapp.Refused):
                log.warning("templates not synchronised", extra={"line": line.code})
        if approved.count() > before:
            mended.append(line)
    return mended


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
    named = [{"param_name": key, "example": value} for key, value in text.examples.items()]
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
