from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts.models import Officer
from tickets.forms import DeedForm, remark, words
from tickets.gaming import Sign
from tickets.lifecycle import PauseReason, Recheck
from tickets.services import explanations, pausing, rechecking


class PauseForm(DeedForm):
    reason = forms.ChoiceField(label=_("Reason"))
    hours = forms.IntegerField(
        label=_("For how many hours"),
        help_text=_("Then the clocks go on by themselves."),
        min_value=1,
        max_value=24 * 60,
    )
    note = words(_("In your words"), rows=2)

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, PauseReason(code).label) for code in pausing.rules(self.ticket)]

    def is_apt(self) -> bool:
        return pausing.in_force(self.ticket, timezone.now()) is None


class ResumeForm(DeedForm):
    note = remark(_("In your words"))

    def is_apt(self) -> bool:
        return pausing.in_force(self.ticket, timezone.now()) is not None


class NodForm(DeedForm):
    agrees = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Agree: the clocks stand still from now")), ("no", _("Refuse"))],
        coerce=lambda given: given == "yes",
    )
    note = remark(_("In your words"), _("Needed when you refuse."))

    def is_apt(self) -> bool:
        asked = pausing.pending(self.ticket)
        return asked is not None and asked.by_id != self.by.pk


class DemandForm(DeedForm):
    officer = forms.ModelChoiceField(label=_("Of whom"), queryset=Officer.objects.none())
    text = words(_("What you want explained"), _("It stays in the history."), rows=2)

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.posts = explanations.may_be_asked(self.ticket, self.by, timezone.now())
        field = self.fields["officer"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Officer.objects.filter(pk__in=[p.officer_id for p in self.posts])
            field.choices = [
                (post.officer_id, f"{post}: {post.officer.name}") for post in self.posts
            ]

    def is_apt(self) -> bool:
        return bool(self.posts)


class RecheckForm(DeedForm):
    verdict = forms.TypedChoiceField(
        label=_("What you found"),
        choices=[
            (Recheck.FINE.value, _("In order: what is written was done")),
            (Recheck.DOUBTFUL.value, _("Doubtful: I reopen it, or ask for an explanation")),
        ],
        coerce=Recheck,
    )
    note = remark(_("In your words"), _("Needed when it is doubtful."))

    def is_apt(self) -> bool:
        return not rechecking.ended_by(self.ticket, self.by)


class ExplainForm(forms.Form):
    text = words(_("Your explanation"), _("Your superiors read it. It stays in the history."))


class ClosedForm(forms.Form):
    PERIODS = (7, 30, 90)
    USUAL, USUAL_OF_MANY = 30, 7  # of several districts a week is more than anybody reads

    days = forms.TypedChoiceField(
        coerce=int, choices=[(days, days) for days in PERIODS], required=False, empty_value=""
    )
    shown = forms.ChoiceField(choices=Sign.choices, required=False)
    unit = forms.SlugField(required=False, max_length=80)

    def period(self, *, of_many: bool = False) -> int:
        """Return the days that are looked back over; the usual ones for what makes no sense."""
        return int(self._cleaned("days") or (self.USUAL_OF_MANY if of_many else self.USUAL))

    def sign(self) -> Sign | None:
        chosen = self._cleaned("shown")
        return Sign(chosen) if chosen else None

    def unit_code(self) -> str:
        return str(self._cleaned("unit") or "")

    def _cleaned(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)
