"""The lab has nothing in its hands, cannot go on for ever, and is not believed."""

import json
import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from evidence import cleaning, laboratory
from evidence.lab import limits
from evidence.models import Attachment
from tests.evidence import making
from tests.factories import NOON
from tests.local.conftest import comes_true

State = Attachment.State
INTRUDER = """
import json, os, sys
from pathlib import Path
folder = Path(sys.argv[1])
"""


@pytest.fixture
def intrude(tmp_path, monkeypatch):
    """Put a program of the test's own where the lab would be."""

    def intrude(body: str) -> None:
        program = tmp_path / "intruder.py"
        program.write_text(INTRUDER + body)
        monkeypatch.setattr(laboratory, "PROGRAM", (sys.executable, "-E", "-s", str(program)))

    return intrude


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "original").write_bytes(making.jpeg())
    return folder


def told(folder: Path) -> str:
    return (folder / "told").read_text()


TELL = "(folder / 'told').write_text(str({}))\n"


def test_it_is_given_no_environment_and_no_open_files(intrude, folder, monkeypatch):
    monkeypatch.setenv("SATAARK_VAULT_PRIVATE_KEYS", "a secret")
    handles = "sorted(map(int, os.listdir('/proc/self/fd')))[:-1]"
    intrude(TELL.format(f"[Path('/proc/self/environ').read_bytes(), {handles}]"))

    with open(folder / "original"), pytest.raises(laboratory.Broke):
        laboratory.redraw(folder, "image")

    assert told(folder) == "[b'', [0, 1, 2]]"


def test_it_loads_neither_django_nor_settings(folder):
    (folder / "probe.py").write_text(
        "import sys\n"
        "from evidence.lab import __main__\n"
        "print([name for name in sys.modules if name.startswith(('django', 'sataark', 'vault'))])"
    )
    probe = [sys.executable, "-E", "-s", "-c", (folder / "probe.py").read_text()]

    done = subprocess.run(probe, cwd=laboratory.ROOT, env={}, capture_output=True, text=True)

    assert done.stdout == "[]\n", done.stderr


def test_it_is_walled_in_wherever_walls_can_be_built(intrude, folder):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        intrude(
            "import socket\n"
            "try:\n"
            f"    socket.create_connection({address!r}, timeout=2)\n"
            "    reached = True\n"
            "except OSError:\n"
            "    reached = False\n"
            + TELL.format(f"[reached, Path('/proc/{os.getpid()}').exists()]")
        )
        with pytest.raises(laboratory.Broke):
            laboratory.redraw(folder, "image")

    is_open = not laboratory.walls()
    assert told(folder) == str([is_open, is_open])


def test_where_walls_cannot_be_built_it_works_all_the_same(folder, monkeypatch, caplog):
    laboratory.walls.cache_clear()
    monkeypatch.setattr(laboratory.shutil, "which", lambda _program: None)

    redrawn = laboratory.redraw(folder, "image")

    with redrawn.file:
        assert redrawn.mime == "image/jpeg"
    assert "not cut off from networks" in caplog.text
    laboratory.walls.cache_clear()


def test_its_limits_are_set(intrude, folder):
    intrude(
        f"sys.path.insert(0, {str(laboratory.ROOT)!r})\n"
        "import resource\n"
        "from evidence.lab import limits\n"
        "limits.confine()\n"
        "names = ['AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE']\n"
        + TELL.format("[resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in names]")
    )
    with pytest.raises(laboratory.Broke):
        laboratory.redraw(folder, "image")

    expected = [limits.MEMORY, limits.CPU, limits.LARGEST_FILE, limits.OPEN_FILES, 0]
    assert told(folder) == str([(most, most) for most in expected])


def test_the_real_lab_confines_itself_before_it_looks(folder):
    source = (laboratory.ROOT / "evidence" / "lab" / "__main__.py").read_text()

    assert source.index("limits.confine()") < source.index("examine(kind, ffmpeg)}")


@pytest.mark.parametrize(
    "body",
    [
        "(folder / 'verdict').write_text('{')",
        "(folder / 'verdict').write_text('[]')",
        "(folder / 'verdict').write_text('[' * 5000)",
        "(folder / 'verdict').write_text(json.dumps({'type': 'text/html'}))",
        "(folder / 'verdict').write_text(json.dumps({'refused': 'call 9155500 00001'}))",
        "(folder / 'verdict').symlink_to('/etc/hostname')",
        "os.mkfifo(folder / 'verdict')",
        "(folder / 'verdict').mkdir()",
        "(folder / 'verdict').write_text(json.dumps({'type': 'image/jpeg'}))",
        "(folder / 'verdict').write_text(json.dumps({'type': 'image/jpeg'}))\n"
        "(folder / 'clean').symlink_to('/etc/hostname')",
        "(folder / 'verdict').write_text(json.dumps({'type': 'image/jpeg'}))\n"
        "(folder / 'clean').touch()",
        "",
    ],
)
def test_nonsense_is_not_believed(intrude, folder, body):
    intrude(body)

    with pytest.raises(laboratory.Broke, match="nonsense"):
        laboratory.redraw(folder, "image")


