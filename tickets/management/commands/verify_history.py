import sys
from typing import Any

from django.core.management.base import BaseCommand

from tickets import history

MOST_SHOWN = 100


class Command(BaseCommand):
    help = "Read every ticket's history and every seal again. Exit status 0: intact; 1: broken."

    def handle(self, *args: Any, **options: Any) -> None:
        tally = history.Tally()
        broken = 0
        for found in history.verify(tally):
            broken += 1
            if broken <= MOST_SHOWN:
                self.stdout.write(str(found))
        read = f"{tally.events} events of {tally.tickets} tickets under {tally.seals} seals read"
        if broken:
            self.stdout.write(f"{read}: broken in {broken} places.")
            sys.exit(1)
        self.stdout.write(f"{read}: intact.")
