"""The same sentences for safe chat: whoever looks at the screen learns nothing from them.

Only sentences that would otherwise name the police or what was told; danger keeps its own.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_DONE = _(
    "Done. Your number: *{code}*\n\nNote it, and delete this chat. Write “status” at any time."
)
_ADDED = _("Added to {code}.")
_LOOKED_AT = _("{code}: it has arrived.")
_HANDED_ON = _("{code}: it has been handed on.")

NEUTRAL: Mapping[str, Promise] = {
    "greeting": _("Namaste."),
    "promise": _("Whoever reads here does not see your number, your name or your photo."),
    "ask_kind": _("Is it about others, or did it happen to you? Or simply go on."),
    "button_tip": _("About others"),
    "button_complaint": _("It happened to me"),
    "ask_category": _("What is it about? Say it in your own words."),
    "ask_tell": _("Write or speak as you like, or send a photo, a video or a file."),
    "ask_place": _("Where? Send the place on the map or write it, or “not sure”."),
    "ask_police_place": _("Where? Send the place on the map or write it, or “not sure”."),
    "ask_which": _("Does this belong to {code}, or is it something new?"),
    "status_outcome_elsewhere": _(
        "{code}: there is an answer elsewhere. Call, and say this number."
    ),
    # the answers
    "receipt": _DONE,
    "receipt_police": _DONE,
    "receipt_hearing": _("Done. Your number: *{code}*\n\nMore comes in this chat."),
    "outside_passed_on": _("It has gone to those in charge of that place."),
    "outside_kept": _("We look who is in charge of that place."),
    "receipt_quiet": _DONE,
    "receipt_urgent": _("I have passed it on. Number: *{code}*\n\nWhere? Only if you are safe."),
    "receipt_urgent_placed": _("I have passed it on. Number: *{code}*"),
    "receipt_no_reply": _(
        "Done. Your number: *{code}*\n\nYour phone number is being erased here now. Note this "
        "number, and delete this chat."
    ),
    "added": _ADDED,
    "added_police": _ADDED,
    "answer_passed": _("Passed on, {code}. Thank you."),
    # who needs a number of their own; whose it is, its name would tell
    "women_help": _(
        "These numbers answer at any hour: {women_bare}. At once: *112*.\n\n"
        "Go on here only when you are alone."
    ),
    "child_help": _(
        "These numbers answer at any hour: {child_bare}. At once: *112*.\n\n"
        "Go on here only when you are alone. Please send no pictures."
    ),
    "unreadable": _("I cannot open this. Please send it in another way, or write it."),
    "not_sent_yet": _("What you have told is not sent yet. Write “send now”, and it goes at once."),
    "nothing_sent": _("There is nothing of yours here yet."),
    # how it stands
    "status_new": _LOOKED_AT,
    "status_new_police": _LOOKED_AT,
    "status_with_station": _HANDED_ON,
    "status_acknowledged": _("{code}: it has been taken up."),
    "status_action_taken": _("{code}: something is being done."),
    "status_outcome_given": _("{code}: there is an answer."),
    # the news, after the tap
    "news_forwarded": _HANDED_ON,
    "news_handed_over": _HANDED_ON,
    "news_asked": _("{code}: a question:\n\n{text}\n\nSimply answer here."),
    "news_outcome": _("{code}: the answer:\n\n{text}"),
    "call_news": _("There is news. Write the code that was read out to you."),
    "news_reopened": _("{code}: it has been taken up again."),
    "news_not_police": _("{code}: nothing can be done here, so it has been closed."),
    "news_duplicate": _("{code}: this is known already."),
    "reopened": _("{code} has been opened again."),
    "reopened_already": _("{code}: your “not settled” is already known."),
    # wishes
    "privacy": _(
        "What you send is kept. Your number is locked and nobody sees it; write “forget me” and "
        "it is erased. WhatsApp itself knows that you wrote here, and the chat stays on your "
        "phone until you delete it."
    ),
    "ask_forget": _(
        "Shall I forget you? Your number is then erased here and I can tell you nothing more. To "
        "confirm, press the button or write “forget me” once more."
    ),
    "ask_forget_draft": _(
        "Shall I forget you? Your number is then erased here. What you have just told is not sent "
        "yet: shall it go first? If you write “forget me” once more, it is thrown away."
    ),
    "ask_no_reply": _(
        "Without reply means: as soon as it is sent, I erase your number here and can tell you "
        "nothing more. Shall I do that?"
    ),
    "ask_reveal": _("These words could show who you are:\n{found}\n\nShall I cover them?"),
    "cleaned_copy": _("Such a file may show where it was made; I take that out of it."),
    "stays_sent": _("What was sent is sent. Write “forget me” if nothing is to lead to you."),
}
