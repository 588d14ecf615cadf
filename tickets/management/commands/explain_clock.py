from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tickets import codes, moments, reckoning
from tickets.models import Ticket


class Command(BaseCommand):
    help = "Print how each second of a ticket's clocks was counted, from its history alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the receipt code, with or without spaces")

    def handle(self, *args: Any, **options: Any) -> None:
        code = codes.read_code(options["code"])
        ticket = Ticket.objects.select_related("unit").filter(code=code).first()
        if ticket is None:
            raise CommandError("There is no ticket with this code.")
        for account in reckoning.reckon(ticket, now=timezone.now()):
            self._print(account)

    def _print(self, account: reckoning.Account) -> None:
        reading = account.reading
        place = f"round {reading.round}, turn {reading.turn}, {reading.unit}"
        self.stdout.write(f"{account.name} ({place})")
        self.stdout.write(f"  allowed {account.allowed}, counted {account.counted}")
        for stretch, words in account.lines:
            self.stdout.write(
                f"  {_moment(stretch.start)} – {_moment(stretch.end)}  {stretch.length}  {words}"
            )
        stopped = _moment(reading.stopped_at) if reading.stopped_at else "still running"
        late = "late" if account.is_late else "in time"
        self.stdout.write(f"  due {_moment(reading.due_at)}, stopped {stopped}: {late}\n")


def _moment(at: datetime) -> str:
    return f"{moments.day(at)} {timezone.localtime(at):%H:%M:%S}"
