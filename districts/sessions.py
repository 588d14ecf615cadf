"""Who is signed in where, and until when: sessions of browsers and tokens of programs.

A session ends after a quarter of an hour in which nobody did anything, after a duty's eight
hours, and when a posting of its officer begins or ends. A list that refreshes itself is not
somebody who does something. Ended is deleted: the very next request knows nobody.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.db.models import CharField, DateTimeField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from districts import caller
from districts.models import Officer, Posting, Role, Session
from districts.prepared import Given, Prepared, take

IDLE = timedelta(minutes=15)
DUTY = timedelta(hours=8)
# their work is to look at a screen that moves by itself
WATCHING = (Role.WATCH, Role.HEARING)
UNASKED = "Sataark-Unasked"  # header of what a page asks for by itself
NOTED_EVERY_SECONDS = 60
PROGRAMS = 10  # tokens of one officer at a time; the eleventh ends the first
BEGAN, SEEN, ENDS, IDLE_SECONDS, DEVICE = "began", "seen", "ends", "idle", "device"


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with hashed keys and the officer beside them."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def exists(self, session_key: str) -> bool:
        return super().exists(digest(session_key))

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(pk=digest(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.session_key = digest(row.session_key)
        row.officer_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        return row

    def _get_session_from_db(self) -> Session | None:
        key = digest(self.session_key or "")
        for row in OF_BROWSER.rows(key=key, now=timezone.now()):
            return take(Session, COLUMNS, iter(row))
        self._session_key = None
        return None


def _of_browser() -> QuerySet[Any, Any]:
    still_open = Session.objects.open_at(Given("now", DateTimeField()))
    found = still_open.filter(pk=Given("key", CharField()), is_program=False)
    return found.values_list(*COLUMNS)


COLUMNS = [each.attname for each in Session._meta.concrete_fields]
OF_BROWSER = Prepared(_of_browser)


def digest(key: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def begin(request: HttpRequest, user: Officer, **_signal: Any) -> None:
    """Note a new session's beginning and end: Django calls this for every way of signing in."""
    now = timezone.now()
    posts = Posting.objects.filter(officer=user)
    watches = posts.current_at(now).filter(role__in=WATCHING).exists()
    idle, ends = DUTY if watches else IDLE, _end(user, now)
    request.session[BEGAN] = request.session[SEEN] = now.timestamp()
    request.session[ENDS], request.session[IDLE_SECONDS] = ends.timestamp(), idle.total_seconds()
    request.session[DEVICE] = caller.device_of(request)
    request.session.set_expiry(min(now + idle, ends))
    Session.objects.filter(expire_date__lt=now).delete()


def begin_program(*, officer: Officer, device: str, now: datetime) -> str:
    """Return a new token for a program of `officer`, good for a duty; it is shown only now."""
    key = secrets.token_hex(20)
    Session.objects.create(
        session_key=digest(key),
        expire_date=_end(officer, now),
        officer=officer,
        device=device,
        is_program=True,
        began_at=now,
        seen_at=now,
    )
    mine = Session.objects.filter(officer=officer, is_program=True).order_by("-began_at")
    Session.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[PROGRAMS:])).delete()
    return key


def of_program(key: str, *, now: datetime) -> Session | None:
    """Return the open session of a program's token, and note that it was used."""
    of_open = Session.objects.open_at(now).filter(is_program=True, officer__is_active=True)
    found = of_open.select_related("officer").filter(pk=digest(key)).first()
    noted_before = now - timedelta(seconds=NOTED_EVERY_SECONDS)
    if found and found.seen_at and found.seen_at <= noted_before:
        Session.objects.filter(pk=found.pk).update(seen_at=now)
    return found


def end_all(officer: Officer, *, but: str | None = None) -> int:
    """End every session and token of `officer`, but the one whose key is `but`. Return how many."""
    ended = Session.objects.filter(officer=officer)
    if but:
        ended = ended.exclude(pk=digest(but))
    return ended.delete()[0]


def note_activity(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let a session live on while its officer does something, at most until its end."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if UNASKED not in request.headers and request.user.is_authenticated:
            _note(request, timezone.now())
        return get_response(request)

    return middleware


def _note(request: HttpRequest, now: datetime) -> None:
    session = request.session
    if now.timestamp() - session.get(SEEN, 0) < NOTED_EVERY_SECONDS or ENDS not in session:
        return
    session[SEEN] = now.timestamp()
    idle = now + timedelta(seconds=session[IDLE_SECONDS])
    session.set_expiry(min(idle, datetime.fromtimestamp(session[ENDS], tz=UTC)))


def _end(officer: Officer, now: datetime) -> datetime:
    """Return the end of a duty, or before it the next moment a posting begins or ends."""
    latest = now + DUTY
    posts = Posting.objects.filter(officer=officer)
    begin = posts.filter(since__gt=now, since__lt=latest).values_list("since", flat=True)
    until = posts.filter(until__gt=now, until__lt=latest).values_list("until", flat=True)
    return min([latest, *begin, *(moment for moment in until if moment)])


def _moment(stamp: float | None) -> datetime | None:
    return (
        None if stamp is None else datetime.fromtimestamp(stamp, tz=timezone.get_current_timezone())
    )


def watch() -> None:
    user_logged_in.connect(begin, dispatch_uid="districts.sessions")
