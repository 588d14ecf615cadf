"""Fill an empty database with a country's worth of invented tickets, to measure speed on."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bench.large import country, loading
from districts.models import Unit
from tickets import counting

WIDTH = 40  # characters of the progress bar


class Command(BaseCommand):
    help = (
        "Fill an empty database with invented districts, officers and tickets with whole "
        "histories, which verify_history finds intact, and their figures. A million tickets "
        "take half an hour of processor time. Needs a database superuser, and tells nothing of "
        "anyone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tickets", type=int, default=1_000_000)
        parser.add_argument("--districts", type=int, default=75)
        parser.add_argument("--stations", type=int, default=1_600)
        parser.add_argument("--open-share", type=float, default=0.05, help="kept open, of 1")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)

    def handle(self, *_args: Any, **options: Any) -> None:
        if Unit.objects.exists():
            raise CommandError(
                "This database is not empty. Make one of its own for this: invented tickets "
                "among real ones could not be told apart."
            )
        began, now = time.monotonic(), timezone.now()
        districts = country.build(
            districts=options["districts"], stations=options["stations"], now=now
        )
        plan = loading.Plan(options["tickets"], options["open_share"], options["seed"], now)
        for done in loading.load(plan, districts, workers=options["workers"]):
            self._show(done, plan.tickets)
        told = time.monotonic()
        self.stdout.write("\ncounting the figures", ending="")
        counting.rebuild(now=now)
        self.stdout.write(f": {time.monotonic() - told:.0f} s")
        self.stdout.write(f"\n{plan.tickets} tickets in {time.monotonic() - began:.0f} s")

    def _show(self, done: int, total: int) -> None:
        filled = WIDTH * done // total
        bar = "#" * filled + "." * (WIDTH - filled)
        self.stdout.write(f"\r[{bar}] {done}/{total}", ending="")
        self.stdout.flush()
