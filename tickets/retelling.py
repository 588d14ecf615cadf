"""A ticket's history in words, for people."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import POSTS_APART, Officer, Role, Unit
from tickets import events, moments, named
from tickets.lifecycle import CloseReason, Outcome, PauseReason, Recheck, Reopening, Silencing
from tickets.models import Action, Event, Ticket
from tickets.models.clock import ClockName
from tickets.seizures import Seizure
from tickets.sight import BLURRED, Sight, Told
from tickets.wishes import Wish

ICONS = {
    events.OPENED: "new",
    events.ADDED: "message",
    events.FORWARDED: "forward",
    events.RETURNED: "return",
    events.HANDED_OVER: "forward",
    events.ACKNOWLEDGED: "acknowledged",
    events.ACTED: "action_taken",
    events.ASSIGNED: "officer",
    events.PROPOSED: "ask",
    events.ASKED: "ask",
    events.ANSWERED: "message",
    events.OUTCOME: "outcome_given",
    events.CLOSED: "closed",
    events.REOPENED: "reopen",
    events.SETTLED: "acknowledged",
    events.RESTRICTED: "restrict",
    events.NOTED: "note",
    events.CATEGORISED: "category",
    events.PRIORITISED: "late",
    events.SHELVED: "clock",
    events.LINKED: "link",
    events.UNLINKED: "link",
    events.UNSHELVED: "inbox",
    events.WARNED: "clock",
    events.ESCALATED: "escalated",
    events.PAUSE_ASKED: "ask",
    events.PAUSE_REFUSED: "return",
    events.PAUSED: "paused",
    events.RESUMED: "clock",
    events.EXPLANATION_ASKED: "ask",
    events.EXPLAINED: "message",
    events.RECHECKED: "search",
    events.SILENCED: "restrict",
    events.UNSILENCED: "message",
    events.READ: "restrict",
    events.ATTACHED: "files",
    events.HEARING_ASKED: "clock",
    events.HEARING_WISHED: "message",
    events.HEARING_MOVED: "clock",
    events.HEARING_REMINDED: "sent",
    events.HEARING_NEXT: "sent",
    events.HEARING_CALLED: "video",
    events.HEARING_MISSED: "late",
    events.HEARING_DROPPED: "error",
    events.HEARING_CALLBACK: "clock",
    events.HEARING_UNREACHED: "error",
    events.HEARING_CANCELLED: "closed",
    events.HEARING_HEARD: "video",
}
SENTENCES = {
    events.OPENED: gettext_lazy("Came in"),
    events.ADDED: gettext_lazy("The citizen sent more"),
    events.FORWARDED: gettext_lazy("Forwarded to %(to)s"),
    events.RETURNED: gettext_lazy("Given back to %(to)s"),
    events.HANDED_OVER: gettext_lazy("Handed over to %(to)s"),
    events.ACKNOWLEDGED: gettext_lazy("Acknowledged"),
    events.ACTED: gettext_lazy("Action: %(action)s"),
    events.ASKED: gettext_lazy("The citizen was asked"),
    events.ANSWERED: gettext_lazy("The citizen answered"),
    events.ASSIGNED: gettext_lazy("Assigned to %(officer)s"),
    events.PROPOSED: gettext_lazy("Outcome proposed: %(outcome)s"),
    events.OUTCOME: gettext_lazy("Outcome: %(outcome)s"),
    events.CLOSED: gettext_lazy("Closed: %(reason)s"),
    events.REOPENED: gettext_lazy("Reopened"),
    events.SETTLED: gettext_lazy("The citizen says it is settled"),
    events.RESTRICTED: gettext_lazy("Restricted"),
    events.NOTED: gettext_lazy("Note"),
    events.CATEGORISED: gettext_lazy("Category: %(category)s"),
    events.PRIORITISED: gettext_lazy("Priority: %(priority)s"),
    events.LINKED: gettext_lazy("Linked: many tips, one incident"),
    events.UNLINKED: gettext_lazy("Taken out of the incident"),
    events.SHELVED: gettext_lazy("Was set aside for later"),
    events.UNSHELVED: gettext_lazy("Taken up again"),
    events.WARNED: gettext_lazy("Soon late (%(clock)s): %(role)s, %(unit)s was told"),
    events.PAUSE_ASKED: gettext_lazy("A pause was asked for: %(pause)s"),
    events.PAUSE_REFUSED: gettext_lazy("The pause was refused"),
    events.PAUSED: gettext_lazy("Paused: %(pause)s"),
    events.RESUMED: gettext_lazy("The pause was ended"),
    events.EXPLANATION_ASKED: gettext_lazy("%(role)s, %(unit)s was asked for an explanation"),
    events.EXPLAINED: gettext_lazy("Explained"),
    events.RECHECKED: gettext_lazy("Re-checked: %(verdict)s"),
    events.ESCALATED: gettext_lazy("Late (%(clock)s): %(role)s, %(unit)s was told"),
    events.SILENCED: gettext_lazy("The sender was silenced: %(how)s, until %(until)s"),
    events.UNSILENCED: gettext_lazy("The sender is heard again"),
    events.READ: gettext_lazy("Was looked at"),
    events.ATTACHED: gettext_lazy("File: %(file)s"),
    events.HEARING_ASKED: gettext_lazy("Asked to be heard on %(day)s, token %(token)s"),
    events.HEARING_WISHED: gettext_lazy("Wishes for the hearing: %(wish)s"),
    events.HEARING_MOVED: gettext_lazy("Hearing moved to %(day)s, token %(token)s"),
    events.HEARING_REMINDED: gettext_lazy("Reminded of the hearing"),
    events.HEARING_NEXT: gettext_lazy("Told to be ready, next in the queue"),
    events.HEARING_CALLED: gettext_lazy("Called into the hearing"),
    events.HEARING_MISSED: gettext_lazy("Did not come when called"),
    events.HEARING_DROPPED: gettext_lazy("The line dropped; back at the head of the queue"),
    events.HEARING_CALLBACK: gettext_lazy("To be called back"),
    events.HEARING_UNREACHED: gettext_lazy("Cannot be reached any more; what was written stays"),
    events.HEARING_CANCELLED: gettext_lazy("Needs the hearing no more"),
    events.HEARING_HEARD: gettext_lazy("Heard"),
}
BY_CITIZEN = frozenset(
    {events.OPENED, events.ADDED, events.ANSWERED, events.REOPENED, events.HEARING_ASKED}
) | {events.SETTLED, events.HEARING_WISHED, events.HEARING_CANCELLED}
FILES = {
    "image": gettext_lazy("Photo"),
    "video": gettext_lazy("Video"),
    "audio": gettext_lazy("Voice"),
    "document": gettext_lazy("File"),
    "sticker": gettext_lazy("Sticker"),
}
SHOWN = {"name": gettext_lazy("The caller's name"), "sheet": gettext_lazy("The signed sheet")}
STATES = {
    "announced": gettext_lazy("on its way"),
    "quarantined": gettext_lazy("being checked"),
    "ready": gettext_lazy("ready"),
    "withheld": gettext_lazy("kept safe, cannot be shown"),
    "lost": gettext_lazy("could not be fetched"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that happened, as a row of the timeline."""

    icon: str
    sentence: str
    who: str
    post: str
    at: datetime
    hours: int  # `at` is the start of a block of so many; 0: exact
    note: str
    facts: list[tuple[str, str]] = field(default_factory=list)


