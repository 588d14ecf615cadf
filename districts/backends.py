from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, QuerySet
from django.utils import timezone

from districts.models import Officer
from districts.prepared import Given, Prepared, take


class Officers(ModelBackend):
    """Django's own check of passwords; asked again at every request of a session."""

    def user_can_authenticate(self, user: Officer | AnonymousUser | None) -> bool:
        """Refuse closed accounts, temporary passwords past their time, and made-up officers
        wherever citizens write."""
        if not isinstance(user, Officer) or not super().user_can_authenticate(user):
            return False
        if user.temporary_until is not None and user.temporary_until <= timezone.now():
            return False
        return settings.SATAARK_DEMO or not user.is_demo

    def get_user(self, user_id: int) -> Officer | None:
        for row in OFFICERS.rows(officer=user_id):
            officer = take(Officer, COLUMNS, iter(row))
            return officer if self.user_can_authenticate(officer) else None
        return None


def _officers() -> QuerySet[Any, Any]:
    of_session = Officer.objects.filter(pk=Given("officer", BigIntegerField()))
    return of_session.values_list(*COLUMNS)


# the nicknames are for the search for whom a tip accuses
COLUMNS = [each.attname for each in Officer._meta.concrete_fields if each.name != "nicknames"]
OFFICERS = Prepared(_officers)
