"""Grave deeds ask once more who is there: by the app's code, or the password where there is none.

Who has just signed in, or confirmed within ten minutes, is not asked.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from districts import patience, second_factor
from districts.models import Officer

FRESH = timedelta(minutes=10)
CONFIRMED = "confirmed"  # when, in the session
FIELD = "confirmation"
WAS_PAGE = "was_page"
UNSENT = {FIELD, "csrfmiddlewaretoken"}
View = Callable[..., HttpResponseBase]


def confirmed(view: View) -> View:
    """Let `view` be reached only by whoever has lately shown who they are.

    Otherwise a page asks, and sends on what was to be done, so that nothing typed is lost; but
    files must be chosen again.
    """

    @sensitive_post_parameters(FIELD)
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        now = timezone.now()
        if is_fresh(request, now):
            return view(request, *args, **kwargs)
        if FIELD not in request.POST:
            return _ask(request, status=403 if request.method == "POST" else 200)
        if refusal := _check(request, now):
            return refusal
        request.session[CONFIRMED] = now.timestamp()
        if WAS_PAGE in request.POST:  # nothing was to be done yet
            request.method = "GET"
        return view(request, *args, **kwargs)

    return guarded


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    since = request.session.get(CONFIRMED) or request.session.get("began") or 0
    return bool(now.timestamp() - since < FRESH.total_seconds())


def _check(request: HttpRequest, now: datetime) -> HttpResponse | None:
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


def _ask(request: HttpRequest, *, status: int, error: str = "", wait: int = 0) -> HttpResponse:
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in UNSENT
    ]
    context = {
        "by_code": second_factor.is_set_up(cast(Officer, request.user)),
        "error": error,
        "field": FIELD,
        "sent": sent,
        "wait_seconds": wait,
        "is_page": request.method != "POST",
    }
    return render(request, "districts/confirm.html", context, status=status)
