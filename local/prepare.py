"""Bring the database up to date and load every blueprint, in one Django process.

`python -m local.prepare FILE` keeps the demo officers' logins in FILE, for the owner's eyes.
"""

import io
import json
import os
import sys
from pathlib import Path

import django
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from local.progress import step

BLUEPRINTS = Path(__file__).resolve().parent.parent / "districts" / "blueprints"
Login = dict[str, str]


def main(logins: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sataark.settings")
    django.setup()
    try:
        with step("Bringing the database up to date"):
            call_command("migrate", verbosity=0, interactive=False)
        known = _read(logins)
        for path in sorted(BLUEPRINTS.glob("*.yaml")):
            with step(f"Loading the blueprint {path.stem}"):
                known[path.stem] = _load(path.stem, known.get(path.stem, []))
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    _keep(known, logins)
    return 0


def _load(blueprint: str, known: list[Login]) -> list[Login]:
    """Return the demo officers; those of an earlier run keep their passwords."""
    if known and all(map(_still_there, known)) and _password_fits(known[0]):
        call_command("load_blueprint", blueprint, stdout=io.StringIO())
        return known
    printed = io.StringIO()
    call_command("load_blueprint", blueprint, "--demo-officers", "--json", stdout=printed)
    officers: list[Login] = json.loads(printed.getvalue())["officers"]
    return officers


def _still_there(login: Login) -> bool:
    named = get_user_model().objects.filter(service_number=login["username"])
    return named.filter(is_demo=True).exists()


def _password_fits(login: Login) -> bool:
    officer = get_user_model().objects.get(service_number=login["username"])
    return officer.check_password(login["password"])


def _read(path: Path) -> dict[str, list[Login]]:
    known: dict[str, list[Login]] = json.loads(path.read_text()) if path.exists() else {}
    return known


def _keep(known: dict[str, list[Login]], path: Path) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
