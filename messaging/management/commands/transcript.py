from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from districts.models import Line
from messaging import line_views, transcript

MARKS = {"citizen": "  › ", "bot": "  ‹ ", "officer": "  ‡ "}


class Command(BaseCommand):
    help = "Print how a line's conversation goes, to be read aloud. Nothing is sent or stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the code of a line that a blueprint has set up")
        parser.add_argument("--language", default="", help="one of the line's; the first, if none")

    def handle(self, *args: Any, **options: Any) -> None:
        view = line_views.view(self._line(options["name"]))
        tongue = options["language"] or view.first_language
        if tongue not in view.languages:
            known = ", ".join(view.languages)
            raise CommandError(f"{view.code} speaks {known}, not “{tongue}”.")
        self.stdout.write(f"{view.code} ({tongue})   › citizen   ‹ bot   ‡ officer")
        for scene in transcript.rehearse(view, tongue, now=timezone.now()):
            self.stdout.write(f"\n== {scene.name} ==")
            for turn in scene.turns:
                self.stdout.write(_as_text(turn))

    def _line(self, code: str) -> Line:
        line = Line.objects.filter(code=code).first()
        if line is None:
            known = ", ".join(Line.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(
                f"There is no line “{code}”. Load its blueprint first; loaded: {known}."
            )
        return line


def _as_text(turn: transcript.Turn) -> str:
    mark = MARKS[turn.who]
    words = turn.words.replace("\n", "\n" + " " * len(mark))
    choices = "  ".join(f"[ {title} ]" for title in turn.choices)
    return f"{mark}{words}" + (f"\n{' ' * len(mark)}{choices}" if choices else "")
