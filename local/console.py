"""One `manage.py` command against what `make run` has running: `python -m local.console CMD ...`.

It holds public keys only, as the console of a deployment does.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "console.json"
DOCUMENTED = re.compile(r"^([A-Z][A-Z_0-9]+)=", re.MULTILINE)


@contextmanager
def kept(var: Path, values: Mapping[str, str]) -> Iterator[None]:
    """Keep what a console needs of `values` in `var`, for its owner only, while the system runs.

    That is what `.env.example` names: whatever else a developer's shell holds is not ours to keep.
    """
    ours = set(DOCUMENTED.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
    path = var / NAME
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    needed = {name: value for name, value in values.items() if name.removesuffix("_FILE") in ours}
    path.write_text(json.dumps(needed), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def main(command: list[str], var: Path = ROOT / "var") -> int:
    path = var / NAME
    if not path.exists():
        print("Nothing is running here: start it with `make run` first.", file=sys.stderr)
        return 1
    values = {**os.environ, **json.loads(path.read_text(encoding="utf-8"))}
    return subprocess.run([sys.executable, ROOT / "manage.py", *command], env=values).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
