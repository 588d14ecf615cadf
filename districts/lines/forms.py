from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from districts.models import Category

LONGEST_TITLE = 24  # WhatsApp shows no more of a list row's title
MOST_KEYWORDS = 60
CUT = _("At most 24 characters: WhatsApp cuts the rest.")
HELPLINE_FOR = {
    "emergency": _("Emergency"),
    "cyber": _("Cyber fraud"),
    "women": _("Women"),
    "child": _("Children"),
    "ambulance": _("Ambulance"),
    "fire": _("Fire"),
    "drugs": _("Drugs"),
    "elderly": _("Elderly people"),
    "grievance": _("Grievances"),
}


class CategoryForm(forms.Form):
    name_hi = forms.CharField(label=_("Name in Hindi"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    short_hi = forms.CharField(
        label=_("In the list, in Hindi"), help_text=CUT, max_length=LONGEST_TITLE
    )
    short_en = forms.CharField(
        label=_("In the list, in English"), help_text=CUT, max_length=LONGEST_TITLE
    )
    keywords = forms.CharField(
        label=_("Words that point to it"),
        help_text=_("One on each line, as people write them, in any script."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=4000,
    )
    is_active = forms.BooleanField(label=_("Offered to citizens"), required=False)

    def __init__(self, data: Any = None, *, category: Category) -> None:
        stands = {name: getattr(category, name) for name in self.base_fields}
        stands["keywords"] = "\n".join(category.keywords)
        super().__init__(data, initial=stands, label_suffix="")

    def clean_keywords(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["keywords"].splitlines())
        words = list(dict.fromkeys(filter(None, lines)))
        if len(words) > MOST_KEYWORDS:
            raise forms.ValidationError(_("At most %(most)s, please.") % {"most": MOST_KEYWORDS})
        return words


class HelplineForm(forms.Form):
    number = forms.CharField(
        label=_("Phone number"),
        max_length=11,
        validators=[RegexValidator(r"^[0-9]{3,11}$", _("3 to 11 digits, nothing else."))],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name_hi = forms.CharField(label=_("Name in Hindi"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    purpose = forms.ChoiceField(label=_("For"), choices=HELPLINE_FOR.items())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})

    def entry(self) -> dict[str, str]:
        """Return the helpline as a line keeps it."""
        told = self.cleaned_data
        names = {name: told[name] for name in ("name_hi", "name_en")}
        return {"number": told["number"], **names, "for": told["purpose"]}


class _WithRemoval(forms.BaseFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this number away")


HelplineForms = forms.formset_factory(
    HelplineForm,
    formset=_WithRemoval,
    extra=1,
    max_num=20,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)


def helplines_shown(entries: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return what the forms begin with."""
    return [{**entry, "purpose": entry["for"]} for entry in entries]


def helplines_wanted(forms_: Any) -> list[dict[str, str]]:
    """Return the helplines of valid forms, without those to be removed and those left empty."""
    kept = (form for form in forms_ if form.cleaned_data and not form.cleaned_data.get("DELETE"))
    return [form.entry() for form in kept]
