"""Count all tickets from the beginning, e.g. after the way of counting has changed."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets import counting


class Command(BaseCommand):
    help = "Count the daily figures again from the whole history. Safe while the system runs."

    def handle(self, *_args: Any, **_options: Any) -> None:
        began = time.monotonic()
        counted = counting.rebuild(now=timezone.now())
        self.stdout.write(f"{counted} tickets counted in {time.monotonic() - began:.0f} s")
