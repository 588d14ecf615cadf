"""The second half of signing in: the code of the app, the first own password, the app's set-up."""

import base64
import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from districts import accounts, locker, passkeys, patience, second_factor, underway
from districts.forms import CodeForm, NewPasswordForm, RecoveryForm
from districts.models import Officer
from districts.qr import qr_svg
from districts.underway import Underway
from districts.views.signing_in import let_in

PENDING = "pending-app"
ASKED = "passkey-asked"
Step = Callable[[HttpRequest, Underway], HttpResponse]


def of_sign_in(name: str) -> Callable[[Step], Callable[[HttpRequest], HttpResponse]]:
    """Open a step of signing in to whoever is at it, and send others where they belong."""

    def decorate(step: Step) -> Callable[[HttpRequest], HttpResponse]:
        @login_not_required
        @sensitive_post_parameters()
        def view(request: HttpRequest) -> HttpResponse:
            begun = underway.of(request, now=timezone.now())
            if begun is None:
                return redirect("districts:login")
            return (
                step(request, begun) if begun.step == name else redirect(begun.step or begun.next)
            )

        return view

    return decorate


@of_sign_in("districts:login-code")
def code(request: HttpRequest, begun: Underway) -> HttpResponse:
    """Ask for the app's code, or for one of the ten when the telephone is lost."""
    shape = RecoveryForm if "recovery" in request.GET else CodeForm
    if request.method != "POST":
        return _ask(request, begun, shape())
    now = timezone.now()
    if wait := patience.admit_code(officer_id=begun.officer.pk, now=now):
        return _wait(request, begun, shape(), wait)
    form = shape(request.POST)
    if form.is_valid():
        given = form.cleaned_data["code"]
        if second_factor.check(officer=begun.officer, code=given, now=now):
            patience.forget_codes(officer_id=begun.officer.pk)
            return _go_on(request, underway.proved(request, begun))
        form.add_error("code", form.not_right)
    return _ask(request, begun, form, status=422)


@of_sign_in("districts:login-code")
def passkey(request: HttpRequest, begun: Underway) -> HttpResponse:
    """Take what a passkey has signed in the place of a code. Each challenge is good for one try."""
    if request.method != "POST":
        return redirect("districts:login-code")
    now, state = timezone.now(), request.session.pop(ASKED, None)
    # not slowed: nobody guesses a signature, and whoever guesses at codes must not delay it
    said = request.POST.get("said", "")
    if state and passkeys.check(officer=begun.officer, state=state, said=said, now=now):
        patience.forget_codes(officer_id=begun.officer.pk)
        return _go_on(request, underway.proved(request, begun))
    messages.error(request, _("The passkey was not right here. Try again, or use the code."))
    return _ask(request, begun, CodeForm(), status=422)


@of_sign_in("districts:login-password")
def password(request: HttpRequest, begun: Underway) -> HttpResponse:
    """Let the officer put an own password in the place of the one that was handed over."""
    form = NewPasswordForm(begun.officer, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "officer": begun.officer}
        return render(request, "districts/login_password.html", context, status=status)
    chosen = form.cleaned_data["new_password1"]
    accounts.choose_password(officer=begun.officer, password=chosen, at=timezone.now())
    return _go_on(request, underway.renewed(request, begun, begun.officer))


@of_sign_in("districts:login-app")
def app(request: HttpRequest, begun: Underway) -> HttpResponse:
    """Show the key as a QR code; with a right code, sign in and show ten codes, once."""
    key = pending_key(request, begun.officer)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data["code"], timezone.now()
        codes = second_factor.set_up(officer=begun.officer, key=key, code=given, now=now)
        if codes:
            context = {"codes": codes, "then": begun.next}
            page = render(request, "districts/recovery_codes.html", context)
            return let_in(request, begun.officer, page)
        form.add_error("code", form.not_right)
    shown: dict[str, Any] = {"form": form, **as_shown(begun.officer, key)}
    return render(request, "districts/login_app.html", shown, status=422 if form.is_bound else 200)


def pending_key(request: HttpRequest, officer: Officer) -> bytes:
    """Return the key offered in this session, the same until it is taken; sealed meanwhile."""
    place = f"pending app of officer {officer.pk}"
    if kept := request.session.get(PENDING):
        try:
            return locker.unlock(base64.b64decode(kept), place=place)
        except locker.UnableToUnlock:
            pass  # offered to another, or under another SECRET_KEY: offer a new one
    key = second_factor.new_key()
    request.session[PENDING] = base64.b64encode(locker.lock(key, place=place)).decode()
    return key


def as_shown(officer: Officer, key: bytes) -> dict[str, Any]:
    """Return what a page shows of a key: its QR code, its link, and its letters."""
    link = second_factor.link(officer, key)
    return {"qr": qr_svg(link), "link": link, "key": second_factor.spoken_key(key)}


def _go_on(request: HttpRequest, begun: Underway) -> HttpResponse:
    if begun.step:
        return redirect(begun.step)
    return let_in(request, begun.officer, redirect(begun.next))


def _ask(
    request: HttpRequest, begun: Underway, form: CodeForm, status: int = 200, wait: int = 0
) -> HttpResponse:
    context = {"form": form, "officer": begun.officer, "wait_seconds": wait}
    if passkeys.are_possible() and passkeys.of(begun.officer).exists():
        options, request.session[ASKED] = passkeys.ask(begun.officer)
        context["passkey"] = json.dumps(options)
    return render(request, "districts/login_code.html", context, status=status)


def _wait(request: HttpRequest, begun: Underway, form: CodeForm, seconds: int) -> HttpResponse:
    answer = _ask(request, begun, form, status=429, wait=seconds)
    answer.headers["Retry-After"] = str(seconds)
    return answer
