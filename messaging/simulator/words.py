"""Everything the phone page says, for the script to read; and what it offers to say."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from messaging.simulator.faults import SWITCHES

WORDS = {
    "today": _("Today"),
    "forwarded": _("Forwarded"),
    "photo": _("Photo"),
    "video": _("Video"),
    "voice": _("Voice note"),
    "file": _("File"),
    "location": _("Location"),
    "send_location": _("Send location"),
    "choose": _("Choose"),
    "send": _("Send"),
    "cancel": _("Cancel"),
    "quote": _("Reply to this message"),
    "sent": _("Sent"),
    "delivered": _("Delivered"),
    "read": _("Read"),
    "window_open": _("Answers reach this chat freely"),
    "window_closed": _("24 hours have passed: only approved templates reach this chat"),
    "window_new": _("Write first: nobody can write to you before that"),
    "off": _("Phone switched off"),
    "no_lines": _("No number is known yet. Load a blueprint and reload this page."),
    "no_answer": _("The simulated WhatsApp does not answer. Is it running?"),
    "desk_silent": _("The webhook did not answer 200; the message is tried again."),
    "refused": _("That could not be sent."),
    "no_microphone": _("No microphone here: a sample voice note was sent."),
    "recording": _("Recording"),
    "ahead": _("The clock is ahead by"),
    "hours": _("hours"),
    "now": _("The clock shows the real time"),
    "approve": _("Approve"),
    "pause": _("Pause"),
    "reject": _("Reject"),
    "APPROVED": _("approved"),
    "PAUSED": _("paused"),
    "REJECTED": _("rejected"),
    "PENDING": _("pending"),
    "shows_both": _("number and id"),
    "shows_bsuid": _("id only, with a username"),
    "shows_phone": _("number only, as before April 2026"),
    "shows_parent": _("number, id and parent id"),
    "unsupported": _("A view-once photo"),
    "link": _("Open"),
}

FIRST_MESSAGES = [
    "नमस्ते",
    "हमारे मोहल्ले में रात को शराब बिक रही है",
    "कल रात पुराने बाज़ार में एक ट्रक से गाय उतारी जा रही थीं",
    "मेरे खाते से ठगी से पैसे निकल गए",
    "एक आदमी रोज़ कॉलेज के बाहर लड़कियों को परेशान करता है",
    "थाने में मेरी शिकायत नहीं लिखी गई",
    "Hello, I want to report something",
    "स्थिति",
]

PLACES: list[dict[str, Any]] = [
    {"name": "कोतवाली, बरेली", "latitude": 28.3653, "longitude": 79.4237},
    {"name": "बरेली जंक्शन", "latitude": 28.3346, "longitude": 79.4124},
    {"name": "आँवला, बरेली", "latitude": 28.2762, "longitude": 79.1654},
    {"name": "दशाश्वमेध घाट, वाराणसी", "latitude": 25.3069, "longitude": 83.0106},
    {"name": "गाज़ीपुर बस अड्डा", "latitude": 25.5772, "longitude": 83.5779},
]

# on the page: (switch, label, how often and with what)
FAULTS: list[tuple[str, Any, dict[str, Any]]] = [
    ("duplicate_post", _("Every webhook comes twice"), {}),
    ("twice_in_one_body", _("Every message stands twice in one body"), {}),
    ("reverse", _("Messages arrive in pairs, the later one first"), {}),
    ("signature", _("The next webhook has a wrong signature"), {"times": 1}),
    ("read_before_sent", _("Read arrives before sent"), {}),
    ("status_before_answer", _("The status arrives before the answer"), {}),
    ("send_error", _("Sending fails: something went wrong (131000)"), {}),
    ("token_revoked", _("The access token is revoked (190)"), {}),
    ("false_window_closed", _("The next answer meets a closed window (131047)"), {"times": 1}),
    ("too_many_requests", _("Too many requests (429)"), {}),
    ("error_page", _("An error page instead of an answer (500)"), {}),
    ("timeout_after_accept", _("The next answer is taken, but never confirmed"), {"times": 1}),
    ("fail_later", _("The next answer is accepted, then fails"), {"times": 1}),
    ("no_status", _("The next answer vanishes without a status"), {"times": 1}),
    ("media_url_expired", _("The next file's link has expired"), {"times": 1}),
    ("media_digest_mismatch", _("The next file arrives damaged"), {"times": 1}),
    ("media_too_large", _("The next file is too large for WhatsApp"), {"times": 1}),
]


def panel() -> list[dict[str, Any]]:
    """Return the switches of the page, each with what is posted to turn it on."""
    rows = [row for row in FAULTS if row[0] in SWITCHES]
    return [
        {"name": name, "label": label, "on": {"name": name, **how}} for name, label, how in rows
    ]
