"""What officers fill in to make a line known."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Campaign, Line, Officer, Unit
from messaging.reach import campaigns
from tickets.forms import UnitField


class PosterForm(forms.Form):
    unit = UnitField(
        label=_("District or station"),
        help_text=_("Whoever comes by this poster is suggested to this station."),
        queryset=Unit.objects.none(),
        required=False,
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label="–"
    )
    place = forms.CharField(
        label=_("Where it hangs"),
        help_text=_("For your own list, for example: bus stand. It is not printed."),
        required=False,
        max_length=campaigns.LONGEST_PLACE,
    )

    def __init__(self, data: Any = None, *, line: Line, officer: Officer) -> None:
        super().__init__(data, auto_id=f"id_poster_{line.code}_%s", label_suffix="")
        unit, campaign = self.fields["unit"], self.fields["campaign"]
        if isinstance(unit, UnitField) and isinstance(campaign, forms.ModelChoiceField):
            unit.offer(campaigns.places_of(officer, line))
            campaign.queryset = line.campaigns.filter(is_active=True)


class CampaignForm(forms.Form):
    name_hi = forms.CharField(label=_("Name in Hindi"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)

    def __init__(self, data: Any = None, *, line: Line) -> None:
        super().__init__(data, auto_id=f"id_campaign_{line.code}_%s", label_suffix="")
