"""An officer's own page for the telephone on which notices come."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from districts import patience
from districts.caller import address_of
from districts.models import Line, Officer
from messaging.duty import codes, registration
from messaging.models import PhoneClaim
from messaging.reach.links import qr_svg, spoken_number
from tickets.views.officer import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def my_whatsapp(request: HttpRequest) -> HttpResponse:
    """Show how the officer's registration stands, or take the next step of it."""
    officer, now = signed_in(request), timezone.now()
    if request.method != "POST":
        return _page(request, officer, now)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        return _page(request, officer, now, status=422)
    try:
        step(request, officer, now)
    except registration.UnableToRegister as refusal:
        messages.error(request, str(refusal))
        return _page(request, officer, now, status=409)
    return redirect("messaging:my-whatsapp")


def _ask(request: HttpRequest, officer: Officer, now: datetime) -> None:
    who = f"register {officer.service_number}"
    if wait := patience.admit(number=who, address=address_of(request), now=now):
        raise registration.UnableToRegister(
            _("Too many tries. Please wait %(minutes)d minutes.") % {"minutes": wait // 60 + 1}
        )
    wanted = request.POST.get("line", "")
    lines = {line.code: line for line in registration.lines_for(officer)}
    if wanted not in lines:
        raise registration.UnableToRegister(_("This number does not serve your post."))
    registration.ask(officer=officer, line=lines[wanted], now=now)


def _confirm(request: HttpRequest, officer: Officer, now: datetime) -> None:
    registration.confirm(officer=officer, now=now)
    messages.success(request, _("Your telephone is registered. Notices come there from now on."))


def _refuse(request: HttpRequest, officer: Officer, now: datetime) -> None:
    registration.refuse(officer=officer)
    messages.info(request, _("That telephone was not registered. Get a new code."))


def _remove(request: HttpRequest, officer: Officer, now: datetime) -> None:
    registration.remove(officer=officer, now=now)
    messages.success(request, _("Your telephone is no longer registered. No more notices come."))


STEPS: dict[str, Callable[[HttpRequest, Officer, datetime], None]] = {
    "ask": _ask,
    "confirm": _confirm,
    "refuse": _refuse,
    "remove": _remove,
}


def _page(
    request: HttpRequest, officer: Officer, now: datetime, *, status: int = 200
) -> HttpResponse:
    claim = registration.claim_of(officer, now)
    context = {
        "phone": registration.phone_of(officer),
        "claim": claim,
        "lines": registration.lines_for(officer),
        "now": now,
        **(_code(claim) if claim and claim.came_at is None else {}),
    }
    return render(request, "messaging/my_whatsapp.html", context, status=status)


def _code(claim: PhoneClaim) -> dict[str, Any]:
    """Return what the officer sends, to which number, and until when."""
    text = codes.message(codes.code_of(claim))
    facts = {"text": text, "until": claim.asked_at + registration.LASTS}
    if not claim.line.display_number:
        return facts
    link = _link(claim.line, text)
    label = _("Code that opens WhatsApp with your text")
    return {**facts, "link": link, "qr": qr_svg(link, label=label), "to": spoken_number(claim.line)}


def _link(line: Line, text: str) -> str:
    return f"https://wa.me/{line.display_number.lstrip('+')}?text={quote(text)}"
