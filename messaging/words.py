"""Every sentence the bot says. Hindi lives in the catalogue; a line may say its own instead.

Each message costs the district money and the citizen data: few messages, each of several lines.
"""

import string
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from messaging import hearing_words, privacy_words
from messaging.conversation.line import Helpline, LineView, name_in
from messaging.discretion import NEUTRAL

EMERGENCY = "112"  # answers everywhere in India
USUAL = {"child": "1098", "women": "181"}  # likewise

SENTENCES: Mapping[str, Promise] = {
    **hearing_words.SENTENCES,
    # the first message
    "greeting": _("Namaste. This is {line}."),
    "promise": _(
        "The officers who read your message do not see your number, your name or your photo. "
        "WhatsApp itself knows that you wrote here, and the chat stays on your phone until you "
        "delete it.\n\nIf someone is in danger, call 112."
    ),
    "kept": _("I have kept what you sent."),
    "ask_language": _(
        "Which language shall we speak? Or simply go on: write, speak, or send a photo, a video "
        "or a file."
    ),
    # the questions
    "ask_kind": _(
        "Do you want to give a tip, or make a complaint? Or simply go on: write, speak, or send a "
        "photo, a video or a file."
    ),
    "ask_category": _(
        "What is it about? Choose from the list, or say it in your own words: write, speak, or "
        "send a photo, a video or a file."
    ),
    "ask_district": _("Which district is it in? Choose from the list or write its name."),
    "ask_tell": _(
        "Tell me what happened, and where. Write or speak as you like, or send a photo, a video "
        "or a file. You need not give your name."
    ),
    "ask_place": _(
        "Where does it happen? Send the place on the map, or write the village, the mohalla, the "
        "road or the police station. If you do not know, write “not sure”."
    ),
    "ask_police_place": _(
        "Which police station is it about? Write its name, or send the place. If you do not "
        "know, write “not sure”. People of that station will not see this."
    ),
    "ask_heard": _("Is this about {place}?"),
    "ask_spot": _("Which of these? Choose from the list, or go on writing."),
    "ask_whose": _(
        "I do not know this place. Which district is it in? Press the button, or write the "
        "district’s name."
    ),
    "ask_more": _("Anything more to tell? If not, press “Send now”."),
    "ask_which": _("Does this belong to your earlier message {code}, or is it something new?"),
    "tell_more": _("Go on, I am listening. When you have finished, press “Send now” or write it."),
    "tell_addition": _("Write or send what is to be added."),
    # the answers
    "receipt": _(
        "Sent to the police desk. Your code: *{code}*\n\nWrite “status” at any time to hear how "
        "it stands; the answer comes in this chat. To stay safe, note the code and delete this "
        "chat from your phone."
    ),
    # about police: no desk and no station sees it
    "receipt_police": _(
        "Sent to senior officers; neither a police station nor the police desk sees it. Your "
        "code: *{code}*\n\nWrite “status” at any time to hear how it stands; the answer comes in "
        "this chat. To stay safe, note the code and delete this chat from your phone."
    ),
    # day, time and link are still to come
    "receipt_hearing": _(
        "I have noted that you want to be heard. Your code: *{code}*\n\nThe day, the time and a "
        "link of your own come in this chat; keep it until you have been heard. Write “status” at "
        "any time to hear how it stands."
    ),
    "outside_passed_on": _(
        "This place lies outside our area. The police in charge there have your message now."
    ),
    "outside_kept": _(
        "This place seems to lie outside our area. Our desk hands it on to the police there, or "
        "tells you whom to turn to."
    ),
    "receipt_quiet": _(
        "I have sent what you told me to the police desk. Your code: *{code}*\n\nIf there is "
        "more, simply send it. Write “status” at any time to hear how it stands. To stay safe, "
        "note the code and delete this chat from your phone."
    ),
    "receipt_urgent": _(
        "The police desk has your message now. Code: *{code}*\n\nWhere is it? Send the place, "
        "or write it. Only if it is safe for you to do so."
    ),
    "receipt_urgent_placed": _(
        "The police desk has your message and the place now. Code: *{code}*\n\nWhatever you "
        "send here goes there at once. Do so only if it is safe for you."
    ),
    "for_english": _("For English, write “English”."),
    "added": _("Added to {code}. The police desk has it."),
    "added_police": _("Added to {code}. Senior officers have it."),
    "answer_passed": _("Your answer about {code} has reached the officer. Thank you."),
    "thanks": _(
        "Thank you. If there is something new, simply send it. To stay safe, delete this chat "
        "from your phone."
    ),
    "menu": _("Namaste. You can hear how your message stands, or tell something new."),
    "set_aside": _(
        "You have sent very many messages. None is lost: they are kept, and can be read. You "
        "need not send them again.\n\nIf someone is in danger now, call 112 "
        "or write “danger”: that is read at once."
    ),
    "blocked": _(
        "Your messages are kept, but they are not being read for now.\n\nIf someone is in "
        "danger now, call 112 or write “danger”: that is read at once."
    ),
    "unreadable": _(
        "I cannot open this kind of message. Please send it as an ordinary photo, video or file, "
        "not “view once”, or write it."
    ),
    "code_unknown": _(
        "I do not find a message of yours under this code. Please look at the code once more, or "
        "simply tell me what it is about."
    ),
    "code_wait": _(
        "Too many codes were wrong. Please try again in an hour, or simply tell me what it is "
        "about."
    ),
    "not_sent_yet": _(
        "What you have told me is not sent yet. Write “send now”, and it goes to the police at "
        "once."
    ),
    "nothing_sent": _("You have not sent anything yet. Simply tell me what happened."),
    # danger and fraud
    "danger": _("🚨 Call now:\n{numbers}\n\nFirst go where you are safe. Then write here."),
    # in danger and still writing: nobody may read this minute
    "help_now": _("If you need help now, call:\n{numbers}"),
    "cyber_fraud": _(
        "Lost money or an account online? Call *1930* at once, or go to cybercrime.gov.in. The "
        "sooner you call, the better the chance of stopping the money. After that, tell me here."
    ),
    "child_help": _(
        "If a child is in danger now, call *112*. Childline helps at any hour:\n{child}\n\nTell me "
        "here as well. Please do not send pictures of the child."
    ),
    "women_help": _(
        "If you are in danger now, call *112*. Help for women, at any hour:\n{women}\n\nTell me "
        "here as well, as much as you like."
    ),
    # how it stands
    "status_new": _("{code}: the police desk has it."),
    "status_new_police": _("{code}: senior officers have it."),
    "status_with_station": _("{code}: it has been handed on for action."),
    "status_acknowledged": _("{code}: the officer in charge has taken it up."),
    "status_action_taken": _("{code}: action is under way."),
    "status_outcome_given": _("{code}: there is an answer; it was sent to you in this chat."),
    "status_outcome_elsewhere": _(
        "{code}: there is an answer. It is in the chat of the number that was left with the police "
        "desk; if none was left, call the desk and say this code."
    ),
    "status_closed": _("{code}: it has been closed."),
    # the news
    "news_forwarded": _("{code}: your message has been handed on for action."),
    "news_handed_over": _(
        "{code}: your message has been handed on to the police who are in charge of that place. "
        "You need do nothing: the code stays the same, and the answer comes in this chat."
    ),
    "news_asked": _(
        "{code}: the officer asks:\n\n{text}\n\n"
        "Simply answer here. The officer does not see your number or your name."
    ),
    "news_outcome": _("{code}: the answer of the police:\n\n{text}"),
    "ask_solved": _("Is the matter settled?"),
    "call_news": _(
        "Somebody left this number with the police on the telephone, and there is news. If it was "
        "you, write the code that was read out to you. If it was not, you need do nothing."
    ),
    "news_reopened": _("{code}: the police have taken it up again."),
    "news_closed": _("{code}: it has been closed. If something is left, simply send it here."),
    "news_not_police": _(
        "{code}: this is not something the police can act on, so it has been closed. If something "
        "is left, simply send it here."
    ),
    "news_duplicate": _("{code}: the police know of this already, and go on with it."),
    "solved": _("Thank you for telling us. To stay safe, delete this chat from your phone."),
    "reopened": _("{code} has been opened again; the police have been told it is not settled."),
    "reopened_not": _(
        "{code} cannot be opened again now. If it is not settled, simply send it as something new."
    ),
    "not_yours": _("I cannot find this any more. Write “status” to hear how things stand."),
    # buttons (20 characters) and list rows (24)
    "button_list": _("Choose"),
    "button_danger": _("🚨 Danger now"),
    "button_tip": _("Give a tip"),
    "button_complaint": _("Make a complaint"),
    "button_more_rows": _("Show more"),
    "button_send": _("Send now"),
    "button_unsure": _("Not sure"),
    "button_there": _("Yes, there"),
    "button_somewhere_else": _("Somewhere else"),
    "button_more": _("More to tell"),
    "button_status": _("Status"),
    "button_new": _("Something new"),
    "button_add": _("Add to it"),
    "button_solved": _("Yes, settled"),
    "button_unsolved": _("No, not settled"),
    **privacy_words.SENTENCES,
}


