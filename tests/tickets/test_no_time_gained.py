"""Whatever officers do, and however often: no clock of the ticket's own runs out later for it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from districts.models import Calendar, Category, Holiday, Role
from tests.factories import NOON, make_category, make_line, make_officer
from tests.tickets.world import World
from tickets import clock, events
from tickets.clock import ACT, RESOLVE, Pause, Reading
from tickets.clock.calendar import deadline
from tickets.lifecycle import OPEN, CloseReason, Outcome, PauseReason, Status
from tickets.models import Action, Event, Ticket
from tickets.policy import Deed
from tickets.refusals import Refused
from tickets.services import (
    acknowledgement,
    actions,
    clocks,
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

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MINUTE = timedelta(minutes=1)
QUICK = settings(deadline=None, max_examples=40, phases=[Phase.explicit, Phase.generate])
OFFICE = [["10:00", "13:30"], ["14:00", "17:00"]]
LAX = {"triage": 90, "acknowledge": 500, "act": 2000, "resolve": 9000}
STRICT = {"triage": 5, "acknowledge": 10, "act": 60, "resolve": 500}


class Town(World):
    """Two stations, three categories, office hours, a holiday on the fourth."""

    def __init__(self, keeps: str) -> None:
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
        self.sister_head = make_officer(Role.STATION_HEAD, self.tree.sister)
        self.older = self.open(at=NOON - timedelta(days=1), text="इससे पहले आया हुआ एक और टिकट")
        chosen = Category.objects.filter(code=keeps).first()
        self.ticket = self.open(category=chosen, text="नदी के किनारे रोज़ रात को शराब बनती है")
        other = self.tree.other_district
        self.other_desk = make_officer(Role.DESK, other)
        self.people = [self.desk, self.head, self.sister_head, self.chief, self.office]
        self.people.append(self.other_desk)

    def does(self, deed: str, at: datetime) -> None:
        """Let whoever may do it do it; what does not follow is left out."""
        for by in self.people:
            try:
                with transaction.atomic():
                    DEEDS[deed](self, {"ticket_id": self.ticket.pk, "by": by, "at": at})
                return
            except (Refused, Ticket.DoesNotExist):
                continue


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


DEEDS: dict[str, Any] = {
    "forward": lambda town, about: forwarding.forward(**about, station=town.tree.station),
    "pass on": lambda town, about: forwarding.forward(**about, station=town.tree.sister),
    "return": lambda town, about: forwarding.return_to_desk(**about, reason="x"),
    "hand over": hand_over("other_district"),
    "hand back": hand_over("district"),
    "forward there": lambda town, about: forwarding.forward(
        **about, station=town.tree.other_station
    ),
    "acknowledge": lambda town, about: acknowledgement.acknowledge(**about),
    "act": lambda town, about: actions.record(**about, kind=Action.Kind.SPOT_VISIT, note="x"),
    "outcome": lambda town, about: resolution.give_outcome(**about, outcome=Outcome.DONE, text="x"),
    "spam": close(CloseReason.SPAM),
    "duplicate": close(CloseReason.DUPLICATE),
    "reopen": lambda town, about: resolution.reopen(**about, reason="x"),
    "close together": close_together,
    "take back": take_back,
    "restrict": lambda town, about: restriction.restrict(
        **about, reason="x", unit=town.tree.station
    ),
    "note": lambda town, about: notes.note(**about, text="x"),
    "to lax": categorise(0),
    "to plain": categorise(1),
    "to strict": categorise(2),
    "hurry": lambda town, about: prioritising.prioritise(**about, priority=2),
    "ease": lambda town, about: prioritising.prioritise(**about, priority=0),
    "ticked hurry": ticked_hurry,
    "untick": untick,
    "pause": lambda town, about: pausing.pause(
        **about, reason=PauseReason.COURT, hours=5, note="x"
    ),
    "wait": lambda town, about: pausing.pause(
        **about, reason=PauseReason.CITIZEN, hours=30, note="x"
    ),
    "resume": lambda town, about: pausing.resume(**about),
    "citizen adds": lambda town, about: intake.add_words(
        ticket_id=about["ticket_id"], text="x", at=about["at"]
    ),
    "citizen: not solved": lambda town, about: resolution.reopen(
        ticket_id=about["ticket_id"], at=about["at"], reason=""
    ),
    "sweep": lambda town, about: escalation.escalate_due(now=about["at"]),
}
# the ways in which somebody might think to win time come more often than chance would have it
STORIES = st.lists(
    st.tuples(
        st.sampled_from([*DEEDS, "forward", "reopen", "outcome", "act", "citizen: not solved"]),
        st.sampled_from([0, 1, 7, 29, 31, 239, 241, 600, 1500]),
    ),
    max_size=14,
)


@QUICK
@given(STORIES, st.sampled_from(["lax", "plain", "strict", "none"]))
def test_no_deed_but_a_pause_makes_a_deadline_later(story, category):
    with transaction.atomic():
        town, at = Town(category), NOON
        first = town.ticket.events.get().data
        for deed, wait in story:
            at += wait * MINUTE
            town.does(deed, at)
        town.ticket.refresh_from_db()
        told, happened = clocks.readings(town.ticket), list(town.ticket.events.order_by("number"))

        for number, of_round in enumerate(rounds(happened), start=1):
            for name in (ACT, RESOLVE):
                own = [r for r in told if (r.name, r.round) == (name, number)]
                assert len(own) <= 1
                assert all(r.due_at <= bound(r, of_round, first) for r in own)
        assert len(rounds(happened)) == town.ticket.round == max(r.round for r in told)
        assert_what_is_open_runs(town.ticket, told)
        transaction.set_rollback(True)


def rounds(happened: list[Event]) -> list[list[Event]]:
    """Split a history where a citizen said that it is not solved."""
    told: list[list[Event]] = [[]]
    for event in happened:
        if event.kind == events.REOPENED and event.by_id is None:
            told.append([])
        told[-1].append(event)
    return told


def bound(reading: Reading, of_round: list[Event], first: dict[str, Any]) -> datetime:
    """Return when it would run out had officers but forwarded once and paused."""
    begins = of_round[0]
    if reading.name == ACT and begins.data["status"] != Status.WITH_STATION:
        begins = next(event for event in of_round if event.kind == events.FORWARDED)
    terms = clock.Terms.told(reading.name, first)
    pauses: list[Pause] = []
    for event in of_round:
        if event.kind == events.PAUSED:
            start, end = event.happened_at, datetime.fromisoformat(event.data["until"])
            start = max([start, *(pause.end for pause in pauses)])
            pauses.append(Pause(start, max(start, end), "court"))
    return deadline(begins.happened_at, terms.minutes * MINUTE, terms.calendar, pauses)


def assert_what_is_open_runs(ticket: Ticket, told: list[Reading]) -> None:
    is_over = ticket.status not in OPEN - {Status.OUTCOME_GIVEN}
    latest = [r for r in told if r.name == RESOLVE][-1]
    assert (latest.stopped_at is not None) is is_over


class TestCategories:
    """A better category hurries what has not started; none gives more time."""

    @pytest.mark.parametrize(
        ("born", "becomes", "minutes"),
        [
            ("plain", ["lax"], 240),
            ("plain", ["strict"], 60),
            ("strict", ["lax"], 60),
            ("lax", ["plain"], 240),
            ("lax", ["strict", "lax"], 60),
            ("none", ["lax"], 240),
            ("none", ["strict"], 60),
        ],
    )
    def test_the_fewest_minutes_of_all_it_ever_had(self, born, becomes, minutes):
        town = Town(born)
        for code in becomes:
            notes.categorise(
                ticket_id=town.ticket.pk,
                by=town.desk,
                at=NOON,
                category=Category.objects.get(code=code),
            )

        town.does("forward", NOON)

        [act] = [r for r in clocks.readings(town.ticket) if r.name == ACT]
        assert act.terms.minutes == minutes

    def test_what_never_kept_office_hours_never_will(self):
        town = Town("strict")
        town.does("to lax", NOON)

        town.does("forward", NOON + 10 * 60 * MINUTE)

        [act] = [r for r in clocks.readings(town.ticket) if r.name == ACT]
        assert act.due_at == NOON + 11 * 60 * MINUTE
