"""What we ask WhatsApp to approve: one text and its buttons for each purpose, as data.

Neutral on purpose: such a text shows on a locked screen, whoever holds the telephone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ANSWER_WAITING = "answer_waiting"
DUTY_NOTICE = "duty_notice"  # with what a station head can do at once
DUTY_LOOK = "duty_look"  # for those who can only look
DUTY_CONFIDENTIAL = "duty_confidential"  # a ticket about police: nothing of it
DUTY_MORNING = "duty_morning"  # opens the day's window

VERSION = 1  # raised when a text changes: an approved one is not edited


@dataclass(frozen=True)
class Text:
    """An approved text; `{{name}}` stands for a value, and `examples` has one of each."""

    words: Promise
    buttons: tuple[Promise, ...]
    examples: Mapping[str, str | Promise] = field(default_factory=dict)

    def filled(self, values: Mapping[str, str | Promise]) -> str:
        """Return the words with their values, in the language in force."""
        words = str(self.words)
        for name, value in values.items():
            words = words.replace(f"{{{{{name}}}}}", str(value))
        return words


ACKNOWLEDGE = pgettext_lazy("button", "Acknowledge")
OPEN = pgettext_lazy("button", "Open")
NOT_MINE = pgettext_lazy("button", "Not mine")
ON_DUTY = pgettext_lazy("button", "On duty")

_NOTICE = _(
    "Ticket *{{reference}}*: {{what}}.\n{{category}}, {{area}}\nTime: {{left}}\n\nTap a button, or "
    "reply to this message with a note or a photo."
)
_LOOK = _(
    "Ticket *{{reference}}*: {{what}}.\n{{category}}, {{area}}\nTime: {{left}}\n\nOpen it, or "
    "reply to this message with a note or a photo."
)
_EXAMPLE: Mapping[str, str | Promise] = {
    "reference": "K7Q-4MTX-2W9P",
    "what": _("forwarded to your station"),
    "category": _("Traffic"),
    "area": _("Kotwali"),
    "left": _("30 min left"),
}

TEXTS: Mapping[str, Text] = {
    ANSWER_WAITING: Text(
        _("There is news about your message {{reference}}. Tap the button to read it."),
        (pgettext_lazy("button", "Read"),),
        {"reference": "K7Q-4MTX-2W9P"},
    ),
    DUTY_NOTICE: Text(_NOTICE, (ACKNOWLEDGE, OPEN, NOT_MINE), _EXAMPLE),
    DUTY_LOOK: Text(_LOOK, (OPEN,), _EXAMPLE),
    DUTY_CONFIDENTIAL: Text(
        _("A confidential matter waits for you in the portal. Nothing of it is told here."),
        (OPEN,),
    ),
    DUTY_MORNING: Text(
        _(
            "Namaste. Tap the button when your duty begins: for the next 24 hours, what waits for "
            "you comes into this chat at once."
        ),
        (ON_DUTY,),
    ),
}


def name_of(purpose: str) -> str:
    """Return the name under which WhatsApp knows the text."""
    return f"{purpose}_v{VERSION}"
