"""Voice notes: browsers record WebM or MP4, telephones send Ogg."""

import importlib
import shutil
import subprocess

from messaging.simulator.server import Upload

OGG = "audio/ogg; codecs=opus"


def as_whatsapp_sends_it(recording: Upload) -> Upload:
    """Return the recording as Ogg/Opus; as it is if there is no ffmpeg to do it."""
    program = _ffmpeg()
    if recording.mime.startswith("audio/ogg") or program is None:
        return recording
    orders = "-hide_banner -loglevel error -i pipe:0 -vn -ac 1 -c:a libopus -b:a 24k -f ogg pipe:1"
    done = subprocess.run(  # noqa: S603 — fixed arguments, the recording is on standard input
        [program, *orders.split()], input=recording.data, capture_output=True, timeout=60
    )
    if done.returncode or not done.stdout:
        return recording
    return Upload("voice-note.ogg", OGG, done.stdout)


def _ffmpeg() -> str | None:
    if found := shutil.which("ffmpeg"):
        return found
    try:
        return str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None
