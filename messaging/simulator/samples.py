"""Files that are at hand where there is no camera and no microphone."""

from pathlib import Path

from messaging.simulator.errors import GraphError
from messaging.simulator.server import Upload

FOLDER = Path(__file__).resolve().parent / "sample_files"
SAMPLES = {
    "photo": ("street.jpg", "image/jpeg"),
    "voice": ("voice-note.ogg", "audio/ogg; codecs=opus"),
    "video": ("clip.mp4", "video/mp4"),
    "file": ("letter.pdf", "application/pdf"),
}


def find(name: str) -> Upload:
    if name not in SAMPLES:
        raise GraphError(100, "A file or the name of a sample is required.")
    file_name, mime = SAMPLES[name]
    return Upload(file_name, mime, (FOLDER / file_name).read_bytes())
