"""The link that opens a line's chat, and its QR code."""

from urllib.parse import quote

import segno
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from districts.models import Line

GREETING = _("Namaste")
APART = " · "


def chat_link(line: Line, language: str, token: str = "") -> str:
    """Return the wa.me link of `line`, with a greeting and a poster's `token` written for them."""
    with override(language):
        words = APART.join(filter(None, (str(GREETING), token)))
    return f"https://wa.me/{line.display_number.lstrip('+')}?text={quote(words)}"


def qr(link: str) -> segno.QRCode:
    """Return the code of a link, a quarter of which may be dirty or torn."""
    return segno.make(link, error="q", micro=False)


def qr_svg(link: str, *, label: str) -> str:
    """Return the code as SVG to stand within a page, read out as `label`."""
    drawn = qr(link).svg_inline(
        border=2, omitsize=True, title=label, svgclass="qr", lineclass=None, light="#fff"
    )
    return str(drawn).replace("<svg ", '<svg role="img" ', 1)


def spoken_number(line: Line) -> str:
    """Return the number as it is printed: "78398 60411", or with its country if not India's."""
    digits = line.display_number.removeprefix("+91")
    return f"{digits[:5]} {digits[5:]}" if len(digits) == 10 else line.display_number
