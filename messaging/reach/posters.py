"""Posters: one page of words, a number and a code, set as PDF for printing or PNG for sharing.

Everything on them is public. Nothing on them tells one poster from another but the token.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from districts.models import Line, Poster
from messaging.reach import links
from tickets.reports.files import FONTS

PRINT = Path(__file__).parent / "print"
PAPERS = ("a4", "a5")
FORMATS = ("pdf", "png")
LANGUAGES = ("hi", "en")
DOTS_PER_INCH = 150  # of a PNG: sharp on a telephone, small enough to send
MOST_HELPLINES = 4

Purpose = Line.Purpose
HEADLINES: Mapping[str, tuple[Promise, Promise]] = {
    Purpose.TIPS: (_("Seen something wrong?"), _("Tell the police. You need not give your name.")),
    Purpose.COMPLAINTS: (
        _("Something the police should know?"),
        _("Send your complaint from where you are."),
    ),
    Purpose.BOTH: (
        _("Something the police should know?"),
        _("Send a tip or a complaint from where you are."),
    ),
    Purpose.HEARING: (
        _("Speak with a senior officer"),
        _("By video call, from where you are."),
    ),
}
STEPS: Sequence[Promise] = (
    _("Scan the code with your phone, or write to this number on WhatsApp."),
    _("Tell what happened, and where: write, speak, or send a photo or a video."),
    _("You get a code. What the police did comes as an answer in the same chat."),
)
PRIVACY = _(
    "Officers who read your message do not see your number, your name or your photo. WhatsApp "
    "itself knows that you wrote here. To stay safe, delete the chat afterwards."
)


class UnableToPrint(Exception):
    """The poster cannot be made; the message says what to do."""


def render(
    line: Line,
    poster: Poster | None,
    *,
    language: str,
    paper: str = "a4",
    file: Literal["pdf", "png"] = "pdf",
) -> bytes:
    """Return the poster of `line` as a file; without `poster`, one that is not counted.

    Raises UnableToPrint when the line has no number to print.
    """
    if not line.display_number:
        raise UnableToPrint(gettext("This line has no number yet: set display_number first."))
    with override(language):
        data = _words(line, poster, language, paper)
    made = typst.compile(
        str(PRINT / "poster.typ"),
        root=str(PRINT),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format=file,
        ppi=DOTS_PER_INCH,
        sys_inputs={"data": json.dumps(data)},
    )
    return bytes(made)


def file_name(line: Line, poster: Poster | None, language: str, paper: str, file: str) -> str:
    token = poster.token if poster else "poster"
    return f"{line.code}-{token}-{language}-{paper}.{file}".lower()


def _words(line: Line, poster: Poster | None, language: str, paper: str) -> dict[str, Any]:
    headline, under = HEADLINES[line.purpose]
    token = poster.token if poster else ""
    link = links.chat_link(line, language, token)
    return {
        "paper": paper,
        "language": language,
        "title": f"{line.name}: {links.spoken_number(line)}",
        "line": line.name,
        "subtitle": _subtitle(line, poster),
        "headline": str(headline),
        "under_headline": str(under),
        "qr": links.qr(link).svg_inline(border=2, dark="#12233f", light="#fff"),
        "qr_says": gettext("Code that opens the chat on WhatsApp"),
        "over_number": gettext("WhatsApp"),
        "number": links.spoken_number(line),
        "fallback": _typed(token),
        "steps": [str(step) for step in STEPS],
        "privacy": str(PRIVACY),
        "danger": gettext("In danger? Call 112 first."),
        "helplines": _helplines(line, language),
    }


def _subtitle(line: Line, poster: Poster | None) -> str:
    """Return whose number it is, and the drive it hangs for; not where it hangs."""
    campaign = poster.campaign.name if poster and poster.campaign else ""
    named = poster.unit if poster and line.asks_district else None
    district = named.district() if named else None
    return " · ".join(filter(None, ((district or line.unit).name, campaign)))


def _typed(token: str) -> str:
    if not token:
        return ""
    return gettext("If you type the number, begin with: Namaste %(token)s") % {"token": token}


def _helplines(line: Line, language: str) -> list[dict[str, str]]:
    """Return the line's helplines besides 112, which stands above them in letters of its own."""
    others = [one for one in line.helplines if one["number"] != "112"]
    name = f"name_{language}"
    return [{"number": one["number"], "name": one[name]} for one in others[:MOST_HELPLINES]]
