"""Templates that are drawn once for each look, and only filled in for each row of a list.

Most of what a page of thirty rows costs is finding, thirty times, the same few ways through one
template. A look is all that decides the way, and nothing of one row alone: no words, no names, no
codes. These are filled in afterwards, and so no row can show what belongs to another.
"""

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

EDGE = "\ue000"  # of a mark; a character that no text has
MARK = re.compile(f"{EDGE}([a-z_]+){EDGE}")
MOST_LOOKS = 4000  # kept by a process, at about two kilobytes each


class Stencil:
    """One template for the rows of a page. In it, `look` decides and all else is filled in."""

    def __init__(self, name: str) -> None:
        template: Any = get_template(name)
        self._template: Template = template.template

    def fill(self, look: Hashable, values: Mapping[str, object]) -> SafeString:
        """Return a row that looks like `look`, with `values` where the template names them.

        Values are escaped unless they are safe. They cannot be asked about in the template or
        given to its filters: all they are to it is where they stand.
        """
        pieces = _pieces(self._template, look, tuple(values), get_language())
        filled = list(pieces)
        for at in range(1, len(filled), 2):
            filled[at] = _escaped(values[filled[at]])
        return SafeString("".join(filled))


def _escaped(value: Any) -> str:
    """Return what `conditional_escape` does, which asks of each word whether it is lazy."""
    return str(value.__html__() if hasattr(value, "__html__") else escape(str(value)))


@lru_cache(maxsize=MOST_LOOKS)
def _pieces(
    template: Template, look: Hashable, names: tuple[str, ...], _language: str | None
) -> tuple[str, ...]:
    """Return what stands between the values, and at odd places the names of these."""
    marks = {name: f"{EDGE}{name}{EDGE}" for name in names}
    return tuple(MARK.split(template.render(Context({"look": look, **marks}))))
