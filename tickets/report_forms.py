from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Unit
from tickets.models import Report

DAY = {"type": "date"}
FORTNIGHT = timedelta(days=13)


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Unit) -> str:
        return obj.name


class ReportForm(forms.Form):
    """The fields are keywords of `services.reports.ask`."""

    kind = forms.ChoiceField(label=_("Report"), choices=Report.Kind.choices)
    unit = UnitChoice(label=_("Station or office"), queryset=Unit.objects.none(), empty_label=None)
    first_day = forms.DateField(label=_("From"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    last_day = forms.DateField(label=_("To"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    format = forms.ChoiceField(label=_("As"), choices=Report.Format.choices)
    leaves = forms.BooleanField(
        label=_("It leaves the district: hide small counts and codes"), required=False
    )

    def __init__(self, data: Any = None, *, officer: Officer, today: date) -> None:
        super().__init__(data, label_suffix="")
        self.initial.update(first_day=today - FORTNIGHT, last_day=today, leaves=True)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            visible = Unit.objects.visible_to(officer).filter(is_active=True)
            field.queryset = visible.exclude(kind=Unit.Kind.OUTPOST)
