"""Bring the database up to date and load every blueprint, in one Django process.

`python -m local.prepare FILE` keeps the demo officers' logins in FILE, for the owner's eyes.
"""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import CommandError, call_command

from local.progress import step

BLUEPRINTS = Path(__file__).resolve().parent.parent / "districts" / "blueprints"


def main(logins: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sataark.settings")
    django.setup()
    try:
        with step("Bringing the database up to date"):
            call_command("migrate", verbosity=0, interactive=False)
        officers: list[dict[str, Any]] = []
        for path in sorted(BLUEPRINTS.glob("*.yaml")):
            with step(f"Loading the blueprint {path.stem}"):
                officers += _load(path.stem)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    _keep(officers, logins)
    return 0


def _load(blueprint: str) -> list[dict[str, Any]]:
    printed = io.StringIO()
    call_command("load_blueprint", blueprint, "--demo-officers", "--json", stdout=printed)
    officers: list[dict[str, Any]] = json.loads(printed.getvalue())["officers"]
    return officers


def _keep(officers: list[dict[str, Any]], path: Path) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(officers, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
