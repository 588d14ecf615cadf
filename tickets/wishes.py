"""What a citizen may want of a hearing."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy


class Wish(models.TextChoices):
    """What may be tapped or pressed; `SOONER` holds the reasons to be heard first.

    `NAMELESS` is what a citizen may say before there is a token; `OFFERED` is the rest.
    """

    SENIOR = "senior", gettext_lazy("Elderly")
    DISABLED = "disabled", gettext_lazy("Disabled")
    UNWELL = "unwell", gettext_lazy("Unwell")
    ALONE = "alone", gettext_lazy("Woman alone")
    ABROAD = "abroad", gettext_lazy("Abroad")
    ANOTHER_DAY = "another_day", gettext_lazy("Another day")
    CALLBACK = "callback", gettext_lazy("Call me instead")
    ANOTHER_LINK = "another_link", gettext_lazy("New link")
    CANCEL = "cancel", gettext_lazy("No more needed")
    NAMELESS = "nameless", gettext_lazy("Without a name")


class Callback(StrEnum):
    """How the police come back to whoever was not heard at their time."""

    TELEPHONE = "telephone"
    LINK = "link"  # into the room, in the chat, once an officer has time
    WRITING = "writing"  # the line hears nobody any more


SOONER = frozenset({Wish.SENIOR, Wish.DISABLED, Wish.UNWELL, Wish.ALONE, Wish.ABROAD})
OFFERED = tuple(wish for wish in Wish if wish != Wish.NAMELESS)
