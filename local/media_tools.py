"""Chromium, ffmpeg and a Devanagari font: what browser and media tests need of the machine."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from local.children import UnableToStart

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
DEVANAGARI = ("NotoSansDevanagari*", "Lohit-Devanagari*", "Mangal*", "Devanagari*")


def chromium() -> str | None:
    """Return a Chromium to drive: SATAARK_CHROMIUM, the system's, or Playwright's own."""
    if chosen := os.environ.get("SATAARK_CHROMIUM"):
        return shutil.which(chosen)
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    return found or _downloaded()


def ffmpeg() -> str | None:
    """Return the system's ffmpeg, or the one that came with `make install`."""
    if found := shutil.which("ffmpeg"):
        return found
    spec = find_spec("imageio_ffmpeg")
    if spec is None or spec.origin is None:
        return None
    bundled = (Path(spec.origin).parent / "binaries").glob("ffmpeg-*")
    return next((str(path) for path in bundled if os.access(path, os.X_OK)), None)


def hindi_font() -> str | None:
    for folder in FONT_FOLDERS:
        for pattern in DEVANAGARI:
            if found := next(Path(folder).expanduser().rglob(f"{pattern}.[ot]t[fc]"), None):
                return str(found)
    return None


def turn_server() -> str | None:
    """Return coturn, which passes on calls between browsers that find no other way."""
    return shutil.which("turnserver")


# what a test is marked with → what it needs → the Debian package that has it
NEEDS: dict[str, dict[str, Callable[[], str | None]]] = {
    "browser": {"chromium": chromium, "fonts-noto-core": hindi_font},
    "media": {"ffmpeg": ffmpeg},
    "turn": {"coturn": turn_server},
}


def missing() -> dict[str, list[str]]:
    """Return, by the mark of the tests that need them, the packages that are not here."""
    lacking = {
        mark: [package for package, find in needs.items() if find() is None]
        for mark, needs in NEEDS.items()
    }
    return {mark: packages for mark, packages in lacking.items() if packages}


def remedy(packages: list[str]) -> str:
    """Return the command that would bring `packages` to this machine."""
    if shutil.which("apt-get"):
        return f"sudo apt-get install -y {' '.join(packages)}"
    if packages == ["chromium"]:
        return ".venv/bin/playwright install chromium"
    return f"install {', '.join(packages)} with your system's package manager"


def install() -> None:
    """Install what is missing where that is allowed: as root, with apt-get. Else do nothing."""
    packages = sorted({package for needed in missing().values() for package in needed})
    if not packages or os.geteuid() or not shutil.which("apt-get"):
        return
    print(f"Installing {', '.join(packages)} for the browser and media tests ...", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages])
    for step in steps:
        done = subprocess.run(
            ["apt-get", *step], env=environ, stdin=subprocess.DEVNULL, capture_output=True
        )
        if done.returncode:
            raise UnableToStart(f"apt-get {step[0]} failed; try: {remedy(packages)}")


def _downloaded() -> str | None:
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")
    found = Path(folder).expanduser().glob("chromium-*/chrome-linux*/chrome")
    return next((str(path) for path in sorted(found, reverse=True)), None)


if __name__ == "__main__":
    try:
        install()
    except UnableToStart as error:
        print(error, file=sys.stderr)  # the tests that can run still will
