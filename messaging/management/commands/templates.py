from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from districts.models import Line
from messaging import registry, templates
from messaging.registry import Standing

COLUMNS = "{:<24} {:<18} {:<4} {:<10} {:<8} {}"


class Command(BaseCommand):
    help = (
        "Submit our texts to WhatsApp for approval, or show how each stands. Submitting needs the "
        "gateway's environment. Exit status 1: a text that is needed cannot be sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", choices=["submit", "status"])
        parser.add_argument("--line", help="code of one line; every line if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        lines = self._lines(options["line"])
        if options["deed"] == "submit":
            for line in lines:
                templates.synchronise(now=now, only=line)
        self.stdout.write(COLUMNS.format("LINE", "PURPOSE", "IN", "STATUS", "QUALITY", ""))
        for line in lines:
            for one in registry.standings(line):
                self.stdout.write(self._row(one))
        wrong = [one for line in lines for one in registry.amiss(line, now)]
        if wrong:
            raise CommandError(f"{len(wrong)} texts that are needed cannot be sent.")

    @staticmethod
    def _lines(code: str | None) -> list[Line]:
        lines = Line.objects.filter(is_active=True)
        found = list(lines.filter(code=code) if code else lines)
        if not found:
            raise CommandError(f"There is no active line {code}." if code else "There is no line.")
        without = [line.code for line in found if not line.business_account_id]
        if code and without:
            raise CommandError(f"{code} has no business_account_id yet: load it with the real ids.")
        return [line for line in found if line.business_account_id]

    @staticmethod
    def _row(one: Standing) -> str:
        status = one.status or "missing"
        row = COLUMNS.format(
            one.line.code, one.purpose, one.language, status, one.quality, one.reason
        )
        return row.rstrip()
