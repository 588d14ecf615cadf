from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from districts.models import Officer


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
