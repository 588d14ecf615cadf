"""Fields of the action form that take several things: sections of law, and what was seized."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tickets import law, seizures
from tickets.seizures import Measure, Seizure

EMPTY_SECTIONS = 3  # lines to fill in; one line may hold several, apart by commas
SEIZURES = 3
PARTS = 3  # of a seizure: what, amount, measure


class SectionsWidget(forms.TextInput):
    """Lines with suggestions from the table; what is not in it may be typed all the same."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return ",".join(given)

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        filled, first = parts(str(value or "")), (attrs or {}).get("id", name)
        lines = [*filled, *[""] * max(1, EMPTY_SECTIONS - len(filled))]
        inputs = format_html_join(
            "",
            '<input type="text" name="{}" id="{}" value="{}" aria-label="{} {}"'
            ' list="sections-of-law" maxlength="60" autocomplete="off">',
            (
                (name, f"{first}_{at}" if at else first, line, _("Section"), at + 1)
                for at, line in enumerate(lines)
            ),
        )
        return format_html(
            '<div class="lines">{}</div><datalist id="sections-of-law">{}</datalist>',
            inputs,
            _offered(get_language()),
        )


@cache
def _offered(_language: str | None) -> SafeString:
    """Return the table of sections to choose from, which is long and always the same."""
    titles = ((section.cited, section.title) for section in law.sections())
    return format_html_join("", '<option value="{}">{}</option>', titles)


class SectionsField(forms.CharField):
    widget = SectionsWidget

    def clean(self, value: Any) -> Any:
        return parts(super().clean(value))


def parts(typed: str) -> list[str]:
    """Return the sections in what was typed, each once, in their order."""
    given = typed.replace("،", ",").split(",")
    return list(dict.fromkeys(part.strip() for part in given if part.strip()))


class SeizuresWidget(forms.MultiWidget):
    """Lines of three: what, how much, and in what it is counted."""

    use_fieldset = True

    def __init__(self) -> None:
        super().__init__([widget for _line in range(SEIZURES) for widget in _line_of_three()])

    def decompress(self, value: Any) -> list[Any]:
        listed: list[Any] = []
        for one in (value or [])[:SEIZURES]:
            listed += [one.what, one.amount, one.measure]
        return [*listed, *[None] * (SEIZURES * PARTS - len(listed))]

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        usual = format_html_join("", '<option value="{}">', ((what,) for what in seizures.USUAL))
        return format_html(
            '<div class="seizures">{}</div><datalist id="seized-things">{}</datalist>',
            super().render(name, value, attrs, renderer),
            usual,
        )


class SeizuresField(forms.MultiValueField):
    def __init__(self, **about: Any) -> None:
        fields = [
            field
            for _line in range(SEIZURES)
            for field in (
                forms.CharField(required=False, max_length=80),
                forms.DecimalField(
                    required=False, min_value=Decimal(0), max_digits=11, decimal_places=3
                ),
                forms.ChoiceField(required=False, choices=[("", ""), *Measure.choices]),
            )
        ]
        super().__init__(fields, widget=SeizuresWidget(), require_all_fields=False, **about)

    def compress(self, data_list: list[Any]) -> list[Seizure]:
        return list(_seizures(data_list))


def _line_of_three() -> list[forms.Widget]:
    return [
        forms.TextInput({"aria-label": _("What"), "list": "seized-things", "maxlength": 80}),
        forms.TextInput({"aria-label": _("How much"), "inputmode": "decimal"}),
        forms.Select({"aria-label": _("Counted in")}, choices=[("", "–"), *Measure.choices]),
    ]


def _seizures(given: list[Any]) -> Iterator[Seizure]:
    for at in range(0, len(given), PARTS):
        what, amount, measure = given[at : at + PARTS]
        if not what and amount is None:
            continue
        if not (what and amount and measure):
            raise forms.ValidationError(
                _("Write what was seized, how much of it, and what it is counted in.")
            )
        yield Seizure(what=what, amount=amount, measure=measure)
