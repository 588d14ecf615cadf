"""Clearing the queue: one decision about one ticket, then the next. By key, mouse or thumb."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from districts.models import Officer, Posting
from districts.standing import read_once
from tickets import codes, hints, policy
from tickets.forms import CategoriseForm, DeedForm, ForwardForm
from tickets.hints import Hint
from tickets.lifecycle import CloseReason
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import incidents, notes, prioritising, resolution, sending, shelving
from tickets.sight import sight_of
from tickets.templatetags.triage import STATION
from tickets.triage_forms import DuplicateForm, LinkForm, PrioritiseForm, ShelveForm
from tickets.views.floods import CLOSED_AT
from tickets.views.incidents import similar_to
from tickets.views.officer import signed_in

KEPT = ("show", "q", "page")  # of the list one came from


@dataclass(frozen=True)
class Decision:
    """One thing a desk does to a ticket of its queue; `key` does it on a keyboard."""

    key: str
    deed: Deed
    form: type[DeedForm]
    use_case: Callable[..., Any]
    title: str | Promise
    button: str | Promise
    done: str | Promise
    icon: str


def _forward(*, ticket_id: int, **given: Any) -> None:
    sending.forward(ticket_ids=[ticket_id], **given)


def _repeat(**given: Any) -> None:
    resolution.close(reason=CloseReason.DUPLICATE, together=uuid4().hex, **given)


def _undoably(use_case: Callable[..., Any]) -> Callable[..., Any]:
    """Mark what is done, so that one press takes it back."""
    return lambda **given: use_case(together=uuid4().hex, **given)


DECISIONS: dict[str, Decision] = {
    "forward": Decision(
        "f",
        Deed.FORWARD,
        ForwardForm,
        _forward,
        gettext_lazy("Forward"),
        gettext_lazy("Forward"),
        gettext_lazy("Forwarded. The station must now acknowledge."),
        "forward",
    ),
    "category": Decision(
        "c",
        Deed.CATEGORISE,
        CategoriseForm,
        _undoably(notes.categorise),
        gettext_lazy("Category"),
        gettext_lazy("Change"),
        gettext_lazy("The category is changed."),
        "category",
    ),
    "duplicate": Decision(
        "d",
        Deed.CLOSE,
        DuplicateForm,
        _repeat,
        gettext_lazy("Duplicate"),
        gettext_lazy("Close as a duplicate"),
        gettext_lazy("Closed as a duplicate."),
        "files",
    ),
    "link": Decision(
        "l",
        Deed.LINK,
        LinkForm,
        incidents.link,
        gettext_lazy("Same incident"),
        gettext_lazy("Link"),
        gettext_lazy("Linked: many tips, one incident."),
        "link",
    ),
    "later": Decision(
        "s",
        Deed.SHELVE,
        ShelveForm,
        _undoably(shelving.shelve),
        gettext_lazy("Later"),
        gettext_lazy("Set it aside"),
        gettext_lazy("Set aside. It stands under “Later” and comes back by itself."),
        "clock",
    ),
    "priority": Decision(
        "p",
        Deed.PRIORITISE,
        PrioritiseForm,
        _undoably(prioritising.prioritise),
        gettext_lazy("Priority"),
        gettext_lazy("Change"),
        gettext_lazy("The priority is changed."),
        "late",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, code: str, named: str) -> HttpResponse:
    """Ask for one decision, or carry it out and go back to the list."""
    decision = DECISIONS.get(named)
    if decision is None:
        raise Http404
    officer = signed_in(request)
    ticket = _ticket(officer, code)
    try:
        policy.require(officer, decision.deed, ticket)
        if request.method != "POST":
            form = decision.form(ticket=ticket, officer=officer)
            return _page(request, ticket, named, form)
        return _do(request, officer, ticket, named)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
        return redirect(list_of(request))


@require_POST
def take_back(request: HttpRequest, word: str) -> HttpResponse:
    try:
        sending.take_back(word=word, by=signed_in(request), at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: it is before you again."))
    return redirect(list_of(request))


def list_of(request: HttpRequest) -> str:
    """Return the address of the list somebody came from, and nothing else they may have sent."""
    came_from = QueryDict((request.POST or request.GET).get("list", "")[:500].replace("\0", ""))
    kept = QueryDict(mutable=True)
    kept.update({key: came_from[key] for key in KEPT if came_from.get(key)})
    page = "tickets:station" if came_from.get("at") == STATION else "tickets:queue"
    return f"{reverse(page)}{'?' if kept else ''}{kept.urlencode()}"


def _do(request: HttpRequest, officer: Officer, ticket: Ticket, named: str) -> HttpResponse:
    decision, now = DECISIONS[named], timezone.now()
    form = decision.form(request.POST, ticket=ticket, officer=officer)
    if not form.is_valid():
        return _page(request, ticket, named, form, status=422)
    try:
        decision.use_case(ticket_id=ticket.pk, by=officer, at=now, **form.cleaned_data)
    except Unacceptable as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, ticket, named, form, status=422)
    messages.success(request, f"{codes.spaced(ticket.code)}: {decision.done}")
    request.session[CLOSED_AT] = now.isoformat()
    return redirect(list_of(request))


def _ticket(officer: Officer, code: str) -> Ticket:
    related = Ticket.objects.visible_to(officer).select_related(
        "unit", "suggested_unit__parent", "category", "line__unit"
    )
    return get_object_or_404(related, code=codes.read_code(code) or "")


def _proposed(ticket: Ticket, named: str, officer: Officer, posts: list[Posting]) -> dict[str, Any]:
    """Return what is proposed beside the form of a decision, with its reasons."""
    if named == "forward":
        return {"hint": hints.station(ticket)}
    if named == "category":
        return {"hint": hints.category(ticket)}
    if named not in {"duplicate", "link"}:
        return {}
    return similar_to(ticket, officer, posts)


def _choose(form: DeedForm, hint: Hint | None) -> None:
    """Let the form begin with what is proposed; whoever fills it in may say otherwise."""
    if hint and hint.station:
        form.initial.setdefault("station", hint.station.pk)
    elif hint and hint.category:
        form.initial["category"] = hint.category.pk


@read_once()
def _page(
    request: HttpRequest, ticket: Ticket, named: str, form: DeedForm, status: int = 200
) -> HttpResponse:
    officer = signed_in(request)
    posts = list(officer.postings.current().select_related("unit"))
    proposed = _proposed(ticket, named, officer, posts)
    _choose(form, proposed.get("hint"))
    context = proposed | {
        "now": timezone.now(),
        "sight": sight_of(officer, posts),
        "posts_held": posts,
        "ticket": ticket,
        "named": named,
        "decision": DECISIONS[named],
        "form": form,
        "back": list_of(request),
        "list": (request.POST or request.GET).get("list", ""),
    }
    answer = render(request, "tickets/triage.html", context, status=status)
    if status == 422:  # what was wrong belongs into the open window, not in place of the list
        answer["HX-Retarget"], answer["HX-Reswap"] = "#triage", "innerHTML"
    return answer
