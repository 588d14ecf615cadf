"""What citizens and officers fill in around a hearing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import STATIONS, Category, Officer, Posting, Unit
from hearings import particulars, zones
from hearings.models import Call, Desk, Window
from hearings.particulars import Told
from hearings.taking_down import Taken
from tickets.forms import UnitField
from tickets.wishes import SOONER, Wish

REASONS = [("", _("None of these")), *((one.value, one.label) for one in Wish if one in SOONER)]


class BookingForm(forms.Form):
    """Asking to be heard, on the public page or by a desk for somebody on the telephone."""

    words = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A few words are enough."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    need = forms.ChoiceField(label=_("Shall you be heard sooner?"), choices=REASONS, required=False)
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Only the officer who hears you reads it."),
        max_length=100,
        required=False,
    )
    phone = forms.RegexField(
        r"^\+?[0-9 ()-]{6,20}$",
        label=_("Telephone number"),
        help_text=_("So that we can call you if the video fails."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    is_anonymous = forms.BooleanField(
        label=_("I do not want to give my name, and my address on the network stays hidden"),
        required=False,
    )
    zone = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not particulars.can_be_kept():
            del self.fields["name"], self.fields["phone"]

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if filled.get("is_anonymous"):
            filled["name"] = filled["phone"] = ""
        filled["zone"] = zones.named(filled.get("zone", ""))
        return filled

    def told(self) -> Told:
        return Told(self.cleaned_data.get("name", ""), self.cleaned_data.get("phone", ""))


class TakingDownForm(forms.Form):
    """The complaint, written beside the video."""

    words = forms.CharField(
        label=_("What the citizen says"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"), required=False)
    station = UnitField(
        Unit.objects.none(),
        label=_("Station"),
        help_text=_("It is forwarded there at once, and its clock runs."),
        required=False,
    )
    interpreter = forms.CharField(
        label=_("Interpreter"),
        help_text=_("Who interpreted, and from which language."),
        max_length=200,
        required=False,
    )
    note = forms.CharField(
        label=_("Note for those above"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data, auto_id="id_taken_%s", label_suffix="")
        line = call.request.window.line
        ticket = call.request.ticket
        categories: Any = self.fields["category"]
        categories.queryset = line.categories.filter(is_active=True).exclude(
            kind=Category.Kind.HEARING
        )
        categories.empty_label = _("Choose…")
        stations: Any = self.fields["station"]
        within = Unit.objects.filter(path__startswith=line.unit.path)
        stations.offer(
            within.filter(kind__in=STATIONS, is_active=True).select_related("parent"),
            suggested=ticket.suggested_unit,
        )
        self.fields["place"].initial = ticket.place

    def taken(self) -> Taken:
        return Taken(**self.cleaned_data)


class InviteForm(forms.Form):
    """Whom to bring into the call: heads of stations, and officers of the district."""

    guest = forms.ModelChoiceField(Officer.objects.none(), label=_("Bring in"))

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data, auto_id="id_invite_%s", label_suffix="")
        unit = call.request.window.line.unit
        posted = Posting.objects.current().filter(unit__path__startswith=unit.path)
        officers: Any = self.fields["guest"]
        found = Officer.objects.filter(pk__in=posted.values("officer"), is_active=True)
        officers.queryset = found.exclude(pk=call.desk.officer_id).order_by("name")


class HandOverForm(forms.Form):
    desk = forms.ModelChoiceField(Desk.objects.none(), label=_("Hand to"))

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data, auto_id="id_hand_%s", label_suffix="")
        others = Desk.objects.open().filter(window=call.desk.window_id).exclude(pk=call.desk_id)
        busy = Call.objects.live().values("desk")
        desks: Any = self.fields["desk"]
        desks.queryset = others.exclude(pk__in=busy).select_related("officer", "window")
        desks.label_from_instance = lambda desk: f"{desk.number} · {desk.officer.name}"


def open_windows() -> Any:
    return Window.objects.exclude(weekdays=[]).select_related("line__unit")
