"""Grave deeds ask once more who is there: by the app's code or a passkey, or else the password.

Who has just signed in, or confirmed within ten minutes, is not asked.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from districts import passkeys, patience, second_factor
from districts.models import Officer

FRESH = timedelta(minutes=10)
CONFIRMED = "confirmed"  # when, in the session
FIELD = "confirmation"
SIGNED = "confirmed_by_passkey"
ASKED = "confirmation-asked"  # of a passkey, in the session
WAS_PAGE = "was_page"
UNSENT = {FIELD, SIGNED, "csrfmiddlewaretoken"}
View = Callable[..., HttpResponseBase]


def confirmed(view: View) -> View:
    """Let `view` be reached only by whoever has lately shown who they are.

    Otherwise a page asks, and sends on what was to be done, so that nothing typed is lost; but
    files must be chosen again.
    """

    @sensitive_post_parameters(FIELD, SIGNED)
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        now = timezone.now()
        if is_fresh(request, now):
            return view(request, *args, **kwargs)
        check = next((by for field, by in WAYS.items() if field in request.POST), None)
        if check is None:
            return _ask(request, status=403 if request.method == "POST" else 200)
        if refusal := check(request, now):
            return refusal
        request.session[CONFIRMED] = now.timestamp()
        if WAS_PAGE in request.POST:  # nothing was to be done yet
            request.method = "GET"
        return view(request, *args, **kwargs)

    return guarded


def admitted(admits: Callable[[HttpRequest], object]) -> Callable[[View], View]:
    """Let `admits` refuse, by raising, before `confirmed` asks anybody for a password."""

    def first(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            admits(request)
            return view(request, *args, **kwargs)

        return guarded

    return first


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    since = request.session.get(CONFIRMED) or request.session.get("began") or 0
    return bool(now.timestamp() - since < FRESH.total_seconds())


def _check_typed(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """Return None when what was typed is right, else the page that says why not."""
    officer, typed = cast(Officer, request.user), request.POST[FIELD]
    if wait := patience.admit_code(officer_id=officer.pk, now=now):
        answer = _ask(request, status=429, wait=wait)
        answer.headers["Retry-After"] = str(wait)
        return answer
    if second_factor.is_set_up(officer):
        is_right = second_factor.check(officer=officer, code=typed, now=now)
    else:
        is_right = officer.check_password(typed)
    if not is_right:
        return _ask(request, status=422, error=_("This is not right. Please try again."))
    patience.forget_codes(officer_id=officer.pk)
    return None


def _check_signed(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """Return None when a passkey has signed what was asked of it; each asking is good for once."""
    officer, state = cast(Officer, request.user), request.session.pop(ASKED, None)
    # not slowed, as when signing in: nobody guesses a signature
    if state and passkeys.check(officer=officer, state=state, said=request.POST[SIGNED], now=now):
        return None
    error = _("The passkey was not right here. Try again, or use the code.")
    return _ask(request, status=422, error=error)


WAYS = {FIELD: _check_typed, SIGNED: _check_signed}


def _ask(request: HttpRequest, *, status: int, error: str = "", wait: int = 0) -> HttpResponse:
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in UNSENT
    ]
    officer = cast(Officer, request.user)
    context = {
        "by_code": second_factor.is_set_up(officer),
        "passkey": _passkey(request, officer),
        "error": error,
        "field": FIELD,
        "signed": SIGNED,
        "sent": sent,
        "wait_seconds": wait,
        "is_page": request.method != "POST",
    }
    return render(request, "districts/confirm.html", context, status=status)


def _passkey(request: HttpRequest, officer: Officer) -> str:
    """Return what the browser needs for signing with a passkey; "" where there is none."""
    if not (passkeys.are_possible() and passkeys.of(officer).exists()):
        return ""
    options, request.session[ASKED] = passkeys.ask(officer)
    return json.dumps(options)
