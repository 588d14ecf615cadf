"""What is filled in once for many ticked tickets. The fields are the keywords of one use-case."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import STATIONS, Category, Officer, Posting, Unit
from tickets import policy
from tickets.forms import UnitField, remark
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.services.assignment import AT_STATIONS
from tickets.triage_forms import SPANS

SHOWN_UNITS = ("boundary", "aliases", "parent__boundary", "parent__aliases")


class TickedForm(forms.Form):
    """A form about several tickets, shown to one officer."""

    def __init__(self, data: Any = None, *, tickets: Sequence[Ticket], officer: Officer) -> None:
        super().__init__(data, auto_id="id_ticked_%s", label_suffix="")
        self.tickets = tickets
        self.by = officer
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True
        self.prepare()

    def prepare(self) -> None:
        """Fill in what may be chosen."""


class ForwardTickedForm(TickedForm):
    station = UnitField(label=_("Police station"), queryset=Unit.objects.none())
    note = remark(_("Note for the station"))

    def prepare(self) -> None:
        within = {*policy.parts(self.by, Deed.FORWARD)}
        within |= {one.line.unit.path for one in self.tickets if one.line}
        stations = Unit.objects.below(*within).filter(kind__in=STATIONS, is_active=True)
        field = self.fields["station"]
        if isinstance(field, UnitField):
            near = stations.select_related("parent").defer(*SHOWN_UNITS).order_by("path")
            field.offer(near, suggested=_only(one.suggested_unit for one in self.tickets))


class CategoriseTickedForm(TickedForm):
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.none(),
        help_text=_("One about police takes them out of your sight, and cannot be taken back."),
    )

    def prepare(self) -> None:
        lines = {one.line_id for one in self.tickets}
        offered = Category.objects.filter(line__in=lines, is_active=True).select_related("line")
        listed = list(offered.order_by("line__code", "position", "code"))
        groups = [(line.name, list(own)) for line, own in groupby(listed, key=lambda c: c.line)]
        choices: list[tuple[Any, Any]] = [("", _("Choose…"))]
        for name, own in groups:
            rows = [(each.pk, each.name) for each in own]
            choices += [(name, rows)] if len(groups) > 1 else rows
        field = self.fields["category"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset, field.choices = offered, choices


class ShelveTickedForm(TickedForm):
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=list(SPANS.items()),
        help_text=_("Their clocks run on. Each comes back by itself, or when the citizen writes."),
    )
    note = remark(_("Note"), _("Only officers read it."))


class PrioritiseTickedForm(TickedForm):
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        coerce=int,
        choices=Ticket.Priority.choices,
        initial=Ticket.Priority.HIGH,
        help_text=_("A higher one hurries the clocks, counted from where they started."),
    )
    note = remark(_("Note"), _("Only officers read it."))


class AssignTickedForm(TickedForm):
    officer = forms.ModelChoiceField(
        label=_("Officer of the station"), queryset=Officer.objects.none()
    )

    def prepare(self) -> None:
        units = {one.unit_id for one in self.tickets}
        posted = Posting.objects.current().filter(unit__in=units, role__in=AT_STATIONS)
        there = posted.filter(officer__is_active=True).select_related("officer", "unit")
        field = self.fields["officer"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Officer.objects.filter(pk__in=posted.values("officer"))
            field.choices = [("", _("Choose…")), *_by_unit(there.order_by("unit__path"))]


def _by_unit(posts: Iterable[Posting]) -> list[tuple[Any, Any]]:
    return [
        (unit.name, sorted({(post.officer_id, post.officer.name) for post in own}))
        for unit, own in groupby(posts, key=lambda post: post.unit)
    ]


def _only(units: Iterable[Unit | None]) -> Unit | None:
    """Return the one unit that all of them name."""
    named = set(units)
    return named.pop() if len(named) == 1 else None
