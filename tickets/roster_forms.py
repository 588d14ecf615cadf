"""What is filled in to change a shift of the duty roster."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Shift


class ClockInput(forms.TimeInput):
    input_type = "time"


class OfficersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ShiftForm(forms.Form):
    starts = forms.TimeField(label=_("Begins"), widget=ClockInput(format="%H:%M"))
    ends = forms.TimeField(
        label=_("Ends"),
        help_text=_("Of the next day where it is not after the beginning."),
        widget=ClockInput(format="%H:%M"),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        coerce=int,
        choices=tuple(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    officers = OfficersField(
        label=_("Who watches"),
        queryset=Officer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Officers posted to the watch or the desk."),
    )

    def __init__(self, data: Any = None, *, shift: Shift, choose: QuerySet[Officer]) -> None:
        given = {"starts": shift.starts, "ends": shift.ends, "weekdays": shift.weekdays}
        super().__init__(data, auto_id="id_shift_%s", label_suffix="", initial=given)
        field = self.fields["officers"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = choose
        self.initial["officers"] = [one.pk for one in shift.officers.all()]