def retell(
    ticket: Ticket,
    sight: Sight = BLURRED,
    units: Iterable[Unit] = (),
    officers: Iterable[Officer] = (),
) -> list[Line]:
    """Return the history newest first. Costs a fixed number of queries, however long it is.

    Fewer when the `units` and `officers` it names were read already.
    """
    happened = ticket.happened()
    known = {f"officer:{officer.pk}": officer.name for officer in officers}
    names = named.names(ticket, happened, units) | named.officers(happened, known)
    return [_line(told, names) for told in sight.tell(ticket, happened)][::-1]


def _line(told: Told, names: dict[str, str]) -> Line:
    event = told.event
    who, post = _who(event, names)
    return Line(
        icon=ICONS.get(event.kind, "info"),
        sentence=str(SENTENCES.get(event.kind, event.kind)) % _said(_seen(told), names),
        who=who,
        post=post,
        at=told.at,
        hours=told.hours,
        # the first words stand above, as the ticket's own
        note="" if event.kind == events.OPENED else event.note,
        facts=_facts(event),
    )


def _who(event: Event, names: dict[str, str]) -> tuple[str, str]:
    if event.by is not None:
        posts = (_post(held, names) for held in event.by_role.split(POSTS_APART) if held)
        return event.by.name, POSTS_APART.join(posts)
    if event.kind in BY_CITIZEN:
        return _("Citizen"), ""
    return _("Sataark"), _("by itself")


