from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from districts import accounts
from districts.models import Officer


class Command(BaseCommand):
    help = "Take an officer's password and app away; prints a password for the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("service_number")

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["service_number"]
        officer = Officer.objects.filter(service_number__iexact=number, is_active=True).first()
        if officer is None:
            raise CommandError("There is no open account with this service number.")
        self.stdout.write(accounts.reset(officer=officer, by=None, at=timezone.now()))
