"""The Procfile: one `name: command` a line."""

import re
from pathlib import Path

from local.children import UnableToStart

LINE = re.compile(r"([A-Za-z0-9_-]+):\s*(\S.*)")


def read(path: Path) -> dict[str, str]:
    """Return the commands by name, in the order of the file."""
    commands = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = LINE.fullmatch(line.strip())
        if entry is None:
            raise UnableToStart(f"{path}, line {number}: expected `name: command`.")
        commands[entry[1]] = entry[2]
    return commands
