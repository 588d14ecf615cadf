"""A ticket with all that its page tells: who may see it is asked anew, all else is prepared."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, DateTimeField, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404
from django.utils import timezone

from districts.models import Category, Officer
from districts.prepared import Given, Prepared, hang, take
from tickets import codes
from tickets.models import Clock, Event, Ticket
from tickets.services import drafts

OF_TICKET = Given("ticket", BigIntegerField())
RELATED = ("unit", "suggested_unit", "category", "line__unit", "desk_entry", "assigned_to")
LONG = tuple(
    f"{unit}__{column}"
    for unit in ("unit", "suggested_unit", "line__unit")
    for column in ("boundary", "aliases")
)
# of the categories of its line; the rest is for the conversation and the clocks
CATEGORY = ("id", "line_id", "code", "name_hi", "name_en", "position", "is_active")


def whole(officer: Officer, code: str) -> Ticket:
    """Return a ticket that `officer` may know of. Raises Http404."""
    seen = Ticket.objects.visible_to(officer)
    known: Any = seen.values_list("pk", flat=True)
    key = get_object_or_404(known, code=codes.read_code(code) or "")
    after = timezone.now() - drafts.KEPT
    [ticket] = TICKET.objects(ticket=key, officer=officer.pk, after=after)
    vars(ticket)["original_code"] = _original(ticket, seen)
    for relation, rows in HANGING.items():
        hang(rows.objects(ticket=key), relation, ticket)
    if ticket.line is not None:
        hang([_category(row) for row in ticket.categories], "categories", ticket.line)
    return ticket


def _original(ticket: Ticket, seen: QuerySet[Ticket]) -> str | None:
    """Return the code of the ticket this one repeats, if that may be seen too."""
    if ticket.duplicate_of_id is None:
        return None
    return seen.filter(pk=ticket.duplicate_of_id).values_list("code", flat=True).first()


def _ticket() -> QuerySet[Any]:
    listed = Category.objects.filter(line=OuterRef("line")).order_by("position", "pk")
    categories = ArraySubquery(listed.values_list(JSONObject(**{each: each for each in CATEGORY})))
    officer, after = Given("officer", BigIntegerField()), Given("after", DateTimeField())
    own = drafts.beside(officer, after=after)
    one = Ticket.objects.filter(pk=OF_TICKET).select_related(*RELATED).defer(*LONG).order_by()
    return one.annotate(categories=categories, drafts_left=own)


def _category(row: dict[str, Any]) -> Category:
    return take(Category, CATEGORY, iter([row[each] for each in CATEGORY]))


def _clocks() -> QuerySet[Any]:
    clocks = Clock.objects.filter(ticket=OF_TICKET).select_related("unit")
    return clocks.defer("unit__boundary", "unit__aliases").order_by("started_at", "pk")


def _events() -> QuerySet[Any]:
    return Event.objects.filter(ticket=OF_TICKET).select_related("by").order_by("number")


def _attachments() -> QuerySet[Any]:
    # by name, because tickets know nothing of the app that keeps the files
    files: type[Model] = Ticket._meta.get_field("attachments").related_model
    return files._default_manager.filter(ticket=OF_TICKET).select_related("brought_by")


TICKET = Prepared(_ticket)
HANGING = {
    "clocks": Prepared(_clocks),
    "events": Prepared(_events),
    "attachments": Prepared(_attachments),
}