def _post(held: str, names: dict[str, str]) -> str:
    """Return a post as the reader says it, from title or role and the unit's code."""
    title, _at, code = held.rpartition("@")
    said = Role(title).label if title in Role.values else title
    return f"{said}, {names.get(code, code)}"


def _seen(told: Told) -> dict[str, Any]:
    """Return what an event says; a token number would tell who asked before whom."""
    return {**told.event.data, "token": "–"} if told.hours else told.event.data


def _said(data: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    """Return the words a sentence may want; what is missing or unknown stays a dash."""
    said = dict.fromkeys(("to", "unit", "action", "outcome", "reason", "category"), "–")
    said |= dict.fromkeys(("officer", "clock", "role", "file", "day", "token", "pause"), "–")
    said |= dict.fromkeys(("wish", "how", "until", "verdict"), "–")
    for key in ("to", "unit"):
        said[key] = names.get(str(data.get(key)), "–")
    for key, choices in _CHOICES.items():
        said[key] = _label(choices, data.get(key))
    if "attachment" in data:
        kind, state = FILES.get(str(data.get("kind")), ""), STATES.get(str(data.get("state")), "")
        said["file"] = f"{kind}, {state}"
    if "day" in data:
        said |= {
            "day": moments.calendar_day(date.fromisoformat(data["day"])),
            "token": data.get("token", "–"),
        }
    if "how" in data:
        said["how"] = _label(Silencing, data["how"]).partition(":")[0]
        said["until"] = moments.day(datetime.fromisoformat(data["until"]))
    said["priority"] = _label(Ticket.Priority, data.get("to"))
    said["officer"] = names.get(f"officer:{data.get('officer')}", "–")
    said["category"] = names.get(f"category:{data.get('to')}", "–")
    return said


_CHOICES: dict[str, Any] = {
    "action": Action.Kind,
    "outcome": Outcome,
    "reason": CloseReason,
    "clock": ClockName,
    "role": Role,
    "pause": PauseReason,
    "wish": Wish,
    "verdict": Recheck,
}


def _label(choices: Any, value: object) -> str:
    return str(choices(value).label) if value in choices.values else "–"


def _facts(event: Event) -> list[tuple[str, str]]:
    data = event.data
    told: list[tuple[str, object]] = [
        (_("Number"), data.get("reference")),
        (_("Sections"), ", ".join(data.get("sections") or ())),
        (_("Arrests"), data.get("arrests")),
        (_("Seized"), _seized(data)),
        (_("Interpreter"), data.get("interpreter")),
        (_("Shown"), SHOWN.get(str(data.get("shown")))),
        (_("Told late by"), _late_by(data)),
        (_("Clocks"), _label(Reopening, data["reopening"]) if "reopening" in data else ""),
    ]
    return [(label, str(value)) for label, value in told if value]


def _seized(data: dict[str, Any]) -> str:
    counted = [str(Seizure.from_data(one)) for one in data.get("seizures") or ()]
    return "; ".join([*counted, data.get("seized") or ""]).strip("; ")


def _late_by(data: dict[str, Any]) -> str:
    minutes = data.get("late_minutes")
    return moments.span(timedelta(minutes=minutes)) if minutes else ""
