"""What may be the same thing, beside a ticket; and an incident: its tickets, moved together."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from districts.models import Officer, Posting
from tickets import codes, lists, policy, similar
from tickets.forms import DeedForm, ForwardForm, OutcomeForm
from tickets.models import Incident, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import incidents
from tickets.sight import sight_of
from tickets.views.officer import signed_in

DEEDS: dict[str, tuple[Deed, type[DeedForm], Callable[..., int]]] = {
    "forward": (Deed.FORWARD, ForwardForm, incidents.forward),
    "answer": (Deed.OUTCOME, OutcomeForm, incidents.answer),
}


@require_safe
def beside(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is similar to a ticket: a part of its page, or a page of its own."""
    officer = signed_in(request)
    ticket, posts = _ticket(officer, code), _posts(officer)
    context = similar_to(ticket, officer, posts) | {"ticket": ticket, "posts_held": posts}
    context |= {"now": timezone.now(), "sight": sight_of(officer, posts)}
    return render(request, "tickets/similar.html", context)


def similar_to(ticket: Ticket, officer: Officer, posts: list[Posting]) -> dict[str, Any]:
    """Return what `tickets/_similar.html` shows, as far as `officer` may see and do."""
    allowed = policy.offered(posts, ticket)
    return {
        "alike": similar.find(Ticket.objects.visible_to(officer), ticket),
        "incident": incidents.incident_of(ticket),
        "may_link": Deed.LINK in allowed,
        "may_close": Deed.CLOSE in allowed,
    }


@require_safe
def incident(request: HttpRequest, code: str) -> HttpResponse:
    officer = signed_in(request)
    one, rows = _incident(officer, code)
    return _page(request, one, rows, _posts(officer))


@require_POST
def do(request: HttpRequest, code: str, named: str) -> HttpResponse:
    """Forward or answer an incident's tickets together."""
    officer = signed_in(request)
    one, rows = _incident(officer, code)
    if named not in DEEDS:
        raise Http404
    deed, form_class, use_case = DEEDS[named]
    posts = _posts(officer)
    form = form_class(request.POST, ticket=_first_for(posts, deed, rows), officer=officer)
    if not form.is_valid():
        return _page(request, one, rows, posts, form)
    try:
        number = use_case(incident=one, by=officer, at=timezone.now(), **form.cleaned_data)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
    except Unacceptable as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, one, rows, posts, form)
    else:
        said = ngettext("Done for %(number)d ticket.", "Done for %(number)d tickets.", number)
        messages.success(request, said % {"number": number})
    return redirect("tickets:incident", one.code)


@require_POST
def take_out(request: HttpRequest, code: str) -> HttpResponse:
    officer = signed_in(request)
    ticket = _ticket(officer, code)
    try:
        incidents.unlink(ticket_id=ticket.pk, by=officer, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return redirect("tickets:detail", ticket.code)


def _incident(officer: Officer, code: str) -> tuple[Incident, list[Ticket]]:
    """Return an incident with what `officer` sees of it; it is not there when that is nothing."""
    one = get_object_or_404(Incident, code=codes.read_code(code) or "")
    seen = incidents.members(one, officer)
    rows = list(lists.as_rows(seen.select_related("line"))[: incidents.MOST])
    if not rows:
        raise Http404
    return one, rows


def _ticket(officer: Officer, code: str) -> Ticket:
    seen = Ticket.objects.visible_to(officer).select_related("unit", "category")
    return get_object_or_404(seen, code=codes.read_code(code) or "")


def _posts(officer: Officer) -> list[Posting]:
    return list(officer.postings.current().select_related("unit"))


def _allowed(posts: list[Posting], ticket: Ticket) -> set[Deed]:
    needs_nod = ticket.line is not None and ticket.line.outcome_needs_nod
    return policy.offered(posts, ticket, needs_nod=needs_nod)


def _first_for(posts: list[Posting], deed: Deed, rows: list[Ticket]) -> Ticket:
    """Return the first ticket to which `posts` allow `deed`: its form offers the choices."""
    return next((one for one in rows if deed in _allowed(posts, one)), rows[0])


def _page(
    request: HttpRequest,
    one: Incident,
    rows: list[Ticket],
    posts: list[Posting],
    filled: DeedForm | None = None,
) -> HttpResponse:
    officer = signed_in(request)
    allowed = set().union(*(_allowed(posts, row) for row in rows))
    forms = {
        named: filled
        if isinstance(filled, form)
        else form(ticket=_first_for(posts, deed, rows), officer=officer)
        for named, (deed, form, _use_case) in DEEDS.items()
        if deed in allowed
    }
    context = {
        "now": timezone.now(),
        "sight": sight_of(officer, posts),
        "incident": one,
        "rows": rows,
        "forms": forms,
        "posts_held": posts,
        "may_link": Deed.LINK in allowed,
    }
    status = 422 if filled is not None else 200
    return render(request, "tickets/incident.html", context, status=status)
