import segno
from django.utils.translation import gettext as _


def qr_svg(link: str) -> str:
    """Return `link` as a QR code to stand within a page: SVG without styles of its own."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        border=4,
        omitsize=True,
        title=_("QR code for your authenticator app"),
        svgclass="qr",
        lineclass=None,
        light="#fff",
    )
    return str(drawn).replace("<svg ", '<svg role="img" ', 1)
