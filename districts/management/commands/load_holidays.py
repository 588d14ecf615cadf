from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from districts.blueprint import State, UnableToLoad, calendars, public_holidays


class Command(BaseCommand):
    help = (
        "Enter public holidays, on which calendars of the state count nothing: the fixed days of "
        "a state that come along, or a file with the days it has announced."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        known = ", ".join(public_holidays.states())
        parser.add_argument("name", help=f"one of {known}, or the path of a .yaml file")

    def handle(self, *args: Any, **options: Any) -> None:
        name, now = options["name"], timezone.now()
        path = Path(name)
        try:
            if name in public_holidays.states():
                days = public_holidays.of_state(name, at=now)
            elif path.suffix == ".yaml" and path.is_file():
                days = public_holidays.of_file(path, at=now)
            else:
                raise CommandError(f"{name} is neither a state that comes along nor a .yaml file.")
        except UnableToLoad as error:
            raise CommandError(str(error)) from error
        changes = calendars.apply([], days, at=now)
        for change in changes:
            if change.state != State.UNCHANGED:
                self.stdout.write(str(change))
        self.stdout.write(f"{len(days)} holidays stand.")
