"""What a search may be narrowed by; every filter stands in the address."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from districts.models import Category, Line, Officer, Posting, Unit
from districts.timing import INDIA
from tickets import search
from tickets.lifecycle import Status
from tickets.models import SavedSearch
from tickets.models.ticket import TicketQuerySet
from tickets.services import search_notices

MOST_UNITS = 250  # in the list of choices; a zone with more chooses among districts
DAY = {"type": "date"}


class FilterForm(forms.Form):
    q = forms.CharField(
        label=_("Code, words, place or vehicle number"), max_length=100, required=False
    )
    status = forms.ChoiceField(
        label=_("State"), choices=[("", _("any")), *Status.choices], required=False
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    unit = forms.ChoiceField(label=_("Station or office"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(DAY))
    late = forms.BooleanField(label=_("Only what is late"), required=False)

    def __init__(self, data: Any, *, officer: Officer, posts: list[Posting]) -> None:
        super().__init__(data, label_suffix="")
        paths = [post.unit.path for post in posts]
        self._choose("category", ((one.code, one.name) for one in _categories(paths)))
        self._choose("unit", ((one.code, one.name) for one in _units(officer)))

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("any")), *dict(choices).items()]

    def narrow(self, tickets: TicketQuerySet, *, past_due: Q) -> TicketQuerySet:
        """Return those of `tickets` that match; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        found = search.narrow(
            tickets,
            past_due=past_due,
            status=given.get("status", ""),
            unit=given.get("unit", ""),
            category=given.get("category", ""),
            words=given.get("q", ""),
            overdue=True if given.get("late") else None,
        )
        if since := given.get("since"):
            found = found.filter(arrived_at__gte=datetime.combine(since, time(), INDIA))
        if until := given.get("until"):
            end = datetime.combine(until, time(), INDIA) + timedelta(days=1)
            found = found.filter(arrived_at__lt=end)
        return found

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


class SpeakForm(forms.Form):
    """When a kept search tells its owner something unasked."""

    digest_hour = forms.TypedChoiceField(
        label=_("Every day at"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("never")), *((hour, f"{hour:02}:00") for hour in range(24))],
        help_text=_("How many came in the day before, if any did."),
    )
    alert_over = forms.IntegerField(
        label=_("At once when more than so many come"),
        required=False,
        min_value=0,
        max_value=search_notices.MOST - 1,
        help_text=_("Leave it empty for no alert."),
    )
    alert_hours = forms.TypedChoiceField(
        label=_("within so many hours"),
        coerce=int,
        choices=[(hours, hours) for hours in search_notices.SPANS],
        help_text=_("After an alert it is silent for as long."),
    )

    def __init__(self, data: Any, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, label_suffix="", auto_id="id_speak_%s")

    @staticmethod
    def shown(kept: SavedSearch) -> dict[str, Any]:
        names = ("digest_hour", "alert_over", "alert_hours")
        return {name: getattr(kept, name) for name in names}


def _categories(paths: list[str]) -> QuerySet[Category]:
    lines = Line.objects.serving(*paths)
    return Category.objects.filter(line__in=lines, is_active=True).order_by("position", "code")


def _units(officer: Officer) -> list[Unit]:
    visible = Unit.objects.visible_to(officer).filter(is_active=True)
    listed = list(visible.exclude(kind=Unit.Kind.OUTPOST)[: MOST_UNITS + 1])
    if len(listed) <= MOST_UNITS:
        return listed
    return list(visible.filter(kind=Unit.Kind.DISTRICT)[:MOST_UNITS])
