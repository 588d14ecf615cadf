"""What a file is, by its first bytes alone, out of a closed list."""

from dataclasses import dataclass
from enum import StrEnum

HEAD = 64  # bytes


class Family(StrEnum):
    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"


PICTURE, SOUND, FILM = Family.PICTURE, Family.SOUND, Family.FILM
# what a file announced as this may turn out to be, first choice first
FAMILIES = {
    "image": (PICTURE,),
    "sticker": (PICTURE,),
    "audio": (SOUND,),
    "video": (FILM,),
    "document": (PICTURE, FILM, SOUND),  # photos and films are often sent as files
}
# HEIF and AVIF are pictures in the same wrapping; nothing here reads them
BRANDS = (
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "),
    *(b"M4A ", b"M4B ", b"qt  ", b"3gp", b"3g2", b"3ge", b"3gg", b"mmp4", b"MSNV", b"dash"),
)


@dataclass(frozen=True, slots=True)
class Format:
    reader: str  # Pillow's or ffmpeg's name of the one reader that will be used
    families: frozenset[Family]


def _format(reader: str, *families: Family) -> Format:
    return Format(reader, frozenset(families))


SIGNATURES = (
    (b"\xff\xd8\xff", _format("JPEG", PICTURE)),
    (b"\x89PNG\r\n\x1a\n", _format("PNG", PICTURE)),
    (b"GIF87a", _format("GIF", PICTURE)),
    (b"GIF89a", _format("GIF", PICTURE)),
    (b"OggS", _format("ogg", SOUND)),
    (b"\x1aE\xdf\xa3", _format("matroska", SOUND, FILM)),
    (b"#!AMR", _format("amr", SOUND)),
    (b"ID3", _format("mp3", SOUND)),
    (b"\xff\xfb", _format("mp3", SOUND)),
    (b"\xff\xfa", _format("mp3", SOUND)),
    (b"\xff\xf3", _format("mp3", SOUND)),
    (b"\xff\xf2", _format("mp3", SOUND)),
    (b"\xff\xf1", _format("aac", SOUND)),
    (b"\xff\xf9", _format("aac", SOUND)),
)
WEBP = _format("WEBP", PICTURE)
MOV = _format("mov", SOUND, FILM)


def sniff(head: bytes) -> Format | None:
    """Return what a file beginning with `head` is, or None when it is not on the list."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return MOV if head[8:12].startswith(BRANDS) else None
    for signature, format_ in SIGNATURES:
        if head.startswith(signature):
            return format_
    return None


def family(format_: Format, kind: str) -> Family | None:
    """Return what to treat it as when it was announced as `kind`; None when they disagree."""
    fitting = (family for family in FAMILIES.get(kind, ()) if family in format_.families)
    return next(fitting, None)
