"""A town in which officers try everything they may, in any order."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from districts.models import Calendar, Holiday, Role
from tests.factories import NOON, make_category, make_line, make_officer
from tests.tickets.world import World
from tickets import events
from tickets.clock import ACT, RESOLVE
from tickets.lifecycle import CloseReason, Outcome, PauseReason
from tickets.models import Action, Ticket
from tickets.policy import ON_ORDINARY, ON_RESTRICTED, Deed
from tickets.refusals import Refused
from tickets.services import (
    acknowledgement,
    actions,
    escalation,
    forwarding,
    handover,
    intake,
    notes,
    pausing,
    prioritising,
    resolution,
    restriction,
    ticked,
    together,
    undoing,
)

OFFICE = [["10:00", "13:30"], ["14:00", "17:00"]]
LAX = {"triage": 90, "acknowledge": 500, "act": 2000, "resolve": 9000}
STRICT = {"triage": 5, "acknowledge": 10, "act": 60, "resolve": 500}


class Town(World):
    """Two stations, three categories, office hours, a holiday on the fourth."""

    def __init__(self) -> None:
        super().__init__()
        week = [OFFICE] * 6 + [[]]
        Holiday.objects.create(state="up", date="2026-11-04", name_hi="छुट्टी", name_en="Holiday")
        office = Calendar.objects.create(code="office", state="up", week=week)
        self.line = make_line(
            self.tree.district,
            calendar=office,
            calendar_clocks=[ACT, RESOLVE],
            priority_minutes={"high": {"act": 90}, "emergency": {"act": 30, "resolve": 600}},
        )
        self.categories = [
            make_category(self.line, code="lax", clock_minutes=LAX),
            make_category(self.line, code="plain"),
            make_category(self.line, code="strict", clock_minutes=STRICT, keeps_calendar=False),
        ]
        sister_head = make_officer(Role.STATION_HEAD, self.tree.sister)
        other_desk = make_officer(Role.DESK, self.tree.other_district)
        people = [self.desk, self.head, sister_head, self.chief, self.office, other_desk]
        roles = {by: Role(by.postings.get().role) for by in people}
        # who is in no such role is refused whatever the ticket: tests/tickets/test_policy.py
        self.people = {
            deed: [by for by in people if deed in ON_ORDINARY[roles[by]] | _of_police(roles[by])]
            for deed in Deed
        }
        self.older = self.open(at=NOON - timedelta(days=1), text="इससे पहले आया हुआ एक और टिकट")

    def begin(self, keeps: str) -> None:
        """Let a ticket come, of the category of that code if there is one."""
        category = next((each for each in self.categories if each.code == keeps), None)
        self.ticket = self.open(category=category, text="नदी के किनारे रोज़ रात को शराब बनती है")

    def does(self, name: str, at: datetime) -> None:
        """Let whoever may do it do it; what does not follow is left out."""
        deed, carry_out = DEEDS[name]
        for by in self.people[deed] if deed else [None]:
            try:
                carry_out(self, {"ticket_id": self.ticket.pk, "by": by, "at": at})
                return
            except (Refused, Ticket.DoesNotExist):
                continue


def _of_police(role: Role) -> Collection[Deed]:
    return ON_RESTRICTED.get(role, frozenset())


def categorise(place: int) -> Any:
    return lambda town, about: notes.categorise(**about, category=town.categories[place])


def close(reason: CloseReason) -> Any:
    return lambda town, about: resolution.close(
        **about, reason=reason, note="x", duplicate_of_code=town.older.code
    )


def close_together(town: Town, about: dict[str, Any]) -> None:
    together.close(**about, codes=[town.ticket.code], reason=CloseReason.SPAM, note="x")


def latest_word(about: dict[str, Any], kinds: Collection[str]) -> str:
    done = undoing.undoable(about["by"], now=about["at"])
    return next((row["word"] for row in done if row["kind"] in kinds), "none")


def take_back(town: Town, about: dict[str, Any]) -> None:
    word = latest_word(about, {events.CLOSED})
    together.undo(word=word, by=about["by"], at=about["at"])


def hand_over(place: str) -> Any:
    return lambda town, about: handover.hand_over(
        **about, office=getattr(town.tree, place), reason="x"
    )


def ticked_hurry(town: Town, about: dict[str, Any]) -> None:
    chosen = {"codes": [town.ticket.code], "given": {"priority": 1}, "deed": Deed.PRIORITISE}
    ticked.do(**chosen, by=about["by"], at=about["at"])


def untick(town: Town, about: dict[str, Any]) -> None:
    word = latest_word(about, ticked.TAKES_BACK)
    ticked.take_back(word=word, by=about["by"], at=about["at"])


# which deed of an officer's, or None: of a citizen or of the system; and how it is done
DEEDS: dict[str, tuple[Deed | None, Callable[[Town, dict[str, Any]], Any]]] = {
    "forward": (Deed.FORWARD, lambda t, about: forwarding.forward(**about, station=t.tree.station)),
    "pass on": (Deed.FORWARD, lambda t, about: forwarding.forward(**about, station=t.tree.sister)),
    "forward there": (
        Deed.FORWARD,
        lambda t, about: forwarding.forward(**about, station=t.tree.other_station),
    ),
    "return": (Deed.RETURN, lambda t, about: forwarding.return_to_desk(**about, reason="x")),
    "hand over": (Deed.HAND_OVER, hand_over("other_district")),
    "hand back": (Deed.HAND_OVER, hand_over("district")),
    "acknowledge": (Deed.ACKNOWLEDGE, lambda t, about: acknowledgement.acknowledge(**about)),
    "act": (
        Deed.ACT,
        lambda t, about: actions.record(**about, kind=Action.Kind.SPOT_VISIT, note="x"),
    ),
    "outcome": (
        Deed.OUTCOME,
        lambda t, about: resolution.give_outcome(**about, outcome=Outcome.DONE, text="x"),
    ),
    "spam": (Deed.CLOSE, close(CloseReason.SPAM)),
    "duplicate": (Deed.CLOSE, close(CloseReason.DUPLICATE)),
    "reopen": (Deed.REOPEN, lambda t, about: resolution.reopen(**about, reason="x")),
    "close together": (Deed.CLOSE, close_together),
    "take back": (Deed.REOPEN, take_back),
    "restrict": (
        Deed.RESTRICT,
        lambda t, about: restriction.restrict(**about, reason="x", unit=t.tree.station),
    ),
    "note": (Deed.NOTE, lambda t, about: notes.note(**about, text="x")),
    "to lax": (Deed.CATEGORISE, categorise(0)),
    "to plain": (Deed.CATEGORISE, categorise(1)),
    "to strict": (Deed.CATEGORISE, categorise(2)),
    "hurry": (Deed.PRIORITISE, lambda t, about: prioritising.prioritise(**about, priority=2)),
    "ease": (Deed.PRIORITISE, lambda t, about: prioritising.prioritise(**about, priority=0)),
    "ticked hurry": (Deed.PRIORITISE, ticked_hurry),
    "untick": (Deed.PRIORITISE, untick),
    "pause": (
        Deed.PAUSE,
        lambda t, about: pausing.pause(**about, reason=PauseReason.COURT, hours=5, note="x"),
    ),
    "wait": (
        Deed.PAUSE,
        lambda t, about: pausing.pause(**about, reason=PauseReason.CITIZEN, hours=30, note="x"),
    ),
    "resume": (Deed.RESUME, lambda t, about: pausing.resume(**about)),
    "citizen adds": (
        None,
        lambda t, about: intake.add_words(ticket_id=about["ticket_id"], text="x", at=about["at"]),
    ),
    "citizen: not solved": (None, lambda t, about: resolution.reopen(**about, reason="")),
    "sweep": (None, lambda t, about: escalation.escalate_due(now=about["at"])),
}
