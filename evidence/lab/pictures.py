"""Pictures: decoded to pixels and drawn anew, so that nothing but pixels remains."""

import struct
from pathlib import Path

from PIL import Image, ImageOps

from evidence.lab.refusal import Refused

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2560
QUALITY = 85
# what Pillow raises for a broken file
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error)


def redraw(original: Path, clean: Path, *, reader: str) -> str:
    """Draw the first picture of `original` and return the type of the copy."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        picture = _decode(original, reader)
    except Image.DecompressionBombError:
        raise Refused("too_many_pixels") from None
    except BROKEN:
        raise Refused("unreadable") from None
    if picture.mode == "RGBA":
        picture.save(clean, "PNG", optimize=True)
        return "image/png"
    picture.save(clean, "JPEG", quality=QUALITY, optimize=True)
    return "image/jpeg"


def _decode(original: Path, reader: str) -> Image.Image:
    with Image.open(original, formats=[reader]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            raise Refused("too_many_pixels")
        picture = _in_plain_colours(opened)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(picture)
    # a new picture takes over no text, profile or comment of the old one
    drawn = Image.new(picture.mode, picture.size)
    drawn.paste(picture)
    return drawn


def _in_plain_colours(opened: Image.Image) -> Image.Image:
    """Return RGBA where something can be seen through, else RGB."""
    if opened.format == "JPEG":
        # lets the decoder scale down by itself, in a fraction of the memory
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture = opened if opened.mode in {"RGB", "RGBA"} else _converted(opened)
    picture.load()
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 255:
        return picture.convert("RGB")
    return picture


def _converted(opened: Image.Image) -> Image.Image:
    if opened.mode.startswith("I;16"):
        opened = opened.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return opened.convert("RGBA" if opened.has_transparency_data else "RGB")
