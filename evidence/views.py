"""Clean copies for officers: each request is checked, each look written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from districts.models import Officer
from evidence import custody, proofs, ranges
from evidence.cleaning import SUFFIXES
from evidence.models import Attachment, Custody
from tickets import blocks
from tickets.codes import read_code
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import NotAllowed, Refused
from tickets.sight import sight_of
from tickets.views import detail
from tickets.views.officer import signed_in

NAMES = {"image/jpeg": "photo", "image/png": "photo", "audio/mp4": "voice", "video/mp4": "video"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "Accept-Ranges": "bytes",
}


@require_safe
def view(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    return serve(request, attachment_id, signed_in(request))


@require_safe
def files(request: HttpRequest, code: str) -> HttpResponse:
    """Show the files of a ticket: a part of its page, or a page of its own."""
    tickets = Ticket.objects.visible_to(signed_in(request)).select_related("category", "unit")
    ticket = get_object_or_404(tickets, code=read_code(code) or "")
    files = Attachment.objects.visible_to(signed_in(request)).filter(ticket=ticket)
    shown = files.select_related("brought_by")
    listed = list(shown.prefetch_related("custody__by"))
    context = {"ticket": ticket, "attachments": listed, "now": timezone.now()}
    hours = sight_of(signed_in(request)).hours(ticket)
    context["held"] = [
        (file, number, [_step(one, hours) for one in file.custody.all()])
        for number, file in enumerate(listed, start=1)
    ]
    return render(request, "evidence/files.html", context)


@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Record an action, its photos first: they stay when the words have to be mended."""
    officer = signed_in(request)
    photos = request.FILES.getlist("proof")
    if photos:
        ticket = get_object_or_404(Ticket.objects.visible_to(officer), code=read_code(code) or "")
        try:
            proofs.bring(ticket_id=ticket.pk, by=officer, at=timezone.now(), photos=photos)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            return detail.again(request, code, Deed.ACT, refusal)
    return detail.do(request, code, Deed.ACT)


@dataclass(frozen=True)
class Step:
    """One line of a file's custody, its moment as exactly as the reader may know it."""

    what: str
    by: str
    at: datetime
    hours: int


def _step(kept: Custody, hours: int) -> Step:
    # what our own workers did follows at once on what the citizen did
    hours = 0 if kept.by else hours
    by = kept.by.name if kept.by else ""
    return Step(
        str(Custody.What(kept.what).label), by, blocks.start(kept.happened_at, hours), hours
    )


def serve(request: HttpRequest, attachment_id: UUID, officer: Officer) -> HttpResponseBase:
    """Answer with the clean copy or the part of it that was asked for; 404 for all else."""
    attachment = _ready(attachment_id, officer)
    file = _opened(attachment)
    try:
        part = ranges.span(request.headers.get("Range", ""), file.size)
    except ranges.OutOfRange:
        headers = {**HEADERS, "Content-Range": f"bytes */{file.size}"}
        file.close()
        return HttpResponse(status=416, headers=headers)
    custody.show(attachment, by=officer, at=timezone.now())
    headers = {
        **HEADERS,
        "Content-Type": attachment.clean_type,
        "Content-Disposition": f'inline; filename="{_name(attachment)}"',
        "Content-Length": str(part.length if part else file.size),
    }
    if part:
        headers["Content-Range"] = part.header
    return StreamingHttpResponse(
        ranges.read(file, part), status=206 if part else 200, headers=headers
    )


def _ready(attachment_id: UUID, officer: Officer) -> Attachment:
    ready = Attachment.objects.visible_to(officer).filter(state=Attachment.State.READY)
    attachment = get_object_or_404(ready, pk=attachment_id)
    if attachment.clean_type not in SUFFIXES:
        raise Http404
    return attachment


def _opened(attachment: Attachment) -> "File[bytes]":
    return attachment.clean_copy.storage.open(str(attachment.clean_copy.name), "rb")


def _name(attachment: Attachment) -> str:
    """Return a name that says only what kind of file it is, and which of the ticket's."""
    of_ticket = Attachment.objects.filter(ticket=attachment.ticket_id).values_list("pk", flat=True)
    number = list(of_ticket).index(attachment.pk) + 1
    return f"{NAMES[attachment.clean_type]}-{number}.{SUFFIXES[attachment.clean_type]}"
