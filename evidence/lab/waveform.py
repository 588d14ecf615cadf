"""How loud a recording is from beginning to end, as a few numbers for a drawing."""

import sys
from array import array
from pathlib import Path

from evidence.lab.recordings import FfmpegFailed, reading, run

BARS = 96
LOUDEST = 99
RATE = 4000  # samples a second: enough for loudness
SAMPLES = Path("samples")


def bars(clean: Path, *, ffmpeg: str) -> list[int]:
    """Return `BARS` numbers up to `LOUDEST`, the loudest moment being that; none of silence."""
    sound = ("-map", "0:a:0", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-y", f"file:{SAMPLES}")
    code, _said = run([ffmpeg, "-loglevel", "error", *reading("mov", clean), *sound])
    if code:
        raise FfmpegFailed
    samples = array("h", SAMPLES.read_bytes())
    SAMPLES.unlink()
    if sys.byteorder == "big":
        samples.byteswap()
    return scaled(samples)


def scaled(samples: "array[int]") -> list[int]:
    ends = [len(samples) * bar // BARS for bar in range(BARS + 1)]
    parts = (samples[start:end] for start, end in zip(ends, ends[1:], strict=False))
    peaks = [max(max(part), -min(part)) if part else 0 for part in parts]
    top = max(peaks, default=0)
    return [peak * LOUDEST // top for peak in peaks] if top else []
