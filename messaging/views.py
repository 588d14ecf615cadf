import hmac
import logging
import re
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging import doorbell, letterbox, spool, threads
from messaging.models import Pile, ThreadEntry
from messaging.signatures import signature_is_valid
from tickets import codes
from tickets.models import Ticket
from tickets.sight import sight_of
from tickets.views.officer import signed_in

log = logging.getLogger(__name__)

LARGEST_BODY = 4 * 1024 * 1024  # bytes; WhatsApp posts up to 3 MB
SAFE_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,100}")


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest) -> HttpResponse:
    """The door WhatsApp knocks at: keep the bytes, say thank you, think later."""
    return _receive(request) if request.method == "POST" else _shake_hands(request)


@require_safe
def thread(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was said on a ticket: a page, or a part of the ticket's page."""
    officer = signed_in(request)
    seen = Ticket.objects.visible_to(officer)
    ticket = get_object_or_404(seen.select_related("unit"), code=codes.read_code(code) or "")
    entries = ThreadEntry.objects.visible_to(officer).filter(ticket=ticket)
    now, hours = timezone.now(), sight_of(officer).hours(ticket)
    said = threads.seen(entries.select_related("attachment"), hours=hours, now=now)
    context = {"ticket": ticket, "entries": list(said), "now": now}
    return render(request, "messaging/thread.html", context)


@require_safe
def piles(request: HttpRequest) -> HttpResponse:
    """Show what was set aside of the lines this officer's desk looks after, a row a sender."""
    lying = Pile.objects.visible_to(signed_in(request)).lying().select_related("line")
    context = {"piles": lying.order_by("opened_at"), "now": timezone.now()}
    return render(request, "messaging/piles.html", context)


@require_POST
def take_up(request: HttpRequest, pile_id: UUID) -> HttpResponse:
    """Ask for the messages of a pile; the gateway brings them within seconds."""
    try:
        Pile.objects.ask_for(pile_id, by=signed_in(request), now=timezone.now())
    except Pile.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The messages are being brought; they join the tickets."))
    return redirect("messaging:piles")


def _shake_hands(request: HttpRequest) -> HttpResponse:
    expected = settings.WHATSAPP_VERIFY_TOKEN.encode()
    asked = request.GET.get("hub.verify_token", "").encode(errors="replace")
    challenge = SAFE_CHALLENGE.fullmatch(request.GET.get("hub.challenge", ""))
    subscribes = request.GET.get("hub.mode") == "subscribe"
    known = bool(expected) and hmac.compare_digest(asked, expected)
    if not (known and subscribes and challenge):
        return HttpResponse(status=403)
    return HttpResponse(challenge[0], content_type="text/plain")


def _receive(request: HttpRequest) -> HttpResponse:
    try:
        raw = _read(request)
    except OSError:  # the caller hung up
        return HttpResponse(status=400)
    if raw is None:
        log.error("webhook body too large")
        return HttpResponse(status=413)
    signed_by = _signer(raw, request.META.get("HTTP_X_HUB_SIGNATURE_256", ""))
    if signed_by is None:
        log.warning("webhook signature refused")
        return HttpResponse(status=403)
    try:
        stored = letterbox.keep(raw, signed_by=signed_by, now=timezone.now())
    except spool.UnableToSpool:
        log.critical("webhook body could not be kept")
        return HttpResponse(status=503)
    if stored:
        doorbell.ring()
    return HttpResponse(status=200)


def _read(request: HttpRequest) -> bytes | None:
    """Return the raw body, or None when it is too large; never holds more than the limit."""
    declared = request.META.get("CONTENT_LENGTH") or ""
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        return None
    # Django reads nothing without a Content-Length; a server that ends the stream itself says so
    chunked = not declared and request.META.get("wsgi.input_terminated")
    stream = request.META["wsgi.input"] if chunked else request
    raw: bytes = stream.read(LARGEST_BODY + 1)
    return raw if len(raw) <= LARGEST_BODY else None


def _signer(raw: bytes, header: str) -> str | None:
    """Return the name of the variable whose secret signed `raw`; each may hold two secrets."""
    for variable, text in settings.WHATSAPP_APP_SECRETS.items():
        secrets = [secret.strip() for secret in text.split(",") if secret.strip()]
        if signature_is_valid(raw, header, secrets):
            return str(variable)
    return None