@pytest.mark.parametrize("mime", ["image/jpeg", "image/png", "video/mp4", "audio/mp4"])
@pytest.mark.parametrize("clean", [b"<html></html>", making.jpeg(), making.png(), b"x"])
def test_a_copy_that_is_more_than_a_redrawn_file_is_refused(intrude, folder, mime, clean):
    intrude(
        f"(folder / 'verdict').write_text(json.dumps({{'type': {mime!r}}}))\n"
        f"(folder / 'clean').write_bytes({clean!r})"
    )

    with pytest.raises(laboratory.Refused, match="copy_not_clean"):
        laboratory.redraw(folder, "image")


@pytest.mark.parametrize(
    ("body", "seconds", "problem"),
    [
        ("os.kill(os.getpid(), 11)\nos.abort()", laboratory.SECONDS, "crashed"),
        ("raise MemoryError", laboratory.SECONDS, "crashed"),
        ("import time; time.sleep(60)", 1, "timed_out"),
    ],
)
def test_what_breaks_the_lab_twice_is_kept_safe(
    intrude, quarantine, monkeypatch, workshop, stored, body, seconds, problem
):
    monkeypatch.setattr(laboratory, "SECONDS", seconds)
    intrude(body)
    attachment = quarantine(making.jpeg())

    assert not cleaning.clean(attachment_id=attachment.pk, now=NOON)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.problem) == (State.QUARANTINED, problem)
    assert cleaning.clean(attachment_id=attachment.pk, now=NOON + cleaning.PAUSE)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.problem) == (State.WITHHELD, problem)
    assert list(workshop.iterdir()) == []
    assert stored("quarantine") == []


@pytest.mark.parametrize("walls", [laboratory.walls, tuple], ids=["within walls", "without"])
def test_nothing_of_a_hanging_lab_goes_on(intrude, folder, monkeypatch, walls):
    class Begun(subprocess.Popen):
        def wait(self, timeout: float | None = None) -> int:
            """Let the time run from when the lab's own child is there."""
            if timeout == laboratory.SECONDS:
                assert comes_true((folder / "alive").exists)
            return super().wait(timeout)

    monkeypatch.setattr(laboratory.subprocess, "Popen", Begun)
    monkeypatch.setattr(laboratory, "SECONDS", 0.2)
    monkeypatch.setattr(laboratory, "walls", walls)
    beat = "import time\nwhile True:\n    (folder / 'alive').touch()\n    time.sleep(0.05)\n"
    child = f"[sys.executable, '-c', {INTRUDER + beat!r}, sys.argv[1]]"
    intrude(f"import subprocess\nsubprocess.Popen({child}).wait()")

    with pytest.raises(laboratory.Broke, match="timed_out"):
        laboratory.redraw(folder, "image")

    (folder / "alive").unlink()
    assert not _comes_back(folder / "alive")


def _comes_back(path: Path) -> bool:
    time.sleep(0.4)
    return path.exists()


def test_what_a_killed_worker_left_is_cleared_away(workshop):
    for name in ("sataark-lab-old", "sataark-lab-new", "someone-elses"):
        (workshop / name).mkdir()
        (workshop / name / "original").write_bytes(b"a photo")
    now = timezone.now()
    long_ago = (now - timedelta(hours=2)).timestamp()
    for name in ("sataark-lab-old", "someone-elses"):
        os.utime(workshop / name, (long_ago, long_ago))

    laboratory.clear_away(now=now)

    assert {path.name for path in workshop.iterdir()} == {"sataark-lab-new", "someone-elses"}


@pytest.mark.parametrize("bars", [[1] * 95, [100] * 96, [-1] * 96, ["1"] * 96, {"a": 1}])
def test_no_drawing_but_ninety_six_small_numbers_is_believed(intrude, folder, bars):
    verdict = {"type": "image/jpeg", "bars": bars}
    intrude(f"(folder / 'verdict').write_text({json.dumps(verdict)!r})")

    with pytest.raises(laboratory.Broke, match="nonsense"):
        laboratory.redraw(folder, "image")
