"""What officers are answered on their own WhatsApp. Hindi lives in the catalogue."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PHRASES: Mapping[str, Promise] = {
    # registering
    "code_came": _(
        "Your code has come. Now go back to the portal and say that this is your telephone. Until "
        "then nothing is sent here."
    ),
    "code_unknown": _(
        "This code is not valid, or no longer. Get a new one in the portal, under “My WhatsApp”."
    ),
    "code_wait": _("Too many tries. Please wait %(minutes)s minutes, then get a new code."),
    "taken": _(
        "This telephone is registered for another officer. First that officer must remove it in "
        "the portal."
    ),
    "registered": _(
        "This telephone is now registered for duty, %(name)s. What waits for your post comes into "
        "this chat; sign in to the portal to read it.\n\nTo put a note or a photo on a ticket, "
        "reply to its message. Words that reply to nothing are not kept.\n\nIf you yourself want "
        "to tell the police something in confidence, write from another number: this one is known "
        "as yours."
    ),
    "removed": _("This telephone is no longer registered for duty. No more notices come here."),
    "not_registered": _(
        "This telephone is not registered for duty, so nothing was done. An officer registers it "
        "in the portal, under “My WhatsApp”."
    ),
    # taps
    "acknowledged": _(
        "*%(code)s*: acknowledged. When you have been there, reply here with a note or a photo; "
        "record the action in the portal."
    ),
    "returned": _("*%(code)s* has gone back to the desk as not yours."),
    "answered_acknowledged": _("*%(code)s*: you acknowledged this already (%(moment)s)."),
    "answered_returned": _("*%(code)s*: you gave this back to the desk already (%(moment)s)."),
    "open": _("*%(code)s*: sign in to the portal to read it."),
    "open_confidential": _("Sign in to the portal to read it."),
    "gone": _("This matter is no longer with you. In the portal you see what is yours now."),
    "only_in_portal": _("This matter is confidential. Please do it in the portal."),
    # replies
    "noted": _("Your note is on *%(code)s*."),
    "proof": _("Your file is on *%(code)s* as proof."),
    "proof_and_note": _("Your file and your note are on *%(code)s*."),
    "nothing_usable": _("I can put words, photos, videos, recordings and files on a ticket."),
    # everything else
    "help": _(
        "This chat is for duty: nothing was kept of what you wrote. To put a note or a photo on a "
        "ticket, reply to its message.\n\nIf you yourself want to tell the police something in "
        "confidence, write from another number: this one is known as yours."
    ),
    "on_duty": _("Thank you. For the next 24 hours notices come into this chat at once."),
    "no_post": _("You hold no post at present, so no notices come."),
    "waits": _("Waiting for you: %(count)s"),
    "waits_more": _("… and more in the portal"),
    "waits_nothing": _("Nothing waits for you now."),
    "help_first": _("If someone is in danger, call *112* now."),
    "button_open": _("Open in the portal"),
}

RETURN_REASON = _("Not ours, says the station (by WhatsApp).")


def say(key: str, **values: str) -> str:
    """Return a phrase in the language in force."""
    return str(PHRASES[key]) % values if values else str(PHRASES[key])
