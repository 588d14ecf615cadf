"""What officers fill in. The fields of each form are the keywords of one use-case."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext_lazy as _

from districts import grants
from districts.models import HEADQUARTERS, STATIONS, Category, Officer, Unit
from tickets import around, policy
from tickets.blanks import BlankForm, HiddenWord
from tickets.lifecycle import CloseReason, Outcome, Silencing, Status
from tickets.models import Action, Ticket
from tickets.policy import Deed
from tickets.services import actions, assignment, dialogue, resolution
from tickets.services.silencing import is_from_elsewhere, is_silenced, may_be_known
from tickets.station_fields import SectionsField, SeizuresField

ABOVE_DISTRICTS = (Unit.Kind.ZONE, Unit.Kind.RANGE)


class DeedForm(BlankForm):
    """A form about one ticket, shown to one officer."""

    def __init__(self, data: Any = None, *, ticket: Ticket, officer: Officer) -> None:
        # several forms stand on one page, so ids carry the form's name
        name = type(self).__name__.removesuffix("Form").lower()
        super().__init__(data, auto_id=f"id_{name}_%s", label_suffix="")
        self.ticket = ticket
        self.by = officer

    def is_apt(self) -> bool:
        """Say whether the ticket is one to which this can be done now, beyond its state."""
        return True


def words(label: Any, help_text: Any = "", *, longest: int = 4000, rows: int = 3) -> Any:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=longest, widget=area)


def remark(label: Any, help_text: Any = "") -> Any:
    field = words(label, help_text, rows=2)
    field.required = False
    return field


class Listed(BaseChoiceIterator):
    """Choices in their final shape: Django would turn over each of hundreds, and more than once."""

    def __init__(self, groups: list[tuple[Any, Any]]) -> None:
        self._groups = groups

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self._groups)


class UnitField(forms.ModelChoiceField):
    """Units under the names of what they belong to, the suggested one first."""

    def offer(self, units: Iterable[Unit], *, suggested: Unit | None = None) -> None:
        listed = list(units)
        self.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in listed])
        groups: list[tuple[Any, Any]] = [("", _("Choose…"))]
        if suggested in listed and suggested is not None:
            groups.append((_("Suggested"), [(suggested.pk, suggested.name)]))
            self.initial = suggested.pk
        for parent, inside in groupby(listed, key=lambda unit: unit.parent):
            name = parent.name if parent else ""
            groups.append((name, [(unit.pk, unit.name) for unit in inside]))
        self.choices = Listed(groups)


class OnceForm(DeedForm):
    """A form that two presses of its button send twice: its own word makes them one."""

    once = forms.CharField(
        required=False, max_length=32, initial=lambda: uuid4().hex, widget=HiddenWord
    )


class AcknowledgeForm(DeedForm):
    pass


class ForwardForm(DeedForm):
    station = UnitField(label=_("Police station"), queryset=Unit.objects.none())
    note = remark(_("Note for the station"))

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        field = self.fields["station"]
        if not isinstance(field, UnitField):
            raise TypeError("station is a UnitField")
        if self.ticket.is_restricted:
            field.label = _("Office above those it is about")
        field.offer(receivers(self.ticket, self.by), suggested=self.ticket.suggested_unit)


class ReturnForm(DeedForm):
    reason = words(_("Why it is not for this station"), rows=2)


class ActionForm(OnceForm):
    kind = forms.ChoiceField(label=_("What was done"), choices=Action.Kind.choices)
    note = remark(
        _("In your words"), _("What was found, and what follows. Needed when nothing was found.")
    )
    happened_at = forms.DateTimeField(
        label=_("When, if not just now"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reference = forms.CharField(label=_("GD or FIR number"), required=False, max_length=60)
    sections = SectionsField(
        label=_("Sections of law"),
        help_text=_("Type a number or a word such as “theft”, and choose. Others may be typed."),
        required=False,
    )
    arrests = forms.IntegerField(
        label=_("Arrests"), required=False, min_value=0, max_value=actions.MOST_ARRESTS
    )
    seizures = SeizuresField(label=_("What was seized, and how much"), required=False)

    def clean_arrests(self) -> int:
        return self.cleaned_data["arrests"] or 0


class AssignForm(DeedForm):
    officer = forms.ModelChoiceField(
        label=_("Officer of the station"), queryset=Officer.objects.none()
    )

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        field = self.fields["officer"]
        if isinstance(field, forms.ModelChoiceField):
            if self.is_bound:
                field.queryset = assignment.of_station(self.ticket)
            field.choices = _there(self.ticket)
        self.initial["officer"] = self.ticket.assigned_to_id


class AskForm(OnceForm):
    text = words(
        _("Your question to the citizen"),
        _("They read it in their chat. Do not ask who they are: you cannot see it, and need not."),
        longest=dialogue.LONGEST_QUESTION,
    )


class OutcomeForm(DeedForm):
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices)
    text = words(
        _("In words for the citizen"),
        _("They read exactly this. Name nobody, and nothing that shows who told you."),
        longest=resolution.LONGEST_OUTCOME,
    )

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        if self.ticket.status != Status.ACTION_TAKEN:
            return
        if proposed := resolution.proposal(self.ticket):
            self.initial.update(outcome=proposed.data["outcome"], text=proposed.note)


class ProposeForm(OnceForm):
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices)
    text = words(
        _("In words for the citizen"),
        _("A superior or the desk reads it first, and may change it."),
        longest=resolution.LONGEST_OUTCOME,
    )


class CloseForm(DeedForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=CloseReason.choices)
    duplicate_of_code = forms.CharField(
        label=_("Code of the other ticket, if it is a duplicate"), required=False, max_length=20
    )
    note = remark(_("In your words"), _("Needed unless it is done or a duplicate."))


class ReopenForm(DeedForm):
    reason = words(_("Why it must go on"), rows=2)


class NoteForm(OnceForm):
    text = words(_("Note"), _("Only officers read it. It stays in the history."))


class CategoriseForm(DeedForm):
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), empty_label=None
    )

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        field = self.fields["category"]
        if isinstance(field, forms.ModelChoiceField):
            listed = [each for each in categories(self.ticket) if each.is_active]
            field.queryset = Category.objects.filter(pk__in=[each.pk for each in listed])
            field.choices = [(each.pk, each.name) for each in listed]
        self.initial["category"] = self.ticket.category_id


class RestrictForm(DeedForm):
    unit = UnitField(
        label=_("Station or office it is about"), queryset=Unit.objects.none(), required=False
    )
    officer = forms.CharField(
        label=_("or the service number of the officer"), required=False, max_length=40
    )
    reason = words(_("Reason"), _("They will not see this ticket, not even that it exists."))

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            seen = tuple(grants.paths(self.by, grants.SEE_TICKETS))
            near = around.units(self.ticket, self.by)
            field.offer(
                unit
                for unit in near
                if unit.is_active
                and unit.path.startswith(seen)
                and unit.kind not in ABOVE_DISTRICTS
            )

    def clean_officer(self) -> Officer | None:
        typed = self.cleaned_data["officer"].strip()
        if not typed:
            return None
        officer = Officer.objects.filter(service_number=typed, is_active=True).first()
        if officer is None:
            raise forms.ValidationError(_("There is no officer with this service number."))
        return officer


class SilenceForm(DeedForm):
    how = forms.ChoiceField(label=_("How"), choices=Silencing.choices)
    days = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(1, _("a day")), (7, _("a week")), (30, _("a month")), (90, _("three months"))],
    )
    reason = words(
        _("Reason"),
        _("You do not learn who it is. Words that mean danger now are heard all the same."),
        rows=2,
    )

    def is_apt(self) -> bool:
        barred = (is_silenced, may_be_known, is_from_elsewhere)
        return not any(holds(self.ticket) for holds in barred)


class UnsilenceForm(DeedForm):
    reason = remark(_("Why the sender is heard again"))

    def is_apt(self) -> bool:
        return is_silenced(self.ticket)


class SearchForm(forms.Form):
    q = forms.CharField(required=False, max_length=100)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)


def _there(ticket: Ticket) -> list[tuple[int, str]]:
    """Return who is posted at the ticket's station, by name."""
    here = [post for post in around.posts(ticket) if post.unit_id == ticket.unit_id]
    names = {p.officer_id: p.officer.name for p in here if p.role in assignment.AT_STATIONS}
    return sorted(names.items(), key=lambda officer: officer[1])


def categories(ticket: Ticket) -> Iterable[Category]:
    """Return the categories of the ticket's line in their order, those out of use too."""
    if ticket.line is None:
        return []
    return sorted(ticket.line.categories.all(), key=lambda each: each.position)


def receivers(ticket: Ticket, officer: Officer) -> Iterable[Unit]:
    """Return the units `officer` may choose when forwarding; the use-case has the last word."""
    near = [unit for unit in around.units(ticket, officer) if unit.is_active]
    others = [unit for unit in near if unit.pk != ticket.unit_id]
    if ticket.is_restricted:
        return [u for u in others if u.kind in HEADQUARTERS and u.contains(ticket.unit)]
    within = set(policy.parts(officer, Deed.FORWARD))
    line = ticket.line
    within |= {line.unit.path} if line is not None and line.unit.contains(ticket.unit) else set()
    return [u for u in others if u.kind in STATIONS and u.path.startswith(tuple(within))]
