import json
import os
import sys
from pathlib import Path

from evidence.lab import limits, pictures, recordings, waveform
from evidence.lab.refusal import FfmpegWanted, Refused
from evidence.lab.sniffing import HEAD, Family, family, sniff

SOUND = recordings.TYPES[Family.SOUND]
ORIGINAL, CLEAN, VERDICT = Path("original"), Path("clean"), Path("verdict")


def examine(kind: str, ffmpeg: str) -> str:
    with ORIGINAL.open("rb") as file:
        format_ = sniff(file.read(HEAD))
    if format_ is None:
        raise Refused("not_on_the_list")
    treated_as = family(format_, kind)
    if treated_as is None:
        raise Refused("not_what_it_says")
    if treated_as == Family.PICTURE:
        return pictures.redraw(ORIGINAL, CLEAN, reader=format_.reader)
    return recordings.redraw(
        ORIGINAL, CLEAN, reader=format_.reader, family=treated_as, ffmpeg=ffmpeg
    )


def main(folder: str, kind: str, ffmpeg: str = "") -> None:
    os.chdir(folder)
    limits.confine()
    try:
        verdict: dict[str, object] = {"type": examine(kind, ffmpeg)}
        if verdict["type"] == SOUND:
            verdict["bars"] = waveform.bars(CLEAN, ffmpeg=ffmpeg)
    except Refused as refusal:
        verdict = {"refused": str(refusal)}
    except FfmpegWanted:
        verdict = {"wanted": "ffmpeg"}
    VERDICT.write_text(json.dumps(verdict))


if __name__ == "__main__":
    main(*sys.argv[1:])
