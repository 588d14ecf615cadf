"""Only the parts a redrawn file consists of pass; one strange part more, and it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.inspection import INSPECTIONS, is_clean
from tests.evidence import making


@pytest.fixture
def clean(cleaned):
    def clean(data, kind="image"):
        with cleaned(data, kind=kind).clean_copy.open("rb") as file:
            return file.read()

    return clean


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + (len(body) + 2).to_bytes(2) + body


@pytest.mark.parametrize(
    "strange",
    [
        segment(0xE1, b"Exif\0\0"),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
        segment(0xE2, b"ICC_PROFILE\0"),
        segment(0xED, b"Photoshop 3.0\0"),
        segment(0xFE, b"a comment"),
        segment(0xE0, b"JFXX\0\x10a thumbnail"),
        segment(0xE0, b"JFIF\0\x01\x01\x00\x00\x01\x00\x01\x01\x01abc"),
    ],
)
def test_a_jpeg_with_one_more_segment(clean, strange):
    data = clean(making.jpeg())

    assert is_clean(data, "image/jpeg")
    assert not is_clean(data[:2] + strange + data[2:], "image/jpeg")
    assert not is_clean(data[:-2] + strange + data[-2:], "image/jpeg")
    assert not is_clean(data + strange, "image/jpeg")


def test_a_png_with_one_more_chunk(clean):
    picture = making.drawing("RGBA")
    picture.putpixel((0, 0), (0, 0, 0, 0))
    data = clean(making.png(picture))
    text = (4).to_bytes(4) + b"tEXtabcd" + bytes(4)

    assert is_clean(data, "image/png")
    assert not is_clean(data[:33] + text + data[33:], "image/png")
    assert not is_clean(data + text, "image/png")
    assert not is_clean(data[:-1], "image/png")


@pytest.mark.media
def test_an_mp4_with_one_more_box(clean, tmp_path):
    data = clean(making.film(tmp_path), kind="video")
    words = b"PLANTED"

    assert is_clean(data, "video/mp4")
    for name in (b"uuid", b"udta", b"meta", b"free", b"XMP_", b"moov"):
        box = (8 + len(words)).to_bytes(4) + name + words
        assert not is_clean(data + box, "video/mp4"), name
    assert not is_clean(data.replace(b"VideoHandler", b"Asha'sPhone."), "video/mp4")
    assert not is_clean(data[:-1], "video/mp4")


@given(st.binary(max_size=200), st.sampled_from(sorted(INSPECTIONS)))
def test_no_bytes_break_it(data, mime):
    assert is_clean(data, mime) is False


@pytest.mark.parametrize("head", [b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x08moov" * 2000])
@pytest.mark.parametrize("mime", sorted(INSPECTIONS))
def test_no_beginning_of_a_file_breaks_it(head, mime):
    assert is_clean(head, mime) is False
