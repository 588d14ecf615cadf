from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tickets import codes, moments, reckoning
from tickets.models import Ticket


class Command(BaseCommand):
    help = "Print how each second of a ticket's clocks was counted, from its history alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the receipt code, with or without spaces")
        parser.add_argument(
            "--language", choices=sorted(dict(settings.LANGUAGES)), default=settings.LANGUAGE_CODE
        )

    def handle(self, *args: Any, **options: Any) -> None:
        code = codes.read_code(options["code"])
        ticket = Ticket.objects.select_related("unit").filter(code=code).first()
        if ticket is None:
            raise CommandError("There is no ticket with this code.")
        with translation.override(options["language"]):
            for account in reckoning.reckon(ticket, now=timezone.now()):
                self.stdout.write("\n".join(_told(account)) + "\n")


def _told(account: reckoning.Account) -> list[str]:
    reading = account.reading
    turn = _("round %(round)s, turn %(turn)s") % {"round": reading.round, "turn": reading.turn}
    allowed, counted = _exactly(account.allowed), _exactly(account.counted)
    stopped = _moment(reading.stopped_at) if reading.stopped_at else _("running")
    late = _("late") if account.is_late else _("in time")
    return [
        f"{account.name} · {account.unit} · {turn}",
        f"  {_('Allowed')}: {allowed} · {_('Counted')}: {counted}",
        *(
            f"  {_moment(one.start)} – {_moment(one.end)}  {_exactly(one.length)}  {words}"
            for one, words in account.lines
        ),
        f"  {_('Deadline')}: {_moment(reading.due_at)} · {_('Stopped')}: {stopped} · {late}",
    ]


def _moment(at: datetime) -> str:
    return f"{moments.day(at)} {timezone.localtime(at):%H:%M:%S}"


def _exactly(length: timedelta) -> str:
    """Return hours, minutes and seconds, e.g. "26:05:00"."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
