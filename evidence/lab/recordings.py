"""Sound and film: decoded and encoded anew by ffmpeg, without a word of metadata."""

import re
import subprocess
from pathlib import Path

from evidence.lab.pictures import MOST_PIXELS
from evidence.lab.refusal import FfmpegWanted, Refused
from evidence.lab.sniffing import Family

LONGEST = 30 * 60  # seconds
LARGEST_COPY = 200 * 1024 * 1024  # bytes
DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d)")
DECODERS = (
    "h264,hevc,mpeg4,h263,vp8,libvpx,vp9,libvpx-vp9,"
    "aac,aac_fixed,mp3,mp3float,opus,libopus,vorbis,libvorbis,"
    "amrnb,amr_nb,libopencore_amrnb,amrwb,amr_wb,libopencore_amrwb"
)
# signs in ffmpeg's words that this machine failed, not the file
OUR_FAULT = (b"No space left", b"Cannot allocate memory", b"Resource temporarily unavailable")
NO_METADATA = ("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1")
BIT_EXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
SOUND = ("-map", "0:a:0", "-vn", "-c:a", "aac", "-b:a", "64k", "-ac", "1")
FILTERS = (
    "scale='min(1280,iw)':'min(1280,ih)'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2,format=yuv420p,setsar=1"
)
FILM = (
    *("-map", "0:v:0", "-map", "0:a:0?", "-vf", FILTERS, "-fpsmax", "30"),
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-threads:v", "2"),
    *("-c:a", "aac", "-b:a", "96k", "-ac", "2"),
)
TYPES = {Family.SOUND: "audio/mp4", Family.FILM: "video/mp4"}


class FfmpegFailed(Exception):
    pass


def redraw(original: Path, clean: Path, *, reader: str, family: Family, ffmpeg: str) -> str:
    """Encode the first picture and sound track of `original`; return the type of the copy."""
    if not ffmpeg:
        raise FfmpegWanted
    if _seconds(run([ffmpeg, *reading(reader, original)])[1]) > LONGEST:
        raise Refused("too_long")
    code, said = run([ffmpeg, "-loglevel", "error", *encoding(reader, original, clean, family)])
    if code < 0 or any(sign in said for sign in OUR_FAULT):
        raise FfmpegFailed
    if code or not clean.stat().st_size:
        raise Refused("unreadable")
    return TYPES[family]


def reading(reader: str, original: Path) -> list[str]:
    """Return arguments that let ffmpeg read this one file with this one reader, and no other.

    By itself ffmpeg would take a playlist named .mp4 for a playlist and open what it names.
    """
    return [
        *("-nostdin", "-hide_banner", "-protocol_whitelist", "file"),
        *("-format_whitelist", reader, "-codec_whitelist", DECODERS, "-f", reader),
        *("-max_pixels", str(MOST_PIXELS), "-threads", "2", "-i", f"file:{original}"),
    ]


def encoding(reader: str, original: Path, clean: Path, family: Family) -> list[str]:
    tracks = FILM if family == Family.FILM else SOUND
    return [
        *reading(reader, original),
        *(*tracks, "-sn", "-dn", *NO_METADATA, *BIT_EXACT),
        *("-t", str(LONGEST), "-fs", str(LARGEST_COPY), "-movflags", "+faststart"),
        *("-f", "mp4", "-y", f"file:{clean}"),
    ]


def run(command: list[str]) -> tuple[int, bytes]:
    with Path("said").open("w+b") as said:
        done = subprocess.run(  # noqa: S603  # our own arguments; the file's name is ours too
            command, env={}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
        )
        said.seek(0)
        return done.returncode, said.read(64 * 1024)


def _seconds(said: bytes) -> int:
    found = DURATION.search(said)
    if found is None:
        return 0
    hours, minutes, seconds = map(int, found.groups())
    return hours * 3600 + minutes * 60 + seconds
