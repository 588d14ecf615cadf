from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from districts.models import Line, Unit
from messaging.reach import campaigns, posters
from tickets.refusals import Refused


class Command(BaseCommand):
    help = "Write a line's poster as PDF or PNG, with a code of its own for a place or a campaign."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("line", help="code of the line, e.g. varanasi-zone")
        parser.add_argument("--unit", help="code of the district or station it speaks for")
        parser.add_argument("--place", default="", help="where it hangs, for your own list")
        parser.add_argument("--campaign", help="code of the campaign")
        parser.add_argument("--language", choices=posters.LANGUAGES, default="hi")
        parser.add_argument("--paper", choices=posters.PAPERS, default="a4")
        parser.add_argument("--file", choices=posters.FORMATS, default="pdf")
        parser.add_argument("--to", default=".", help="folder to write into")

    def handle(self, *args: Any, **options: Any) -> None:
        line = self._one(Line.objects.select_related("unit"), "line", options["line"])
        look = {name: options[name] for name in ("language", "paper", "file")}
        wanted = {
            "unit": self._one(Unit.objects.all(), "unit", options["unit"]),
            "campaign": self._one(line.campaigns.all(), "campaign", options["campaign"]),
            "place": options["place"],
        }
        try:
            poster = campaigns.make_poster(line=line, by=None, at=timezone.now(), **wanted)
            made = posters.render(line, poster, **look)
        except (Refused, posters.UnableToPrint) as refusal:
            raise CommandError(str(refusal)) from refusal
        path = Path(options["to"]) / posters.file_name(line, poster, **look)
        path.write_bytes(made)
        self.stdout.write(f"{path}: token {poster.token}")

    @staticmethod
    def _one(rows: Any, what: str, code: str | None) -> Any:
        if code is None:
            return None
        found = rows.filter(code=code).first()
        if found is None:
            known = ", ".join(rows.values_list("code", flat=True)[:20])
            raise CommandError(f"There is no {what} {code}. Known: {known}")
        return found
