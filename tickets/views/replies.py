"""Ready answers: kept on a page of theirs, chosen beside a ticket."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.models import Line, Officer
from tickets import codes, policy
from tickets.models import Reply, Ticket
from tickets.refusals import NotAllowed, Unacceptable
from tickets.reply_forms import ReplyForm
from tickets.services import replies
from tickets.views.offers import Offer
from tickets.views.officer import signed_in


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    lines = replies.lines_of(signed_in(request)).prefetch_related("replies")
    return render(request, "tickets/replies.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, line: str, key: UUID | None = None) -> HttpResponse:
    """Show one answer to be changed, or a new one, with how it would read; or keep it."""
    officer = signed_in(request)
    of_line = get_object_or_404(replies.lines_of(officer), code=line)
    known = get_object_or_404(of_line.replies, pk=key) if key is not None else None
    form = ReplyForm(request.POST or None, reply=known)
    is_kept = request.method == "POST" and form.is_valid() and "preview" not in request.POST
    if is_kept and _keep(form, of_line, officer, key):
        messages.success(request, _("The answer is kept."))
        return redirect("tickets:replies")
    shown = form["text"].value() or ""
    context = {"line": of_line, "reply": known, "form": form, "preview": _example(shown, of_line)}
    return render(request, "tickets/reply.html", context, status=422 if form.errors else 200)


@require_safe
def beside(request: HttpRequest, code: str) -> HttpResponse:
    """Show a ticket's ready answers as its citizen would read them."""
    officer = signed_in(request)
    seen = Ticket.objects.visible_to(officer).select_related("unit", "category", "line")
    ticket = get_object_or_404(seen, code=codes.read_code(code) or "")
    if ticket.line is None:
        raise Http404
    allowed, now = policy.deeds(officer, ticket), timezone.now()
    kept = [one for one in ticket.line.replies.filter(is_active=True) if one.use in allowed]
    ready = [(one, replies.filled(one.text, ticket, now=now)) for one in kept]
    return render(request, "tickets/ready.html", {"ticket": ticket, "ready": ready})


def chosen(request: HttpRequest, ticket: Ticket, offers: Sequence[Offer]) -> list[Offer]:
    """Return a ticket's offers with the answer that was chosen written into its form."""
    asked = request.GET.get("reply", "")
    if not asked or ticket.line is None:
        return list(offers)
    kept = {str(one.pk): one for one in ticket.line.replies.filter(is_active=True)}
    reply = kept.get(asked)
    return list(_with(reply, ticket, offers)) if reply else list(offers)


def _with(reply: Reply, ticket: Ticket, offers: Sequence[Offer]) -> Iterable[Offer]:
    for offer in offers:
        is_meant = offer.panel.deed.value == reply.use
        if is_meant:
            offer.form.initial["text"] = replies.filled(reply.text, ticket, now=timezone.now())
        yield replace(offer, is_open=is_meant)


def _keep(form: ReplyForm, line: Line, officer: Officer, key: UUID | None) -> bool:
    try:
        replies.keep(line=line, by=officer, reply_id=key, **form.cleaned_data)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Unacceptable as refusal:
        form.add_error(refusal.field, str(refusal))
    return not form.errors


def _example(text: str, line: Line) -> str:
    """Return how an answer would read, for a ticket that nobody sent."""
    example = Ticket(line=line, unit=line.unit, category=line.categories.first())
    return replies.filled(text, example, now=timezone.now())
