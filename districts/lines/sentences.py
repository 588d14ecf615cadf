"""The sentences with which a line speaks: a field for each that its blueprint names."""

import string
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import Line

LONGEST = 1024  # characters; WhatsApp takes no more in one text
EVERYWHERE = frozenset({"line", "numbers"})  # names that every sentence may hold
APART = "--"  # in the name of a field, between language and key


class SentencesForm(forms.Form):
    def __init__(self, data: Any = None, *, line: Line) -> None:
        super().__init__(data, label_suffix="")
        self.line = line
        first = _said_first(line)
        for language, own in line.texts.items():
            for key, text in own.items():
                about = first.get(key) or key.replace("_", " ")
                self.fields[f"{language}{APART}{key}"] = _field(language, about, text)

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        for name, text in given.items():
            language, _apart, key = name.partition(APART)
            if wrong := _wrong_names(text, stood=self.line.texts[language][key]):
                self.add_error(name, wrong)
        return given

    def wanted(self) -> dict[str, dict[str, str]]:
        """Return all sentences of the line by language and key, as they were filled in."""
        return {
            language: {key: self.cleaned_data[f"{language}{APART}{key}"] for key in own}
            for language, own in self.line.texts.items()
        }


def _said_first(line: Line) -> dict[str, str]:
    """Return, by key, what people know a sentence by that is said before all questions."""
    named: dict[str, list[str]] = {}
    for category in line.categories.exclude(first_says=""):
        named.setdefault(category.first_says, []).append(category.name)
    said = _("Said first: %(categories)s")
    return {key: said % {"categories": ", ".join(names)} for key, names in named.items()}


def _field(language: str, about: str, text: str) -> forms.CharField:
    rows = {"rows": 5, "lang": language}
    return forms.CharField(
        label=f"{about} ({language})",
        initial=text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=rows),
        help_text=gettext_lazy("At most 1024 characters. *Stars* make words bold."),
    )


def _wrong_names(text: str, *, stood: str) -> str:
    """Return what is wrong with the {names} of a sentence, or nothing."""
    try:
        named = _names(text)
    except ValueError:
        return _("Curly brackets stand only around a name, like {line}.")
    known = _names(stood) | EVERYWHERE
    if unknown := sorted(named - known):
        return _("There is no {%(name)s} here; you may use: %(known)s.") % {
            "name": unknown[0],
            "known": ", ".join(f"{{{name}}}" for name in sorted(known)),
        }
    return ""


def _names(text: str) -> set[str]:
    return {
        name for _text, name, _spec, _turn in string.Formatter().parse(text) if name is not None
    }
