"""A machine without a browser runs the rest, and says in one line what it did not run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local import media_tools
from tests.local.conftest import ROOT

SAMPLE = """
import pytest

def test_plain(): pass

@pytest.mark.browser
def test_page(): pass

@pytest.mark.browser
def test_phone(): pass
"""


def run_sample(folder: Path, *options: str, chromium: str) -> str:
    (folder / "test_sample.py").write_text(SAMPLE)
    servers = {"DATABASE_URL": "postgres://elsewhere/db", "REDIS_URL": "redis://elsewhere/0"}
    command = [sys.executable, "-m", "pytest", str(folder), "-p", "no:cacheprovider", *options]
    config = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)]
    done = subprocess.run(
        [*command, *config],
        cwd=ROOT,
        env={**os.environ, **servers, "SATAARK_CHROMIUM": chromium},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["serial", "parallel"])
def test_tests_that_cannot_run_are_named_in_one_line(tmp_path, options):
    printed = run_sample(tmp_path, *options, chromium="/nowhere/chromium")

    told = [line for line in printed.splitlines() if line.startswith("Not run:")]
    assert len(told) == 1
    assert "2 browser tests, for want of chromium" in told[0]
    assert "apt-get install -y chromium" in told[0] or "playwright install" in told[0]
    assert "1 passed" in printed.splitlines()[-1]
    assert "skipped" not in printed


def test_nothing_is_left_out_where_nothing_is_missing(tmp_path, monkeypatch):
    printed = run_sample(tmp_path, chromium=sys.executable)

    if not media_tools.hindi_font():
        assert "for want of fonts-noto-core" in printed
    else:
        assert "Not run:" not in printed
        assert "3 passed" in printed


@pytest.mark.parametrize(
    ("apt", "packages", "says"),
    [
        (True, ["chromium", "ffmpeg"], "sudo apt-get install -y chromium ffmpeg"),
        (False, ["chromium"], ".venv/bin/playwright install chromium"),
        (False, ["ffmpeg"], "install ffmpeg with your system's package manager"),
    ],
)
def test_the_remedy_fits_the_machine(monkeypatch, apt, packages, says):
    monkeypatch.setattr(media_tools.shutil, "which", lambda name: name if apt else None)

    assert media_tools.remedy(packages) == says
