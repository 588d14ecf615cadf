"""What is asked of the figures by an address; nonsense is left out."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Category, Unit

USUAL = timedelta(days=29)  # and today
LONGEST = timedelta(days=366)


class FiguresForm(forms.Form):
    """Days, both included; a category's code; a unit's code, with all below it."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Up to"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    category = forms.SlugField(required=False, max_length=80)
    unit = forms.SlugField(required=False, max_length=80)

    def __init__(self, given: Any) -> None:
        super().__init__({**given.dict(), "since": given.get("from"), "until": given.get("to")})
        self.is_valid()

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day; thirty days for what makes no sense."""
        last = min(self.cleaned_data.get("until") or today, today)
        first = self.cleaned_data.get("since") or last - USUAL
        if not last - LONGEST <= first <= last:
            first = last - USUAL
        return first, last

    def asked_unit(self, units: dict[str, Unit]) -> Unit | None:
        return units.get(self.cleaned_data.get("unit") or "")

    def asked_category(self, categories: dict[str, Category]) -> str:
        code = self.cleaned_data.get("category") or ""
        return code if code in categories else ""
