"""What a desk fills in while it clears the queue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Unit
from tickets.forms import DeedForm, UnitField, remark, words
from tickets.models import Ticket
from tickets.services import handover
from tickets.services.shelving import MINUTES, UP_AGAIN

SPANS = dict(zip(MINUTES, (_("half an hour"), _("two hours"), _("eight hours")), strict=True))


class DuplicateForm(DeedForm):
    duplicate_of_code = forms.CharField(label=_("Code of the ticket it repeats"), max_length=20)


class LinkForm(DeedForm):
    other_code = forms.CharField(label=_("Code of the other ticket"), max_length=20)


class PrioritiseForm(DeedForm):
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        coerce=int,
        help_text=_("A higher one hurries the clocks, counted from where they started."),
    )
    note = remark(_("Note"), _("Only officers read it."))

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        field = self.fields["priority"]
        if isinstance(field, forms.TypedChoiceField):
            others = [each for each in Ticket.Priority if each != self.ticket.priority]
            field.choices = [(each.value, each.label) for each in others]


class ShelveForm(DeedForm):
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        help_text=_("Its clocks run on. It comes back by itself, or when the citizen writes."),
    )
    note = remark(_("Note"), _("Only officers read it."))

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        choices: list[tuple[int, Any]] = list(SPANS.items())
        if self.ticket.shelved_until is not None:
            choices.insert(0, (UP_AGAIN, _("no longer: back into the queue")))
        field = self.fields["minutes"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = choices


class HandOverForm(DeedForm):
    office = UnitField(label=_("District or office"), queryset=Unit.objects.none())
    reason = words(
        _("Why it is theirs"), _("Their desk reads it, and it stays in the history."), rows=2
    )

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        field = self.fields["office"]
        if not isinstance(field, UnitField):
            raise TypeError("office is a UnitField")
        offices = handover.receivers(self.ticket).select_related("parent").order_by("path")
        hinted = self.ticket.suggested_unit
        field.offer(
            offices.defer("boundary", "aliases", "parent__boundary", "parent__aliases"),
            suggested=hinted.district() if hinted else None,
        )
