"""Pictures are drawn anew: officers see pixels, and nothing that came along with them."""

import io
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from evidence import laboratory
from evidence.models import Attachment
from tests.evidence import making

State = Attachment.State
TRANSPARENT = making.drawing("RGBA")
TRANSPARENT.putpixel((0, 0), (0, 0, 0, 0))


def look(attachment):
    with attachment.clean_copy.open("rb") as file:
        data = file.read()
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return data, picture


@pytest.mark.parametrize(
    ("original", "mime"),
    [
        (making.jpeg(), "image/jpeg"),
        (making.png(), "image/jpeg"),
        (making.webp(), "image/jpeg"),
        (making.png(TRANSPARENT), "image/png"),
        (making.webp(TRANSPARENT), "image/png"),
        (making.png(making.drawing("RGBA")), "image/jpeg"),
        (making.png(making.drawing("P")), "image/jpeg"),
        (making.png(making.drawing("L")), "image/jpeg"),
        (making.png(making.drawing("1")), "image/jpeg"),
        (making.png(making.drawing("I;16")), "image/jpeg"),
    ],
    ids=["jpeg", "png", "webp", "seen through", "sticker", "opaque", "P", "L", "1", "I;16"],
)
def test_a_clean_copy_tells_nothing_but_the_picture(cleaned, original, mime, tmp_path):
    assert making.tells_of(original, tmp_path) != []

    attachment = cleaned(original)

    data, picture = look(attachment)
    assert (attachment.state, attachment.clean_type) == (State.READY, mime)
    assert making.tells_of(data, tmp_path) == []
    assert picture.size == (640, 480)


def test_it_stands_upright_and_says_so_no_more(cleaned):
    attachment = cleaned(making.jpeg(orientation=6, size=(640, 480)))

    picture = look(attachment)[1]
    assert picture.size == (480, 640)
    assert picture.getexif() == {}
    # the blue square of the upper left corner was turned to the upper right
    assert picture.getpixel((480 - 50, 50))[2] > 200


def test_it_still_shows_what_was_photographed(cleaned):
    picture = look(cleaned(making.jpeg()))[1]

    assert picture.getpixel((50, 50))[2] > 200
    assert picture.getpixel((400, 400))[0] > 200


def test_a_large_one_becomes_smaller(cleaned):
    picture = look(cleaned(making.jpeg(size=(4000, 3000))))[1]

    assert picture.size == (2560, 1920)


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_one_the_first_picture_is_kept(cleaned, format_):
    attachment = cleaned(making.animation(format_), kind="sticker")

    picture = look(attachment)[1]
    assert attachment.state == State.READY
    assert getattr(picture, "n_frames", 1) == 1


def test_what_was_appended_is_gone(cleaned):
    page = b"<html><script>alert('PLANTED')</script></html>PK\x03\x04"
    data = look(cleaned(making.jpeg(after=page)))[0]

    assert b"script" not in data
    assert b"PK\x03\x04" not in data


def test_a_photo_sent_as_a_file_is_shown_redrawn(cleaned, tmp_path):
    attachment = cleaned(making.jpeg(), kind="document")

    assert attachment.state == State.READY
    assert making.tells_of(look(attachment)[0], tmp_path) == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "not_on_the_list"),
        (b"<html><script>alert(1)</script></html>", "not_on_the_list"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not_on_the_list"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "not_on_the_list"),
        (b"PK\x03\x04" + bytes(100), "not_on_the_list"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "not_on_the_list"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\nfile:///etc/passwd\n", "not_on_the_list"),
        (making.jpeg()[:3000], "unreadable"),
        (making.png()[:400], "unreadable"),
        (b"\xff\xd8\xff" + bytes(1000), "unreadable"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "unreadable"),
        (b"GIF89a<script>alert(1)</script>", "unreadable"),
        (b"OggS" + bytes(100), "not_what_it_says"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(100), "not_what_it_says"),
    ],
)
def test_what_is_no_picture_is_kept_safe_and_never_shown(cleaned, stored, data, problem):
    attachment = cleaned(data)

    assert (attachment.state, attachment.problem) == (State.WITHHELD, problem)
    assert not attachment.clean_copy
    assert stored("clean") == stored("quarantine") == []
    assert len(stored("originals")) == 1


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"PK\x03\x04 a zip", b"MZ an .exe", b"plain words"]
)
def test_other_documents_are_kept_safe(cleaned, data):
    assert cleaned(data, kind="document").state == State.WITHHELD


def test_a_picture_that_would_fill_the_memory_is_refused_at_once(cleaned, tmp_path):
    bomb = making.huge_png()
    assert len(bomb) < 300_000
    began = spent()

    attachment = cleaned(bomb)

    assert (attachment.state, attachment.problem) == (State.WITHHELD, "too_many_pixels")
    assert spent() - began < 5
    assert most_memory(bomb, tmp_path) < 256 * 1024 * 1024


def spent() -> float:
    """Return the seconds of processor time that labs have taken so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def most_memory(picture: bytes, folder: Path) -> int:
    """Return the bytes of memory that the lab takes for `picture` at most.

    A child counts as large as its parent before it becomes itself, so a small one stands between.
    """
    (folder / "original").write_bytes(picture)
    counting = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)"
    )
    command = [sys.executable, "-c", counting, *laboratory.PROGRAM, str(folder), "image"]
    return int(subprocess.check_output(command, cwd=laboratory.ROOT))


def test_just_as_many_pixels_as_allowed_are_drawn(cleaned):
    attachment = cleaned(making.huge_png(side=7_000))

    assert look(attachment)[1].size == (2560, 2560)