def sentence(key: str, language: str, line: LineView, values: Mapping[str, str]) -> str:
    """Return the sentence `key` in `language`, the line's own version first.

    On a line view that is discreet, the neutral version goes before both.
    A line's text whose {names} do not fit falls back to ours: data must not silence the bot.
    """
    known = {**values, "line": name_in(line.names, language), "numbers": numbers(line, language)}
    known |= {purpose: helplines(line, language, purpose) for purpose in USUAL}
    known |= {f"{purpose}_bare": _bare(known[purpose]) for purpose in USUAL}
    if line.is_discreet and key in NEUTRAL:
        with override(language):
            return str(NEUTRAL[key]).format(**known)
    own = _own(line, language, key)
    if own and not (line.is_discreet and key in SENTENCES):
        try:
            return string.Formatter().vformat(own, (), known)
        except (KeyError, ValueError, IndexError, AttributeError):
            pass
    with override(language):
        ours = str(SENTENCES[key]) if key in SENTENCES else ""
    return ours.format(**known)


def _own(line: LineView, language: str, key: str) -> str:
    """Return the line's text; one that only the line has is said in its first language at need."""
    said = line.texts.get(language, {}).get(key, "")
    if said or key in SENTENCES:
        return said
    return line.texts.get(line.first_language, {}).get(key, "")


def numbers(line: LineView, language: str) -> str:
    """Return 112 and the line's own emergency numbers, one a line."""
    own = [one for one in line.helplines if one.purpose == "emergency"]
    first = [] if any(one.number == EMERGENCY for one in own) else [Helpline(EMERGENCY, {})]
    ordered = sorted([*first, *own], key=lambda one: one.number != EMERGENCY)
    return "\n".join(_helpline(one, language) for one in ordered)


def helplines(line: LineView, language: str, purpose: str) -> str:
    """Return the line's own numbers for `purpose`, one a line; else the one for all India."""
    own = [one for one in line.helplines if one.purpose == purpose]
    return "\n".join(_helpline(one, language) for one in own) or f"*{USUAL[purpose]}*"


def _bare(numbers: str) -> str:
    """Return the numbers alone, without the names beside them."""
    return ", ".join(line.split(" ")[0] for line in numbers.splitlines())


def _helpline(helpline: Helpline, language: str) -> str:
    name = name_in(helpline.names, language)
    return f"*{helpline.number}* {name}".strip()
