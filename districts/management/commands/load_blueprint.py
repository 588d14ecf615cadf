import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from districts import blueprint
from districts.models import Line

IDS = {"phone_number_id": "number", "business_account_id": "business account"}
COLUMNS = ("username", "password", "role", "unit")


class Command(BaseCommand):
    help = "Set up a service from its blueprint, or bring it up to date; shows what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        known = ", ".join(blueprint.names())
        parser.add_argument("name", help=f"one of {known}, or the path of a .yaml file")
        parser.add_argument(
            "--demo-officers",
            action="store_true",
            help="for demonstrations: create made-up officers, set their passwords anew, print "
            "them, and let what they write leave at once",
        )
        for option, what in IDS.items():
            parser.add_argument(
                f"--{option.replace('_', '-')}",
                action="append",
                default=[],
                type=_assignment,
                metavar="LINE=ID",
                help=f"Meta's id of a line's {what}; without it the one that stands is kept",
            )
        parser.add_argument("--json", action="store_true", help="print for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo_officers"] and not settings.SATAARK_DEMO:
            raise CommandError(
                "Demo officers sign in with a password alone, and citizens may write to this "
                "installation. Leave --demo-officers out, or set SATAARK_DEMO=1 where none do."
            )
        try:
            loaded = blueprint.load(
                options["name"],
                at=timezone.now(),
                demo_officers=options["demo_officers"],
                real_ids={option: dict(options[option]) for option in IDS},
            )
        except blueprint.UnableToLoad as error:
            raise CommandError(str(error)) from error
        tell = _as_json if options["json"] else _as_text
        self.stdout.write(tell(options["name"], loaded))


def _assignment(text: str) -> tuple[str, str]:
    line, equals, number = text.partition("=")
    if not equals:
        raise ArgumentTypeError(f"expected LINE=ID, found “{text}”")
    return line, number


def _as_json(name: str, loaded: blueprint.Loaded) -> str:
    told = {
        "blueprint": name,
        "changes": [change.as_json() for change in loaded.changes],
        "unchanged": loaded.unchanged,
        "lines": [_line(line) for line in loaded.lines],
        "officers": [asdict(login) for login in loaded.logins],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _line(line: Line) -> dict[str, str]:
    named = ("code", "display_number", *IDS)
    return {"unit": line.unit.code, **{name: getattr(line, name) for name in named}}


def _as_text(name: str, loaded: blueprint.Loaded) -> str:
    lines = [str(change) for change in loaded.changes]
    if lines:
        lines.append(f"{name}: {len(lines)} changed, {loaded.unchanged} as before.")
    else:
        lines.append(f"{name}: nothing changed.")
    if loaded.logins:
        lines += ["", *_table([asdict(login) for login in loaded.logins])]
    return "\n".join(lines)


def _table(rows: list[dict[str, str]]) -> list[str]:
    rows = [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]
    widths = {column: max(len(row[column]) for row in rows) for column in COLUMNS}
    return [
        "  ".join(row[column].ljust(widths[column]) for column in COLUMNS).rstrip() for row in rows
    ]
