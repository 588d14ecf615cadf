"""Where each template stands: what a line needs, what WhatsApp says of it, what is amiss."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from districts.models import Line
from messaging import purposes
from messaging.models import Conversation, OfficerPhone, Template
from messaging.payloads import mapping, words

log = logging.getLogger(__name__)

Status = Template.Status
TAKEN = ("hi", "en")  # languages in which WhatsApp takes our texts; the others fall back
REVIEW = timedelta(hours=24)  # WhatsApp looks at a new text within a day
STATUS, QUALITY, CATEGORY = (
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
)
FIELDS = frozenset({STATUS, QUALITY, CATEGORY})
# what WhatsApp calls it: what it means for us; anything else and the text is no use
EVENTS: Mapping[str, str] = {
    "approved": Status.APPROVED,
    "reinstated": Status.APPROVED,
    "unpaused": Status.APPROVED,
    "flagged": Status.APPROVED,  # a warning: it can still be sent
    "pending": Status.PENDING,
    "in_appeal": Status.PENDING,
    "rejected": Status.REJECTED,
    "paused": Status.PAUSED,
}


@dataclass(frozen=True)
class Standing:
    line: Line
    purpose: str
    language: str
    status: str  # "" when WhatsApp has never heard of it
    quality: str = ""
    reason: str = ""
    since: datetime | None = None

    def is_amiss(self, now: datetime) -> bool:
        """Say whether a human should look: refused, paused, or not approved after a day."""
        if self.status == Status.APPROVED:
            return False
        if self.status in {"", Status.DRAFT, Status.PENDING}:
            return self.since is None or now - self.since >= REVIEW
        return True


def tongues(line: Line) -> list[str]:
    """Return the line's languages in which WhatsApp takes templates."""
    return [language for language in line.languages if language in TAKEN]


def status_of(word: object) -> str:
    return EVENTS.get(words(word).lower(), Status.DISABLED)


def standings(line: Line) -> list[Standing]:
    """Return how each purpose stands in each language of the line."""
    kept = {(row.purpose, row.language): row for row in line.templates.all()}
    return [
        _standing(line, purpose, language, kept.get((purpose, language)))
        for purpose in purposes.TEXTS
        for language in tongues(line)
    ]


def amiss(line: Line, now: datetime) -> list[Standing]:
    """Return the templates a line needs and cannot send as it should."""
    needed = _needed(line)
    return [one for one in standings(line) if one.purpose in needed and one.is_amiss(now)]


def is_amiss_anywhere(now: datetime) -> bool:
    lines = Line.objects.filter(is_active=True).exclude(business_account_id="")
    return any(amiss(line, now) for line in lines.prefetch_related("templates"))


def enlist(line: Line, now: datetime) -> None:
    """Begin the record of every text of the line, before WhatsApp is asked anything."""
    for one in standings(line):
        if not one.status:
            settle(line, one.purpose, one.language, Status.DRAFT, now)


def settle(
    line: Line, purpose: str, language: str, status: str, now: datetime, *, reason: str = ""
) -> None:
    """Write down what WhatsApp says of one template; `since` moves only with the status."""
    row, _new = Template.objects.get_or_create(
        line=line,
        purpose=purpose,
        language=language,
        defaults={"name": purposes.name_of(purpose), "since": now},
    )
    if row.status == status and row.name == purposes.name_of(purpose):
        return
    row.status, row.reason, row.since = status, reason[:60], now
    row.name = purposes.name_of(purpose)
    row.save(update_fields=["status", "reason", "since", "name"])
    if status in {Status.REJECTED, Status.PAUSED, Status.DISABLED}:
        log.error("template out of use", extra={"line": line.code, "template": row.name})


def hear(field: str, account: str, signed_by: str, value: Mapping[str, Any], now: datetime) -> None:
    """Follow what a webhook says of a template, for every line of the account that sent it.

    News of another app's account, or of a text that is not ours, changes nothing.
    """
    lines = Line.objects.filter(business_account_id=account, app_secret_variable=signed_by)
    named = words(value.get("message_template_name"))
    purpose = next((one for one in purposes.TEXTS if purposes.name_of(one) == named), "")
    language = words(value.get("message_template_language"))
    for line in lines.exclude(business_account_id="") if purpose else ():
        if language not in tongues(line):
            continue
        if field == STATUS:
            settle(line, purpose, language, status_of(value.get("event")), now, reason=_why(value))
        elif field == QUALITY:
            score = words(value.get("new_quality_score")).lower()[:10]
            line.templates.filter(purpose=purpose, language=language).update(quality=score)
        else:
            log.error("template category changed", extra={"line": line.code, "template": named})


def _needed(line: Line) -> frozenset[str]:
    """Return the purposes a line cannot do without: the officers' once one has a telephone."""
    if not Conversation.objects.filter(line=line).exists():
        return frozenset()  # nobody has written yet
    officers = OfficerPhone.objects.exists()
    return frozenset(purposes.TEXTS if officers else {purposes.ANSWER_WAITING})


def _standing(line: Line, purpose: str, language: str, row: Template | None) -> Standing:
    if row is None:
        return Standing(line, purpose, language, "")
    return Standing(line, purpose, language, row.status, row.quality, row.reason, row.since)


def _why(value: Mapping[str, Any]) -> str:
    reason = words(value.get("reason"))
    title = words(mapping(value.get("other_info")).get("title"))
    return title or ("" if reason == "NONE" else reason)
