"""What a keeper of officers fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.utils.translation import gettext_lazy as _

from districts import staffing
from districts.models import Officer, Role, Unit
from districts.postings import SITS_AT

INDENT = "\u2003"


class UnitField(forms.ModelChoiceField):
    """The units of the keeper's part, in the order of the tree."""

    def label_from_instance(self, unit: Unit) -> str:
        return f"{INDENT * max(unit.path.count('/') - 3, 0)}{unit} · {unit.get_kind_display()}"


class PostForm(forms.Form):
    """A post to give: where, as what, called what."""

    unit = UnitField(label=_("Unit"), queryset=Unit.objects.none())
    role = forms.ChoiceField(label=_("Post"), choices=Role.choices)
    title = forms.CharField(
        label=_("Rank as people say it"),
        help_text=_("For example SHO, CO City, PRO."),
        max_length=60,
        required=False,
    )

    def __init__(self, keeper: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.keeper = keeper
        units: Any = self.fields["unit"]
        units.queryset = staffing.units(keeper).order_by("path")
        roles: Any = self.fields["role"]
        kinds = set(units.queryset.values_list("kind", flat=True))
        roles.choices = [("", "–"), *((r.value, r.label) for r in Role if SITS_AT[r] & kinds)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        unit, role = given.get("unit"), given.get("role")
        if not unit or not role:
            return given
        given["role"] = Role(role)
        if unit.kind not in SITS_AT[Role(role)]:
            self.add_error("role", _("There is no such post at a unit of this kind."))
        elif not staffing.may_give(
            self.keeper, staffing.part(self.keeper), role=Role(role), unit=unit
        ):
            self.add_error("role", _("This post is given from above."))
        return given


class AddForm(PostForm):
    """A new officer with a first post."""

    service_number = forms.CharField(
        label=_("Service number"),
        help_text=_("What the officer signs in with: letters, digits and . @ + - _"),
        max_length=40,
        validators=[ASCIIUsernameValidator()],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("service_number", "name", "unit", "role", "title", "language")


class GiveForm(PostForm):
    """Another post for an officer: instead of the present ones, or beside them."""

    TRANSFER, ACTING = "transfer", "acting"
    how = forms.ChoiceField(
        label=_("Kind of posting"),
        choices=[
            (TRANSFER, _("Transfer: the present posts end")),
            (ACTING, _("Acting charge, beside the present posts")),
        ],
    )
    since = forms.DateTimeField(
        label=_("From"),
        help_text=_("Leave empty for now."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    field_order = ("how", "unit", "role", "title", "since")
