"""Files as strangers send them, made on the fly, with words and places planted in them."""

import io
import shutil
import subprocess
import zlib
from pathlib import Path

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from evidence import laboratory

PLANTED = "PLANTED-91555001"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{PLANTED}</x:xmpmeta>".encode()
PLACE = "+28.3670+079.4304/"
TEST_FILM = ("-f", "lavfi", "-i", "testsrc=s=320x240:r=15:d=1")
TEST_TONE = ("-f", "lavfi", "-i", "sine=d=1")
TELLTALE = (
    "-metadata",
    f"title={PLANTED}",
    "-metadata",
    f"comment={PLANTED}",
    "-metadata",
    f"artist={PLANTED}",
)


def drawing(mode: str = "RGB", size: tuple[int, int] = (640, 480)) -> Image.Image:
    picture = Image.new(mode, size, "red" if mode.startswith("RGB") else 1)
    ImageDraw.Draw(picture).rectangle((10, 10, 100, 100), fill="blue" if "RGB" in mode else 0)
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[0x010E] = PLANTED  # description
    told[0x0110] = PLANTED  # model
    told[0x0112] = orientation
    told.get_ifd(0x8825).update({1: "N", 2: (28.0, 22.0, 1.0), 3: "E", 4: (79.0, 25.0, 49.0)})
    told.get_ifd(0x8769)[0xA431] = PLANTED  # serial number
    return told


def jpeg(*, orientation: int = 1, size: tuple[int, int] = (640, 480), after: bytes = b"") -> bytes:
    saved = io.BytesIO()
    drawing(size=size).save(
        saved, "JPEG", exif=exif(orientation), xmp=XMP, comment=PLANTED.encode(), dpi=(1, 1)
    )
    return saved.getvalue() + after


def png(picture: Image.Image | None = None) -> bytes:
    saved, told = io.BytesIO(), PngInfo()
    told.add_text("Comment", PLANTED)
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    (picture or drawing()).save(saved, "PNG", pnginfo=told, exif=exif())
    return saved.getvalue()


def webp(picture: Image.Image | None = None) -> bytes:
    saved = io.BytesIO()
    (picture or drawing()).save(saved, "WEBP", exif=exif().tobytes(), xmp=XMP)
    return saved.getvalue()


def animation(format_: str, frames: int = 5) -> bytes:
    saved, pictures = io.BytesIO(), [drawing(size=(64, 64 + n)) for n in range(frames)]
    pictures = [picture.crop((0, 0, 64, 64)).rotate(n) for n, picture in enumerate(pictures)]
    pictures[0].save(saved, format_, save_all=True, append_images=pictures[1:], duration=100)
    return saved.getvalue()


def huge_png(side: int = 40_000) -> bytes:
    """Return a small PNG that says it is `side` pixels high and wide, and is."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return len(data).to_bytes(4) + name + data + check.to_bytes(4)

    head = side.to_bytes(4) * 2 + bytes([1, 0, 0, 0, 0])  # one bit a pixel
    squeezer = zlib.compressobj(9)
    row = bytes(side // 8 + 1)
    rows = b"".join(squeezer.compress(row) for _ in range(side)) + squeezer.flush()
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def recording(folder: Path, name: str, *encoding: str) -> bytes:
    """Return what ffmpeg makes of a test picture or tone; `name` says the container."""
    program, made = laboratory.ffmpeg(), folder / name
    assert program is not None
    command = [program, "-v", "error", *encoding, "-y", str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return made.read_bytes()


def film(folder: Path, name: str = "film.mp4", *encoding: str) -> bytes:
    told = (*TELLTALE, "-metadata", f"location={PLACE}", "-metadata", "creation_time=2026-01-02")
    tracks = ("-metadata:s:v", f"handler_name={PLANTED}", "-metadata:s:a", f"title={PLANTED}")
    return recording(folder, name, *TEST_FILM, *TEST_TONE, *told, *tracks, *encoding)


def sound(folder: Path, name: str, *encoding: str) -> bytes:
    return recording(folder, name, *TEST_TONE, *TELLTALE, *encoding)


def tells_of(data: bytes, folder: Path) -> list[str]:
    """Return every sign of what was planted, by its bytes and by exiftool where there is one."""
    signs = [PLANTED, PLANTED[:7], "28.367", "Exif", "xmpmeta", "ID3", "\N{COPYRIGHT SIGN}xyz"]
    found = [sign for sign in signs if sign.encode("latin-1") in data]
    if reader := shutil.which("exiftool"):
        (folder / "looked-at").write_bytes(data)
        command = [reader, "-G", "-a", "-u", str(folder / "looked-at")]
        said = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
        groups = ("[EXIF]", "[XMP]", "[ID3]", "[Composite]    GPS", "[ICC", "[MakerNotes]")
        found += [line for line in said.splitlines() if line.startswith(groups) or "GPS" in line]
    return found
