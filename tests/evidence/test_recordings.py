"""Sound and film are encoded anew: every phone plays them, and they say nothing of the sender."""

import socket
import subprocess
import threading
from array import array

import pytest

from evidence import cleaning, laboratory
from evidence.lab import recordings, waveform
from evidence.models import Attachment
from tests.evidence import making
from tests.factories import NOON

pytestmark = pytest.mark.media
State = Attachment.State


def bytes_of(attachment):
    with attachment.clean_copy.open("rb") as file:
        return file.read()


def described(data, folder):
    """Return ffmpeg's own words about a file."""
    (folder / "described").write_bytes(data)
    command = [laboratory.ffmpeg(), "-hide_banner", "-i", str(folder / "described")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stderr


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("note.ogg", ["-c:a", "libopus"]),
        ("song.mp3", []),
        ("note.m4a", []),
        ("note.aac", ["-f", "adts"]),
        ("note.webm", ["-c:a", "libopus"]),
        ("note.3gp", ["-c:a", "aac"]),
    ],
)
def test_a_voice_becomes_one_every_phone_plays(cleaned, tmp_path, name, encoding):
    attachment = cleaned(making.sound(tmp_path, name, *encoding), kind="audio")

    data = bytes_of(attachment)
    assert (attachment.state, attachment.clean_type) == (State.READY, "audio/mp4")
    assert making.tells_of(data, tmp_path) == []
    assert "Audio: aac" in described(data, tmp_path)


def test_an_amr_voice_of_an_old_phone_is_heard(cleaned, tmp_path):
    silence = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50

    attachment = cleaned(silence, kind="audio")

    assert attachment.state == State.READY
    assert "Duration: 00:00:01" in described(bytes_of(attachment), tmp_path)


def test_the_cover_of_a_song_is_gone(cleaned, tmp_path):
    (tmp_path / "cover.jpg").write_bytes(making.jpeg())
    cover = ("-i", str(tmp_path / "cover.jpg"), "-map", "0:a", "-map", "1:v", "-c:v", "copy")
    song = making.recording(tmp_path, "song.mp3", *making.TEST_TONE, *cover)
    assert b"PLANTED" in song

    data = bytes_of(cleaned(song, kind="audio"))

    assert making.tells_of(data, tmp_path) == []
    assert "Video" not in described(data, tmp_path)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("film.mp4", []),
        ("film.3gp", ["-s", "176x144", "-c:v", "mpeg4", "-c:a", "aac"]),
        ("film.webm", ["-c:v", "libvpx", "-c:a", "libopus"]),
        ("film.mov", ["-movflags", "use_metadata_tags"]),
    ],
)
def test_a_film_tells_no_place_time_or_name(cleaned, tmp_path, name, encoding):
    original = making.film(tmp_path, name, *encoding)
    assert making.PLANTED.encode() in original

    attachment = cleaned(original, kind="video")

    data = bytes_of(attachment)
    said = described(data, tmp_path)
    assert (attachment.state, attachment.clean_type) == (State.READY, "video/mp4")
    assert making.tells_of(data, tmp_path) == []
    assert "2026" not in said
    assert "location" not in said
    assert "Video: h264" in said
    assert "Audio: aac" in said


def test_a_place_in_both_places_of_an_mp4_is_gone(cleaned, tmp_path):
    original = making.film(tmp_path, "film.mp4", "-movflags", "use_metadata_tags+faststart")
    original += b"\0\0\0\x1cudta\0\0\0\x14\xa9xyz\0\x08\x15\xc7+28.3670"
    assert b"28.367" in original

    assert making.tells_of(bytes_of(cleaned(original, kind="video")), tmp_path) == []


def test_a_large_fast_film_becomes_smaller_and_slower(cleaned, tmp_path):
    wide = ("-f", "lavfi", "-i", "testsrc=s=1920x1080:r=60:d=0.5", "-preset", "ultrafast")

    attachment = cleaned(making.recording(tmp_path, "wide.mp4", *wide), kind="video")

    said = described(bytes_of(attachment), tmp_path)
    assert "1280x720" in said
    assert "30 fps" in said


def test_it_can_be_played_before_it_is_all_there(cleaned, tmp_path):
    data = bytes_of(cleaned(making.film(tmp_path), kind="video"))

    assert data.index(b"moov") < data.index(b"mdat")


