"""What an officer sees and changes of the own account."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from districts import accounts, passkeys, second_factor, sessions
from districts.confirmation import confirmed
from districts.forms import ChangePasswordForm, CodeForm
from districts.models import AccountEvent, Officer, Session
from districts.views.second_step import PENDING, as_shown, pending_key

FEW = 10  # events shown


def _me(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)  # LoginRequiredMiddleware has passed


def profile(request: HttpRequest) -> HttpResponse:
    me, now = _me(request), timezone.now()
    events = AccountEvent.objects.filter(officer=me).select_related("by")
    context = {
        "now": now,
        "posts_held": list(me.postings.current().select_related("unit")),
        "sessions": Session.objects.open_at(now).filter(officer=me).order_by("-seen_at"),
        "this": sessions.digest(request.session.session_key or ""),
        "factor": getattr(me, "second_factor", None),
        "codes_left": second_factor.codes_left(me),
        "passkeys": list(me.passkeys.all()),
        "may_add_passkeys": passkeys.are_possible(),
        "events": events.order_by("-at")[:FEW],
    }
    return render(request, "districts/profile.html", context)


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change the password. Every other session and token ends."""
    form = ChangePasswordForm(_me(request), request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "districts/password.html", {"form": form}, status=status)
    me, chosen = _me(request), form.cleaned_data["new_password1"]
    accounts.choose_password(officer=me, password=chosen, at=timezone.now())
    update_session_auth_hash(request, me)
    messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
    return redirect("districts:me")


@require_POST
def end_session(request: HttpRequest, key: str) -> HttpResponse:
    """End one of the own sessions or tokens; another's does not exist."""
    if not Session.objects.filter(officer=_me(request), pk=key).delete()[0]:
        raise Http404
    if key == sessions.digest(request.session.session_key or ""):
        request.session.flush()
        return redirect("districts:login")
    messages.success(request, _("Signed out there."))
    return redirect("districts:me")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    sessions.end_all(_me(request), but=request.session.session_key)
    messages.success(request, _("You are signed in here only."))
    return redirect("districts:me")


@confirmed
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Make ten new recovery codes and show them, this once."""
    if not second_factor.is_set_up(_me(request)):
        raise Http404
    fresh = second_factor.renew_codes(officer=_me(request), now=timezone.now())
    context = {"codes": fresh, "then": "/me/"}
    return render(request, "districts/recovery_codes.html", context)


@confirmed
def app(request: HttpRequest) -> HttpResponse:
    """Set up the app, or move it to another telephone. Every other session and token ends."""
    me = _me(request)
    key = pending_key(request, me)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data["code"], timezone.now()
        if fresh := second_factor.set_up(officer=me, key=key, code=given, now=now):
            del request.session[PENDING]
            sessions.end_all(me, but=request.session.session_key)
            context = {"codes": fresh, "then": "/me/"}
            return render(request, "districts/recovery_codes.html", context)
        form.add_error("code", form.not_right)
    shown: dict[str, Any] = {"form": form, **as_shown(me, key)}
    return render(request, "districts/app.html", shown, status=422 if form.is_bound else 200)
