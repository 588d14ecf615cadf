from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.leave.recording import LONGEST, stand_ins
from districts.models import Officer, Posting
from districts.timing import DAY, INDIA


class LeaveForm(forms.Form):
    first = forms.DateField(label=_("First day away"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Last day away"), widget=forms.DateInput({"type": "date"}))
    acting = forms.ModelChoiceField(
        label=_("Who holds charge meanwhile"),
        help_text=_("Sees and does what this post may, until the last day is over."),
        queryset=Officer.objects.none(),
        required=False,
        empty_label=_("Nobody: what is late goes on to the next rank"),
    )

    def __init__(self, data: Any = None, *, posting: Posting, now: datetime) -> None:
        today = now.astimezone(INDIA).date()
        super().__init__(data, initial={"first": today, "last": today}, label_suffix="")
        latest = (today + LONGEST).isoformat()
        for name in ("first", "last"):
            self.fields[name].widget.attrs |= {"min": today.isoformat(), "max": latest}
        field = self.fields["acting"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = stand_ins(posting, since=now, until=now + timedelta(minutes=1))

    def clean(self) -> dict[str, Any]:
        """Add `since` and `until`, which is midnight after the last day in India."""
        told = super().clean() or {}
        if "first" in told and "last" in told:
            told["since"] = datetime.combine(told["first"], time(), INDIA)
            told["until"] = datetime.combine(told["last"] + DAY, time(), INDIA)
        return told