def test_a_film_longer_than_allowed_is_refused_before_it_is_decoded(cleaned, tmp_path):
    slow = ("-f", "lavfi", "-i", "color=s=16x16:r=1:d=1801", "-preset", "ultrafast")

    attachment = cleaned(making.recording(tmp_path, "long.mp4", *slow), kind="video")

    assert (attachment.state, attachment.problem) == (State.WITHHELD, "too_long")


@pytest.mark.parametrize("kind", ["audio", "video"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"<html></html>",
        b"ID3" + bytes(500),
        b"\x00\x00\x00\x18ftypisom" + bytes(500),
        b"\x1aE\xdf\xa3" + bytes(500),
        making.jpeg(),
    ],
)
def test_what_is_no_recording_is_kept_safe(cleaned, stored, data, kind):
    attachment = cleaned(data, kind=kind)

    assert attachment.state == State.WITHHELD
    assert stored("clean") == stored("quarantine") == []


def test_a_truncated_film_is_kept_safe(cleaned, tmp_path):
    whole = making.film(tmp_path)

    assert cleaned(whole[: len(whole) // 3], kind="video").state == State.WITHHELD


def test_the_reader_chosen_for_a_film_opens_no_playlist(tmp_path):
    """Should sniffing fail one day: ffmpeg itself must not open what a playlist names."""
    making.recording(tmp_path, "other.ts", *making.TEST_FILM, "-c:v", "libx264")
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.ts\n#EXT-X-ENDLIST\n"
    (tmp_path / "film.mp4").write_text(playlist)
    finding_out = ["-nostdin", "-f", "hls", "-i", str(tmp_path / "film.mp4")]

    assert _plays(finding_out)  # left to itself it would
    assert not _plays(recordings.reading("mov", tmp_path / "film.mp4"))


def test_the_reader_chosen_for_a_film_visits_no_address(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/film.mp4"
        reading = recordings.reading("mov", tmp_path / "film.mp4")
        visiting = [*reading[:-1], address]

        visit = threading.Thread(target=_plays, args=(visiting,))
        visit.start()
        with pytest.raises(TimeoutError):
            listener.accept()
        visit.join()


def _plays(reading: list[str]) -> bool:
    command = [laboratory.ffmpeg(), *reading, "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, timeout=30).returncode == 0


def test_sound_waits_in_quarantine_until_there_is_an_ffmpeg(
    quarantine, tmp_path, monkeypatch, caplog
):
    attachment = quarantine(making.sound(tmp_path, "note.m4a"), kind="audio")

    with monkeypatch.context() as without:
        without.setattr(laboratory, "ffmpeg", lambda: None)
        for attempt in range(6):
            at = NOON + attempt * cleaning.PAUSE_FOR_FFMPEG
            assert not cleaning.clean(attachment_id=attachment.pk, now=at)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.problem) == (State.QUARANTINED, "no_ffmpeg")
    assert "until ffmpeg is installed" in caplog.text
    later = NOON + 6 * cleaning.PAUSE_FOR_FFMPEG
    assert cleaning.clean(attachment_id=attachment.pk, now=later)


def test_pictures_need_no_ffmpeg(cleaned, monkeypatch):
    monkeypatch.setattr(laboratory, "ffmpeg", lambda: None)

    assert cleaned(making.jpeg()).state == State.READY


def test_a_voice_is_drawn_by_its_loudness(cleaned, tmp_path):
    quiet_then_loud = ("-f", "lavfi", "-i", "sine=frequency=300:duration=4")
    rising = ("-af", "volume='if(lt(t,2),0.05,1)':eval=frame", "-c:a", "libopus")
    attachment = cleaned(
        making.recording(tmp_path, "note.ogg", *quiet_then_loud, *rising), kind="audio"
    )

    bars = attachment.bars
    assert len(bars) == laboratory.MOST_BARS and max(bars) == 99
    assert max(bars[:40]) < 20 < min(bars[56:90])
    assert attachment.wave.count("M") == len(bars)


def test_silence_has_no_drawing():
    assert waveform.scaled(array("h", [0] * 5000)) == []
    assert len(waveform.scaled(array("h", [7]))) == waveform.BARS == laboratory.MOST_BARS
