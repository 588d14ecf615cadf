"""Fields nobody has filled in are drawn once for all the pages on which they look the same.

Django draws each by half a dozen templates, and a ticket's page has thirty of them. All that a
field is drawn from is what it is kept under, so no page can show what belongs to another.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_LOOKS = 2000  # kept by a process, at about two kilobytes each
_drawn: dict[tuple[object, ...], SafeString] = {}


class BlankField(BoundField):
    """A field of a form that was not sent yet."""

    def as_field_group(self) -> SafeString:
        value = self.value()
        choices = getattr(self.field, "choices", None)
        if self.form.is_bound or (value and choices is None):
            return super().as_field_group()  # words somebody wrote are not kept
        look = (*self._look(), repr(value), repr(choices and list(choices)))
        drawn = _drawn.get(look)
        if drawn is None:
            if len(_drawn) >= MOST_LOOKS:
                _drawn.clear()
            drawn = _drawn[look] = super().as_field_group()
        return drawn

    def _look(self) -> tuple[object, ...]:
        field = self.field
        return (
            type(field),
            type(field.widget),
            repr(field.widget.attrs),
            self.html_name,
            self.auto_id,
            str(self.label),
            str(self.help_text),
            field.required,
            field.disabled,
            get_language(),
        )


class HiddenWord(forms.HiddenInput):
    """A hidden word of each form's own, drawn as Django draws it but without its templates."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        told = flatatt({"value": value or None}) + flatatt(attrs or {})
        return format_html('<input type="hidden" name="{}"{}>', name, told)


class BlankForm(forms.Form):
    """A form that draws itself as Django does, but quickly as long as it was not sent."""

    bound_field_class = BlankField

    def as_div(self) -> SafeString:
        if self.is_bound:
            return super().as_div()
        fields = [(each.as_field_group(),) for each in self.visible_fields()]
        hidden = format_html_join("", "{}", ((each,) for each in self.hidden_fields()))
        if not fields:
            return hidden
        shown = format_html_join("", "<div>{}</div>", fields[:-1])
        return format_html("{}<div>{}{}</div>", shown, fields[-1][0], hidden)
