"""Sentences about what the citizen may wish: to be forgotten, left in peace, spoken to neutrally.

A part of `words.SENTENCES`; what they promise is what `forgetting` and `quiet` do.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    "privacy": _(
        "*What is kept here*\n"
        "• What you write and send. Officers read your words without your number and name, and "
        "see cleaned copies of your files. It stays as part of the matter.\n"
        "• Your number or WhatsApp id, your profile name and the messages as they came: locked. "
        "Only the machine opens them, to answer you. No officer sees them. Write “forget me” and "
        "they are erased.\n"
        "• When you wrote.\n\n"
        "Your photo does not come here at all. WhatsApp itself knows that you wrote, and the "
        "chat stays on your phone until you delete it.\n\n"
        "At any time you can write “forget me”, “stop” or “safe chat”."
    ),
    # forgetting
    "ask_forget": _(
        "Shall I forget you? Your number is then erased here. I can tell you nothing more, and "
        "the police cannot ask you anything. What you have sent to them stays with them.\n\n"
        "To confirm, press the button or write “forget me” once more."
    ),
    "ask_forget_draft": _(
        "Shall I forget you? Your number is then erased here. I can tell you nothing more, and "
        "the police cannot ask you anything.\n\n"
        "What you have just told is not sent yet. Shall it go to the police first? If you write "
        "“forget me” once more, it is thrown away."
    ),
    "forgotten": _(
        "Your number is being erased here; in five minutes at the latest it is gone. WhatsApp "
        "still knows that you wrote, and the chat is on your phone: delete it.\n\n"
        "If you write again, I shall not know you."
    ),
    "forgotten_not": _("Good. Everything stays as it was."),
    "ask_no_reply": _(
        "Without reply means: as soon as it is sent, I erase your number here. Nobody can tell "
        "you or ask you anything, also not about earlier messages. With your code you can still "
        "ask how it stands.\n\nShall I do that?"
    ),
    "receipt_no_reply": _(
        "Sent to the police desk. Your code: *{code}*\n\nI am erasing your number here now; in "
        "five minutes at the latest it is gone. Whoever writes “status” and this code hears how "
        "it stands. Note the code, and delete this chat from your phone."
    ),
    # taking back what is not sent yet
    "ask_drop": _(
        "Good, nothing has been sent yet. Shall I throw away what you have just told me? If you "
        "write nothing more, it will not be sent either."
    ),
    "dropped": _("Thrown away; nothing of it was sent. If you want to tell it after all, write."),
    "draft_waits": _(
        "What you have told me so far goes on in a while. If it should not be sent, write “do not "
        "send”."
    ),
    # silence
    "stopped": _(
        "Good. From now on I only answer when you write. Write “status” to hear how things "
        "stand. Should I tell you news again, write “start”."
    ),
    "started": _("Good. When there is news, I will tell you again."),
    # safe chat
    "ask_safe": _(
        "Safe chat: from now on I write so that nobody can see from my words what this is about. "
        "The name above the chat stays, so save it under another name.\n\n"
        "When may I write to you unasked? Choose, or write hours, such as 10-12."
    ),
    "safe_never": _("Good. I only answer when you write. To end safe chat, write “normal chat”."),
    "safe_hours": _(
        "Good. I write unasked only between {hours}. To end safe chat, write “normal chat”."
    ),
    "safe_any": _(
        "Good. I write at any hour, in neutral words. To end safe chat, write “normal chat”."
    ),
    "safe_off": _("Good. I write as before again."),
    "watched": _(
        "If somebody looks at your phone, write “safe chat”: from then on my words show nobody "
        "what this is about."
    ),
    # what could show who the sender is
    "ask_reveal": _(
        "One thing, for your safety. These words could show who you are:\n{found}\n\n"
        "Shall I cover them? Where they stand, the police would read •••."
    ),
    "covered": _("What could show who you are, I have covered with •••."),
    "cleaned_copy": _(
        "Such a file may carry within it where and with which phone it was made. Officers see "
        "only a copy from which that has been removed."
    ),
    # deleted and edited messages
    "taken_out": _("I have taken it out; it was not sent."),
    "stays_sent": _(
        "What has reached the police stays there, also when you delete it here. If nothing is to "
        "lead to you any more, write “forget me”."
    ),
    # the news
    "news_hint": _("There is something for you. Press “Read it” when it suits you."),
    "reopened_already": _(
        "{code}: your “not settled” is already known; the police are working on it again."
    ),
    # buttons (20 characters) and list rows (24)
    "button_forget": _("Yes, forget me"),
    "button_send_forget": _("Send, then forget"),
    "button_drop_forget": _("Drop it and forget"),
    "button_drop": _("Yes, throw it away"),
    "button_go_on": _("No, go on"),
    "button_no_reply": _("Send without reply"),
    "button_yes_no_reply": _("Yes, without reply"),
    "button_with_reply": _("No, with reply"),
    "button_cover": _("Hide it for me"),
    "button_as_it_is": _("Send as it is"),
    "button_read": _("Read it"),
    "button_safe": _("Safe chat"),
    "button_forget_me": _("Forget me"),
    "button_safe_never": _("Only when I write"),
    "button_safe_any": _("At any hour"),
}
