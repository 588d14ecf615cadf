"""A sign-in under way: the password was right, the rest is still to come. Nobody is signed in yet.

The session remembers who it is for a few minutes; a changed password or a closed account ends it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from districts import second_factor
from districts.models import Officer

KEY = "signing-in"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Underway:
    officer: Officer
    next: str  # where the officer wanted to go
    until: float
    has_proved_code: bool = False

    @property
    def step(self) -> str | None:
        """Return the URL name of what is to be done next, or None when all is done."""
        if second_factor.is_set_up(self.officer):
            if not self.has_proved_code:
                return "districts:login-code"
        elif self.officer.temporary_until is None:
            return "districts:login-app"
        return "districts:login-password" if self.officer.temporary_until else None


def begin(request: HttpRequest, officer: Officer, *, then: str, now: datetime) -> Underway:
    """Remember the officer under a new session key."""
    request.session.flush()
    return _keep(request, Underway(officer, then, (now + LASTS).timestamp()))


def proved(request: HttpRequest, underway: Underway) -> Underway:
    return _keep(request, replace(underway, has_proved_code=True))


def renewed(request: HttpRequest, underway: Underway, officer: Officer) -> Underway:
    """Go on after a new password, which ends what hung on the old one."""
    return _keep(request, replace(underway, officer=officer))


def of(request: HttpRequest, *, now: datetime) -> Underway | None:
    """Return the sign-in under way in this session, if it still is."""
    kept = request.session.get(KEY)
    if not kept or kept["until"] <= now.timestamp():
        return None
    officer = Officer.objects.filter(pk=kept["officer"], is_active=True).first()
    if officer is None or not constant_time_compare(kept["hash"], officer.get_session_auth_hash()):
        return None
    return Underway(officer, kept["next"], kept["until"], kept["proved"])


def _keep(request: HttpRequest, underway: Underway) -> Underway:
    request.session[KEY] = {
        "officer": underway.officer.pk,
        "hash": underway.officer.get_session_auth_hash(),
        "next": underway.next,
        "until": underway.until,
        "proved": underway.has_proved_code,
    }
    return underway
