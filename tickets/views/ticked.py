"""Acting on all ticked rows of a list: asked once, done to each, told one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from districts.models import Officer, Posting
from districts.standing import read_once
from tickets import codes, events, lists, policy, ticked_forms
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow
from tickets.services import ticked
from tickets.services.ticked import Fate, Result
from tickets.sight import sight_of
from tickets.ticked_forms import TickedForm
from tickets.views.floods import CLOSED_AT
from tickets.views.officer import signed_in
from tickets.views.triage import list_of
from tickets.views.undoing import said


@dataclass(frozen=True)
class Act:
    """What may be done to many at once; `key` does it on a keyboard."""

    key: str
    deed: Deed
    form: type[TickedForm]
    title: str | Promise
    button: str | Promise
    icon: str
    kind: str  # of the event it leaves


ACTS: dict[str, Act] = {
    "forward": Act(
        "f",
        Deed.FORWARD,
        ticked_forms.ForwardTickedForm,
        gettext_lazy("Forward to one station"),
        gettext_lazy("Forward all"),
        "forward",
        events.FORWARDED,
    ),
    "category": Act(
        "c",
        Deed.CATEGORISE,
        ticked_forms.CategoriseTickedForm,
        gettext_lazy("Category"),
        gettext_lazy("Change all"),
        "category",
        events.CATEGORISED,
    ),
    "later": Act(
        "s",
        Deed.SHELVE,
        ticked_forms.ShelveTickedForm,
        gettext_lazy("Later"),
        gettext_lazy("Set all aside"),
        "clock",
        events.SHELVED,
    ),
    "priority": Act(
        "p",
        Deed.PRIORITISE,
        ticked_forms.PrioritiseTickedForm,
        gettext_lazy("Priority"),
        gettext_lazy("Change all"),
        "late",
        events.PRIORITISED,
    ),
    "assign": Act(
        "a",
        Deed.ASSIGN,
        ticked_forms.AssignTickedForm,
        gettext_lazy("Assign to an officer"),
        gettext_lazy("Assign all"),
        "officer",
        events.ASSIGNED,
    ),
}


def bar(posts: Sequence[Posting], rows: Iterable[Ticket]) -> dict[str, Any]:
    """Return which rows can be ticked, and what can then be done, by posts read already."""
    offered = {row.pk: policy.offered(posts, row) for row in rows}
    deeds = set().union(*offered.values())
    acts = {named: act for named, act in ACTS.items() if act.deed in deeds}
    able = {act.deed for act in acts.values()}
    return {"tickable": {pk for pk, may in offered.items() if may & able}, "acts": acts}


@require_POST
def act(request: HttpRequest, named: str) -> HttpResponse:
    """Ask once about all ticked tickets, or do it to each and say what became of them."""
    if named not in ACTS:
        raise Http404
    officer = signed_in(request)
    chosen = [code for typed in request.POST.getlist("ticket") if (code := codes.read_code(typed))]
    chosen = list(dict.fromkeys(chosen))[: ticked.MOST]
    if not chosen:
        messages.error(request, _("Tick at least one ticket first."))
        return redirect(list_of(request))
    tickets = _seen(officer, chosen)
    is_ready = "ready" in request.POST
    form = ACTS[named].form(request.POST if is_ready else None, tickets=tickets, officer=officer)
    if not is_ready or not form.is_valid():
        return _page(request, named, form, chosen, status=422 if is_ready else 200)
    now = timezone.now()
    results = ticked.do(
        codes=chosen, deed=ACTS[named].deed, by=officer, at=now, given=form.cleaned_data
    )
    request.session[CLOSED_AT] = now.isoformat()
    return _told(request, named, results)


@require_POST
def take_back(request: HttpRequest, word: str) -> HttpResponse:
    try:
        number = ticked.take_back(word=word, by=signed_in(request), at=timezone.now())
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext(
            "%(number)d ticket is as before.", "%(number)d tickets are as before.", number
        )
        messages.success(request, told % {"number": number})
    return redirect(list_of(request))


def _told(request: HttpRequest, named: str, results: list[Result]) -> HttpResponse:
    done = sum(result.fate == Fate.DONE for result in results)
    if done == len(results):
        messages.success(request, said(ACTS[named].kind, done))
        return redirect(list_of(request))
    context = {"act": ACTS[named], "results": results, "done": done, "total": len(results)}
    return render(request, "tickets/ticked_done.html", context | {"back": list_of(request)})


def _seen(officer: Officer, chosen: list[str]) -> list[Ticket]:
    seen = Ticket.objects.visible_to(officer).filter(code__in=chosen)
    rows: Any = lists.as_rows(seen.with_blocks()).select_related(
        "line__unit", "suggested_unit__parent"
    )
    return list(rows.order_by("-priority", "-block", "code"))


@read_once()
def _page(
    request: HttpRequest, named: str, form: TickedForm, chosen: list[str], *, status: int
) -> HttpResponse:
    context = {
        "now": timezone.now(),
        "sight": sight_of(signed_in(request)),
        "named": named,
        "act": ACTS[named],
        "form": form,
        "rows": form.tickets,
        "chosen": chosen,
        "list": request.POST.get("list", ""),
        "back": list_of(request),
    }
    return render(request, "tickets/ticked.html", context, status=status)
