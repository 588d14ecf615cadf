from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Category, Line
from tickets.clock import NAMES
from tickets.models.clock import ClockName

LONGEST = 525_600  # a year of minutes


class TimesForm(forms.Form):
    """Minutes of each clock, of a line or over those of the line for one category."""

    def __init__(self, data: Any = None, *, row: Line | Category) -> None:
        super().__init__(data, label_suffix="")
        self.row = row
        for name in NAMES:
            self.fields[name] = forms.IntegerField(
                label=ClockName(name).label,
                min_value=1,
                max_value=LONGEST,
                required=isinstance(row, Line),
                initial=row.clock_minutes.get(name),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        if isinstance(row, Line):
            self.fields["warn_percent"] = forms.IntegerField(
                label=_("Warn when so much of the time has gone (per cent)"),
                help_text=_("0 for no warning."),
                min_value=0,
                max_value=99,
                initial=row.warn_percent,
            )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        act, resolve = (told.get(name) for name in ("act", "resolve"))
        if act and resolve and act > resolve:
            self.add_error("resolve", _("An outcome cannot be due before the first action."))
        return told

    def wanted(self) -> dict[str, Any]:
        """Return the fields of the row as they shall stand."""
        told = dict(self.cleaned_data)
        minutes = {name: told[name] for name in NAMES if told[name] is not None}
        percent = {"warn_percent": told["warn_percent"]} if "warn_percent" in told else {}
        return {"clock_minutes": minutes, **percent}
