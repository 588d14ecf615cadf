"""The page on which those who answer for a line see how its templates stand with WhatsApp."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from districts.lines import rights
from districts.models import Officer
from messaging import purposes, registry
from messaging.models import Template
from messaging.registry import Standing

Status = Template.Status
FOR: Mapping[str, Promise] = {
    purposes.ANSWER_WAITING: _("To citizens: an answer waits"),
    purposes.DUTY_NOTICE: _("To officers: a ticket is theirs to acknowledge"),
    purposes.DUTY_LOOK: _("To officers: a ticket to look at"),
    purposes.DUTY_CONFIDENTIAL: _("To officers: a confidential matter"),
    purposes.DUTY_MORNING: _("To officers: the duty begins"),
}
# what it means, and the icon beside it; "" is what WhatsApp has never heard of
SAID: Mapping[str, tuple[Promise, str]] = {
    "": (_("Not proposed yet"), "clock"),
    Status.DRAFT: (_("Not proposed yet"), "clock"),
    Status.PENDING: (_("WhatsApp is looking at it"), "clock"),
    Status.APPROVED: (_("Approved"), "success"),
    Status.REJECTED: (_("Refused by WhatsApp"), "error"),
    Status.PAUSED: (_("Paused: readers did not like it"), "warning"),
    Status.DISABLED: (_("Out of use"), "error"),
}
QUALITY: Mapping[str, Promise] = {
    "green": _("well liked"),
    "yellow": _("some readers dislike it"),
    "red": _("many readers dislike it"),
}


@dataclass(frozen=True)
class Row:
    """One text in one language as it goes out, and how it stands."""

    standing: Standing
    words: str
    buttons: tuple[str, ...]
    is_amiss: bool

    @property
    def label(self) -> Promise:
        return FOR[self.standing.purpose]

    @property
    def tongue(self) -> str:
        return str(dict(settings.LANGUAGES)[self.standing.language])

    @property
    def said(self) -> Promise:
        return SAID[self.standing.status][0]

    @property
    def icon(self) -> str:
        return SAID[self.standing.status][1]

    @property
    def quality(self) -> Promise | str:
        return QUALITY.get(self.standing.quality, "")


@require_safe
def of_line(request: HttpRequest, code: str) -> HttpResponse:
    """Show each purpose in each language of a line: words, state, and what is amiss."""
    if not isinstance(request.user, Officer):
        raise Http404
    mine = rights.lines_of(request.user).prefetch_related("templates")
    line, now = get_object_or_404(mine, code=code), timezone.now()
    amiss = {(one.purpose, one.language) for one in registry.amiss(line, now)}
    rows = [_row(one, amiss) for one in registry.standings(line)]
    told = [
        (FOR[purpose], [row for row in rows if row.standing.purpose == purpose])
        for purpose in purposes.TEXTS
    ]
    context = {
        "line": line,
        "purposes": told,
        "amiss": [row for row in rows if row.is_amiss],
        "now": now,
    }
    return render(request, "messaging/templates.html", context)


def _row(standing: Standing, amiss: set[tuple[str, str]]) -> Row:
    text = purposes.TEXTS[standing.purpose]
    with override(standing.language):
        words, buttons = text.filled(text.examples), tuple(str(button) for button in text.buttons)
    return Row(standing, words, buttons, (standing.purpose, standing.language) in amiss)
