from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts import banners
from districts.models import Banner, Officer, Unit

WHEN = {"type": "datetime-local"}
MOST_UNITS = 250  # in the list of choices


class BannerForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("For whom"), queryset=Unit.objects.none())
    place = forms.ChoiceField(label=_("Where"), choices=Banner.Place.choices)
    text_hi = forms.CharField(label=_("Words in Hindi"), max_length=300)
    text_en = forms.CharField(label=_("Words in English"), max_length=300)
    since = forms.DateTimeField(
        label=_("From, if not at once"),
        required=False,
        widget=forms.DateTimeInput(attrs=WHEN),
    )
    until = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs=WHEN))

    def __init__(self, data: Any = None, *, officer: Officer) -> None:
        super().__init__(data, label_suffix="", auto_id="id_banner_%s")
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            mine = banners.units(officer).order_by("path").defer("boundary", "aliases")
            field.queryset = mine
            field.choices = [(unit.pk, unit.name) for unit in mine[:MOST_UNITS]]
