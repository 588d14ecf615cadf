from datetime import datetime
from typing import Any, ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.expressions import Combinable

from districts.models.officer import Officer


class SessionManager(BaseSessionManager["Session"]):
    def open_at(self, now: datetime | Combinable) -> models.QuerySet["Session"]:
        return self.filter(expire_date__gt=now)


class Session(AbstractBaseSession):
    """One way in that stands open: an officer on a device, or a program with its token.

    Keys are kept hashed: a copy of the database opens nothing. What is hashed may be shown.
    """

    officer = models.ForeignKey(
        Officer, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    device = models.CharField(max_length=80, blank=True)
    is_program = models.BooleanField(default=False)
    began_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SessionManager] = SessionManager()

    @classmethod
    def get_session_store_class(cls) -> Any:
        from districts.sessions import SessionStore

        return SessionStore
