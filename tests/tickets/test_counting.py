"""Daily figures: any history, counted in any portions, is what counting from scratch gives."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from districts.models import Unit
from districts.timing import INDIA
from tests.factories import NOON, make_category
from tests.tickets.world import World
from tickets import blocks, counting, events, histogram
from tickets.lifecycle import CloseReason, Outcome, PauseReason
from tickets.models import Action, Figure, Measure, Recount, Tally, Ticket
from tickets.models.figure import OUTCOMES, REASONS
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import (
    acknowledgement,
    actions,
    clocks,
    escalation,
    forwarding,
    notes,
    pausing,
    resolution,
    restriction,
)
from tickets.sight import OF_OFFICERS

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BASE = {"triage": 11, "acknowledge": 21, "act": 31, "resolve": 41}
KINDS = {
    events.FORWARDED: (Measure.FORWARDED, lambda _event: 0),
    events.ACKNOWLEDGED: (Measure.ACKNOWLEDGED, lambda _event: 0),
    events.ACTED: (Measure.ACTED, lambda _event: 0),
    events.PAUSED: (Measure.PAUSED, lambda _event: 0),
    events.ESCALATED: (Measure.ESCALATED, lambda _event: 0),
    events.OUTCOME: (Measure.OUTCOME, lambda event: OUTCOMES.index(event.data["outcome"])),
    events.CLOSED: (Measure.CLOSED, lambda event: REASONS.index(event.data["reason"])),
    events.REOPENED: (Measure.REOPENED, lambda event: int(event.by_id is not None)),
}


def stored() -> Counter:
    names = ("unit", "category", "day", "is_restricted", "block_hours", "measure", "bucket")
    return Counter({row[:-1]: row[-1] for row in Figure.objects.values_list(*names, "count")})


def expected(now) -> Counter:
    """Count every ticket by hand, from its history alone."""
    units = dict(Unit.objects.values_list("code", "pk"))
    told: Counter = Counter()
    for ticket in Ticket.objects.select_related("unit"):
        blur = 0 if ticket.priority == Ticket.Priority.EMERGENCY else ticket.block_hours
        for unit, at, hours, measure, bucket in [
            *of_clocks(ticket, blur, now),
            *of_events(ticket, blur),
        ]:
            where = ticket.unit_id if ticket.is_restricted else units[unit]
            day = at.astimezone(INDIA).date()
            key = (where, ticket.category_id, day, ticket.is_restricted, hours, measure, bucket)
            told[key] += 1
    return told


def of_clocks(ticket, blur, now):
    for reading in clocks.readings(ticket):
        hours = 0 if reading.round == 1 and reading.name in OF_OFFICERS else blur
        base, about = BASE[reading.name], (reading.unit, reading.started_at, hours)
        if reading.stopped_at is None:
            yield *about, base + 1, 0
            if reading.due_at <= now < blocks.end(reading.due_at, hours):
                yield *about, base + 3, 0
        else:
            taken = (reading.stopped_at - reading.started_at).total_seconds()
            yield *about, base, histogram.bucket(taken)
        if (reading.stopped_at or now) >= reading.due_at:
            yield *about, base + 2, 0


def of_events(ticket, blur):
    history = list(ticket.events.order_by("number"))
    words = Counter(event.data.get("together") for event in history)
    holder = ""
    for event in history:
        if event.kind == events.RETURNED:
            yield event.data["from"], event.happened_at, 0, Measure.RETURNED, 0
        holder = event.data.get(counting.HANDS.get(event.kind)) or holder
        is_undone = event.data.get("together") and words[event.data["together"]] == 2
        if event.kind == events.OPENED:
            hour = event.happened_at.astimezone(INDIA).hour
            yield holder, event.happened_at, blur, Measure.ARRIVED, hour
        elif event.kind in KINDS and not is_undone:
            measure, bucket = KINDS[event.kind]
            yield holder, event.happened_at, 0, measure, bucket(event)


def pause(w, key, at):
    given = {"reason": PauseReason.CITIZEN, "hours": 5, "note": "x"}
    pausing.pause(ticket_id=key, by=w.head, at=at, **given)


def close(w, key, at, reason, together=""):
    about = {"reason": reason, "note": "x", "together": together}
    resolution.close(ticket_id=key, by=w.desk, at=at, **about)


def closed_and_undone(w, key, at):
    """As a desk takes back what it closed with others."""
    close(w, key, at, CloseReason.SPAM, together=f"{key} {at}")
    again = {"reason": "x", "by": w.desk, "together": f"{key} {at}"}
    resolution.reopen(ticket_id=key, at=at + MINUTE, **again)


DEEDS = {
    "forward": lambda w, key, at: forwarding.forward(
        ticket_id=key, by=w.desk, at=at, station=w.tree.station
    ),
    "transfer": lambda w, key, at: forwarding.forward(
        ticket_id=key, by=w.desk, at=at, station=w.tree.sister
    ),
    "return": lambda w, key, at: forwarding.return_to_desk(
        ticket_id=key, by=w.head, at=at, reason="x"
    ),
    "acknowledge": lambda w, key, at: acknowledgement.acknowledge(ticket_id=key, by=w.head, at=at),
    "act": lambda w, key, at: actions.record(
        ticket_id=key, by=w.head, at=at, kind=Action.Kind.SPOT_VISIT, note="x"
    ),
    "pause": pause,
    "outcome": lambda w, key, at: resolution.give_outcome(
        ticket_id=key, by=w.head, at=at, outcome=Outcome.NOTHING_FOUND, text="x"
    ),
    "close": lambda w, key, at: close(w, key, at, CloseReason.FALSE),
    "undone": closed_and_undone,
    "reopen": lambda w, key, at: resolution.reopen(ticket_id=key, at=at, reason=""),
    "categorise": lambda w, key, at: notes.categorise(
        ticket_id=key, by=w.desk, at=at, category=w.other
    ),
    "restrict": lambda w, key, at: restriction.restrict(
        ticket_id=key, by=w.chief, at=at, reason="x", unit=w.tree.station
    ),
    "sweep": lambda w, _key, at: counting.sweep(now=at, batch=w.batch),
    "climb": lambda _w, _key, at: escalation.escalate_due(now=at),
}
# of three tickets, which; what; after how many minutes
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(sorted(DEEDS)), st.integers(1, 900)), max_size=25
)


def play(world, steps):
    tickets = [world.open(), world.open(priority=2), world.forwarded()]
    at = NOON
    for which, deed, minutes in steps:
        at += minutes * MINUTE
        try:
            with transaction.atomic():
                DEEDS[deed](world, tickets[which].pk, at)
        except (DoesNotFollow, NotAllowed, Unacceptable, Ticket.DoesNotExist):
            continue
    return at


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Built once for all stories, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        world.other = make_category(world.line)
        yield world
        transaction.set_rollback(True)


@settings(deadline=None, max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(steps=STEPS, batch=st.sampled_from([1, 2, 500]), later=st.integers(0, 9000))
def test_counted_in_any_portions_it_is_what_counting_from_scratch_gives(built, steps, batch, later):
    world = built
    with transaction.atomic():
        world.batch = batch
        now = play(world, steps) + later * MINUTE
        counting.sweep(now=now, batch=batch)
        counted = stored()

        assert counted == expected(now)
        assert counting.rebuild(now=now, at_once=batch) == 3
        assert stored() == counted
        transaction.set_rollback(True)


def test_counting_twice_or_with_nothing_new_changes_nothing(world, django_assert_num_queries):
    world.acted()
    counting.sweep(now=NOON + HOUR)
    before = list(Figure.objects.order_by("pk").values_list()), list(Tally.objects.values_list())

    with django_assert_num_queries(1):  # whether anything is due
        assert counting.sweep(now=NOON + HOUR) == 0
    Recount.objects.update(due_at=NOON)
    assert counting.sweep(now=NOON + HOUR) == 1

    after = list(Figure.objects.order_by("pk").values_list()), list(Tally.objects.values_list())
    assert after == before


def test_a_clock_that_runs_out_is_counted_when_it_does(world):
    ticket = world.forwarded()
    due = ticket.clocks.get(name="acknowledge").due_at
    counting.sweep(now=NOON)

    def late():
        return Figure.objects.filter(measure=Measure.ACKNOWLEDGE_LATE).count()

    counting.sweep(now=due - timedelta(seconds=1))
    assert late() == 0
    assert counting.sweep(now=due) == 1
    assert late() == 1


def test_a_sweep_that_dies_has_counted_nothing(world):
    world.acted()
    before = Recount.objects.count()

    with transaction.atomic():
        counting.sweep(now=NOON)
        transaction.set_rollback(True)

    assert (Figure.objects.count(), Recount.objects.count()) == (0, before)


def test_the_command_counts_all_again(world, capsys):
    world.acted()
    call_command("rebuild_figures")

    assert "1 tickets counted" in capsys.readouterr().out
    assert stored()


@pytest.mark.parametrize("table", ["tickets_ticket", "tickets_event", "tickets_clock"])
def test_counting_never_reads_a_whole_table(world, table):
    world.acted()
    given = counting.parameters(now=NOON, most=9)
    with connection.cursor() as cursor:
        # small tables are read whole unless it is forbidden; then only for want of an index
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + counting.STATEMENT.replace("{which}", counting.DUE), given)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert f"Seq Scan on {table}" not in plan and f"on {table}" in plan
