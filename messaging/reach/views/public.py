"""Pages for everybody: no login, no cookie, nothing of anybody else's, kept by caches."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from districts import banners
from districts.models import Line, Unit
from messaging import line_views, words
from messaging.reach import districts, figures, links

HINDI, ENGLISH = "hi", "en"
EMERGENCY = {"112": {"number": "112", "name_hi": "", "name_en": ""}}
cached = cache_control(public=True, max_age=600)  # seconds


class Number(NamedTuple):
    """One line as the public meets it."""

    line: Line
    spoken: str
    link: str
    qr: str
    privacy: str
    is_hearing: bool


@login_not_required
@require_safe
@cached
def district(request: HttpRequest, code: str, language: str = HINDI) -> HttpResponse:
    """Show a district's numbers and what becomes of a tip."""
    unit = get_object_or_404(Unit, code=code, kind=Unit.Kind.DISTRICT, is_active=True)
    lines = list(districts.lines_of(unit))
    with override(language):
        context = {
            "district": unit,
            "banners": banners.for_citizens(unit),
            "numbers": [_number(line, unit, language) for line in lines],
            "helplines": _helplines(lines, language),
            "figures": _figures(unit),
        }
        other = ENGLISH if language == HINDI else HINDI
        return _page("reach/district.html", context, language, _address(code, other))


@login_not_required
@require_safe
@cached
def every_district(request: HttpRequest, language: str = HINDI) -> HttpResponse:
    with override(language):
        served = [(unit, _address(unit.code, language)) for unit in districts.served()]
        served.sort(key=lambda one: one[0].name)
        other = reverse("messaging:districts-en" if language == HINDI else "messaging:districts")
        return _page("reach/districts.html", {"districts": served}, language, other)


def _page(page: str, context: dict[str, Any], language: str, other: str) -> HttpResponse:
    told = {**context, "language": language, "other": other}
    # without the request: nothing of the reader's may stand on a page that caches keep, and its
    # language is whatever the browser prefers
    shown = loader.render_to_string(page, told)
    return HttpResponse(shown, headers={"Content-Language": language})


def _address(code: str, language: str) -> str:
    name = "messaging:district" if language == HINDI else "messaging:district-en"
    return reverse(name, args=[code])


def _number(line: Line, unit: Unit, language: str) -> Number:
    token = districts.token_of(line, unit)
    link = links.chat_link(line, language, token)
    view = line_views.view(line)
    label = _("Code that opens the chat on WhatsApp")
    return Number(
        line,
        links.spoken_number(line),
        link,
        links.qr_svg(link, label=label),
        words.sentence("privacy", language, view, {}).replace("*", ""),  # bold in a chat
        line.purpose == Line.Purpose.HEARING,
    )


def _helplines(lines: list[Line], language: str) -> list[dict[str, str]]:
    """Return 112 and every helpline of the lines, each number once."""
    said = {one["number"]: one for line in reversed(lines) for one in line.helplines}
    ordered = sorted((EMERGENCY | said).values(), key=lambda one: one["number"] != "112")
    return [
        {"number": one["number"], "name": one[f"name_{language}"] or _("Emergency")}
        for one in ordered
    ]


def _figures(unit: Unit) -> list[tuple[str, str]]:
    counted = figures.public(unit, timezone.now())
    return [
        (_("messages received"), figures.shown(counted.received)),
        (_("acted upon"), figures.shown(counted.acted)),
        (_("answered"), figures.shown(counted.answered)),
    ]
