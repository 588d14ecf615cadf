"""What the bot says of hearings."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    "hearing_booked": _(
        "{code}: you will be heard by video. You may leave your camera off.\n\n*Token {token}*\n"
        "{day}, about *{time}* (India)\n\nOpen this link on this phone a little earlier; it is for "
        "you alone and opens on one phone only:\n{link}"
    ),
    "hearing_moved": _(
        "{code}: this holds for your hearing now.\n\n*Token {token}*\n{day}, about *{time}* "
        "(India)\n\nYour new link; the old one opens no more:\n{link}"
    ),
    "ask_name": _(
        "By what name shall you be heard? Only whoever hears you reads it; a paper that is to be "
        "signed needs it. Write your name, or go on without one."
    ),
    "hearing_ask": _(
        "Elderly, disabled, unwell, a woman alone, or abroad? Say so below and you are heard "
        "sooner. You can also take another day."
    ),
    "hearing_there": _("Where you are it is then *{there}*."),
    "hearing_wished": _("I have noted it. In a moment I will tell you how it stands now."),
    "hearing_reminded": _(
        "{code}: your hearing is soon, at about *{time}* (India). Open your link and stay on the "
        "page:\n{link}"
    ),
    "hearing_next": _("{code}: you are next. Open your link now and stay on the page:\n{link}"),
    "hearing_called": _(
        "{code}: *it is your turn, somebody is waiting for you.* Open your link now; after "
        "three minutes the next one is called:\n{link}"
    ),
    "hearing_missed": _(
        "{code}: you were called and were not there. You are back in the queue; please open "
        "your link and stay on the page:\n{link}"
    ),
    "hearing_dropped": _(
        "{code}: the line was lost. You are at the head of the queue; open your link again:\n{link}"
    ),
    "hearing_callback": _(
        "{code}: you will be called by telephone. You need not wait on the page."
    ),
    "hearing_callback_by_link": _(
        "{code}: somebody will take time for you. When it is your turn the link comes here; you "
        "need not wait on the page."
    ),
    "hearing_callback_in_writing": _(
        "{code}: nobody can be heard by video here now. What you wrote has arrived and is answered "
        "in this chat."
    ),
    "hearing_cancelled": _(
        "{code}: your hearing is cancelled. If you want to be heard after all, simply write here."
    ),
    "hearing_heard": _(
        "{code}: you were heard; what you said is written down. With this code you hear how it "
        "stands; the answer comes in this chat."
    ),
    "button_nameless": _("Without a name"),
    "button_senior": _("I am elderly"),
    "button_disabled": _("I am disabled"),
    "button_unwell": _("I am unwell"),
    "button_alone": _("I am a woman alone"),
    "button_abroad": _("I am abroad"),
    "button_another_day": _("Another day"),
    "button_callback": _("Call me instead"),
    "button_another_link": _("New link"),
    "button_cancel": _("No more needed"),
}
