"""Passkeys of the own account: adding one, with a name, and removing one."""

import json
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from districts import passkeys, second_factor, sessions
from districts.confirmation import confirmed
from districts.forms import PasskeyForm
from districts.models import Officer

OFFERED = "passkey-offered"


@confirmed
def add(request: HttpRequest) -> HttpResponse:
    """Add a passkey that the browser makes. Every other session and token ends."""
    me = cast(Officer, request.user)
    if not (passkeys.are_possible() and second_factor.is_set_up(me)):
        raise Http404
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        state, now = request.session.pop(OFFERED, None) or {}, timezone.now()
        try:
            if form.is_valid():
                passkeys.add(officer=me, state=state, now=now, **form.cleaned_data)
                sessions.end_all(me, but=request.session.session_key)
                messages.success(request, _("The passkey is added. Use it at your next sign-in."))
                return redirect("districts:me")
        except passkeys.UnableToAdd as refusal:
            form.add_error(None, str(refusal))
    options, request.session[OFFERED] = passkeys.offer(me)
    context = {"form": form, "passkey": json.dumps(options)}
    return render(
        request, "districts/add_passkey.html", context, status=422 if form.is_bound else 200
    )


@confirmed
@require_POST
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Remove one of the own passkeys; another's does not exist."""
    me = cast(Officer, request.user)
    if not passkeys.remove(officer=me, key=key, now=timezone.now()):
        raise Http404
    sessions.end_all(me, but=request.session.session_key)
    messages.success(request, _("The passkey is removed."))
    return redirect("districts:me")
