"""What a desk fills in while a citizen is on the telephone or at the counter."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from districts.models import STATIONS, Category, Line, Officer, Unit
from tickets import policy
from tickets.forms import UnitField, remark, words
from tickets.lifecycle import CloseReason
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.services.together import REASONS


class NeverShownAgain(forms.TextInput):
    """A field whose value comes back to no page, whatever else was wrong with the form."""

    def format_value(self, value: Any) -> None:
        return None


class CallForm(forms.Form):
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.ModelChoiceField(label=_("Line"), queryset=Line.objects.none(), empty_label=None)
    kind = forms.ChoiceField(
        label=_("How it came"),
        choices=[
            (Ticket.Kind.CALL, _("Phone call")),
            (Ticket.Kind.COMPLAINT, _("Somebody at the counter: a complaint")),
            (Ticket.Kind.TIP, _("Somebody at the counter: a tip")),
        ],
        initial=Ticket.Kind.CALL,
    )
    text = words(
        _("What happened"),
        _("In their words. Not who is calling: no name, no number."),
        longest=4000,
        rows=5,
    )
    is_urgent = forms.BooleanField(label=_("It is happening now"), required=False)
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label="–"
    )
    place = forms.CharField(label=_("Where"), required=False, max_length=300)
    suggested_unit = UnitField(
        label=_("Police station, if known"), queryset=Unit.objects.none(), required=False
    )
    caller = forms.CharField(
        label=_("Caller's mobile number, if they wish an answer on WhatsApp"),
        help_text=_(
            "Ask first. It is locked away at once and nobody can look at it again; the answer "
            "goes there by itself."
        ),
        required=False,
        max_length=40,
        widget=NeverShownAgain(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, officer: Officer) -> None:
        super().__init__(data, auto_id="id_call_%s", label_suffix="")
        self.lines = lines_of(officer)
        self.initial["nonce"] = uuid.uuid4()
        line, category = self.fields["line"], self.fields["category"]
        if isinstance(line, forms.ModelChoiceField) and isinstance(
            category, forms.ModelChoiceField
        ):
            line.queryset = self.lines
            if len(self.lines) == 1:
                line.widget = forms.HiddenInput()
                self.initial["line"] = self.lines[0].pk
            category.queryset = Category.objects.filter(line__in=self.lines, is_active=True)
            category.choices = _by_line(self.lines)
        station = self.fields["suggested_unit"]
        if isinstance(station, UnitField):
            own = Unit.objects.below(*policy.parts(officer, Deed.OPEN))
            station.offer(own.filter(kind__in=STATIONS, is_active=True).select_related("parent"))

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        category = given.get("category")
        if category is not None and category.line != given.get("line"):
            self.add_error("category", _("This line has no such category."))
        urgent = given.pop("is_urgent", False)
        given["priority"] = Ticket.Priority.EMERGENCY if urgent else Ticket.Priority.ORDINARY
        return given


class TogetherForm(forms.Form):
    """Why all the ticked copies of a flood are closed."""

    reason = forms.TypedChoiceField(
        label=_("Reason"),
        coerce=CloseReason,
        choices=[(reason.value, reason.label) for reason in REASONS],
        help_text=_("As duplicates they repeat the first, which stays open."),
    )
    note = remark(_("In your words"), _("Needed unless they are duplicates."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_together_%s", label_suffix="")


def lines_of(officer: Officer) -> QuerySet[Line]:
    """Return the lines on which `officer` may write down a call."""
    served = Line.objects.serving(*policy.parts(officer, Deed.OPEN)).filter(is_active=True)
    return served.select_related("unit").order_by("code")


def _by_line(lines: QuerySet[Line]) -> list[tuple[Any, Any]]:
    """Return categories under the names of their lines; one line needs no name."""
    empty: list[tuple[Any, Any]] = [("", "–")]
    groups = [
        (line.name, [(one.pk, one.name) for one in line.categories.filter(is_active=True)])
        for line in lines
    ]
    return empty + (groups if len(groups) > 1 else [row for _name, rows in groups for row in rows])
