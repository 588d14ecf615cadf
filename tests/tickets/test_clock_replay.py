"""Any history, any calendar, any sweeps, any crash: the same deadlines, each step once."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_ticket, make_unit
from tickets import clock, events
from tickets.clock import Calendar, Happening, Pause, Why
from tickets.clock.calendar import account as account_of
from tickets.clock.calendar import counted, deadline
from tickets.lifecycle import IllegalMove, PauseReason, Status
from tickets.models import Clock, Escalation, Event
from tickets.services import clocks, escalation

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
QUICK = settings(deadline=None, phases=[Phase.explicit, Phase.generate])


@st.composite
def periods(draw):
    """Return the hours of a day: apart, in order, within it."""
    edges = draw(st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


WEEKS = st.tuples(*[periods()] * 7).filter(
    lambda week: sum(closes - opens for day in week for opens, closes in day) >= 60
)
CALENDARS = st.one_of(
    st.just(Calendar()),
    st.builds(
        Calendar,
        WEEKS,
        st.frozensets(st.dates(date(2026, 10, 25), date(2027, 3, 5)), max_size=12),
    ),
)
MOMENTS = st.integers(0, 60 * 24 * 30).map(lambda minutes: NOON + minutes * MINUTE)
PAUSES = st.lists(st.tuples(st.integers(1, 4000), st.integers(1, 4000)), max_size=3).map(
    lambda gaps: tuple(
        Pause(
            NOON + (sum(sum(gap) for gap in gaps[:place]) + gaps[place][0]) * MINUTE,
            NOON + sum(sum(gap) for gap in gaps[: place + 1]) * MINUTE,
            PauseReason.COURT,
        )
        for place in range(len(gaps))
    )
)
LENGTHS = st.integers(1, 3000).map(lambda minutes: minutes * MINUTE)


@QUICK
@given(MOMENTS, LENGTHS, CALENDARS, PAUSES)
def test_a_deadline_is_the_first_moment_at_which_all_is_counted(start, length, calendar, pauses):
    due = deadline(start, length, calendar, pauses)
    before = due - timedelta(microseconds=1)

    assert counted(account_of(start, due, calendar, pauses)) == length
    assert counted(account_of(start, before, calendar, pauses)) < length


@QUICK
@given(MOMENTS, LENGTHS, CALENDARS, PAUSES)
def test_an_account_has_no_gap_and_counts_no_pause(start, length, calendar, pauses):
    end = start + length
    told = account_of(start, end, calendar, pauses)

    assert [told[0].start, *(s.end for s in told)] == [*(s.start for s in told), end]
    for stretch in told:
        paused = any(p.start <= stretch.start and stretch.end <= p.end for p in pauses)
        assert (stretch.why == Why.PAUSED) is paused


@QUICK
@given(MOMENTS, LENGTHS, CALENDARS, PAUSES)
def test_a_pause_or_a_holiday_never_brings_a_deadline_nearer(start, length, calendar, pauses):
    without = deadline(start, length, calendar, ())
    bare = Calendar(calendar.week)

    assert deadline(start, length, calendar, pauses) >= without
    assert without >= deadline(start, length, bare, ()) >= start + length


@QUICK
@given(MOMENTS, st.integers(1, 3000), WEEKS)
def test_minute_by_minute_it_is_the_same(start, minutes, week):
    """An oracle that knows no stretches: it looks at every minute by itself."""
    calendar = Calendar(week)
    left, at = minutes, start
    while left:
        local = at.astimezone(NOON.tzinfo)
        minute = local.hour * 60 + local.minute
        left -= any(opens <= minute < closes for opens, closes in week[local.weekday()])
        at += MINUTE

    assert deadline(start, minutes * MINUTE, calendar, ()) == at


OVER = {Status.CLOSED, Status.OUTCOME_GIVEN}
KINDS = {
    Status.NEW: [events.RETURNED, events.RESTRICTED, events.REOPENED],
    Status.WITH_STATION: [events.FORWARDED, events.REOPENED],
    Status.ACKNOWLEDGED: [events.ACKNOWLEDGED],
    Status.ACTION_TAKEN: [events.ACTED],
    Status.OUTCOME_GIVEN: [events.OUTCOME],
    Status.CLOSED: [events.CLOSED],
}
ASIDE = [
    events.NOTED,
    events.CATEGORISED,
    events.PAUSED,
    events.RESUMED,
    events.ADDED,
    events.PAUSE_ASKED,
]
# a status or an aside, which of its events, minutes since, minutes of the clocks it starts, sweep?
DEEDS = st.lists(
    st.tuples(
        st.sampled_from([*Status, *ASIDE]),
        st.integers(0, 2),
        st.integers(-30, 400),
        st.integers(1, 90),
        st.sampled_from(["sweep", "crash", "forget", "nothing"]),
    ),
    max_size=9,
)


def data_of(kind: str, at: datetime, minutes: int, calendar: Calendar, unit: str) -> dict:
    data = {"clocks": dict.fromkeys(clock.NAMES, minutes), "warn": 50, "to": unit, "unit": unit}
    if calendar.week:
        days = sorted(day.isoformat() for day in calendar.holidays)
        hours = {"week": calendar.week, "holidays": days, "clocks": ["act", "resolve"]}
        data["calendar"] = hours
    if kind == events.PAUSED:
        reasons = list(PauseReason)
        held = {"pause": reasons[minutes % len(reasons)], "holds": ["act", "resolve"]}
        data |= {**held, "until": at + minutes * MINUTE}
    return data


def tell(ticket, wanted, choice, at, minutes, calendar) -> None:
    """Write the next event of a story; what cannot follow is left out."""
    if wanted not in Status.values:
        data = data_of(wanted, at, minutes, calendar, ticket.unit.code)
        ticket.record(wanted, by=None, at=at, data=data)
        return
    is_over = ticket.status in OVER
    kinds = [k for k in KINDS[wanted] if wanted in OVER or (k == events.REOPENED) is is_over]
    if not kinds:
        return
    kind = kinds[choice % len(kinds)]
    data = data_of(kind, at, minutes, calendar, ticket.unit.code)
    try:
        ticket.move_to(Status(wanted), kind=kind, by=None, at=at, data=data)
    except IllegalMove:
        return


def rows(ticket) -> set[tuple]:
    names = ("name", "round", "turn", "started_at", "due_at", "stopped_at", "warn_at")
    derived = ("warned_at", "steps_taken", "paused_until", "unit__code")
    return set(ticket.clocks.values_list(*names, *derived))


def derived(ticket) -> set[tuple]:
    return {
        (
            *(r.name, r.round, r.turn, r.started_at, r.due_at, r.stopped_at, r.warn_at),
            *(r.warned_at, r.steps_taken, r.pauses[-1].end if r.pauses else None, r.unit or None),
        )
        for r in clocks.readings(ticket)
    }


@pytest.mark.django_db
@settings(QUICK, max_examples=60)
@given(DEEDS, CALENDARS)
def test_however_it_is_swept_crashed_or_forgotten_the_history_tells_the_same(deeds, calendar):
    with transaction.atomic():
        district = make_unit("district")
        make_officer(Role.CHIEF, district)
        make_officer(Role.DESK, district)
        rungs = [{"after_minutes": 0, "role": "chief"}, {"after_minutes": 20, "role": "chief"}]
        ticket = make_ticket(make_line(district, ladder=rungs), district)
        at = NOON
        for wanted, choice, wait, minutes, then in deeds:
            at += wait * MINUTE
            tell(ticket, wanted, choice, at, minutes, calendar)
            clocks.refresh(ticket)
            meddle(ticket, then, at)
            ticket.refresh_from_db()
        clocks.refresh(ticket)

        assert rows(ticket) == derived(ticket)
        assert_every_step_once(ticket)
        assert_nobody_was_told_too_early(ticket)
        transaction.set_rollback(True)


def meddle(ticket, then: str, at: datetime) -> None:
    if then == "sweep":
        escalation.escalate_due(now=at)
        assert escalation.escalate_due(now=at) == 0
    elif then == "crash":
        with transaction.atomic():  # the sweep dies before it commits
            escalation.escalate_due(now=at)
            transaction.set_rollback(True)
    elif then == "forget":
        Escalation.objects.all().delete()
        ticket.clocks.all().delete()
        ticket.refresh_from_db()
        clocks.refresh(ticket)


def assert_every_step_once(ticket) -> None:
    told = ticket.events.filter(kind__in=[events.WARNED, events.ESCALATED])
    steps = [
        tuple(event.data[key] for key in ("clock", "round", "turn", "ladder", "step"))
        for event in told
        if event.data["ladder"] != "restricted"
    ]
    assert len(steps) == len(set(steps))


def assert_nobody_was_told_too_early(ticket) -> None:
    for event in Event.objects.filter(ticket=ticket, kind=events.ESCALATED):
        facts = {key: event.data[key] for key in ("round", "turn")}
        before = ticket.events.filter(number__lt=event.number, kind__in=sorted(clock.MATTERS))
        told = clock.read(
            Happening(*fact) for fact in before.values_list("kind", "happened_at", "data")
        )
        late = [r for r in told if r.name == event.data["clock"] and r.round == facts["round"]]
        assert late[-1].due_at <= event.happened_at
        assert late[-1].stopped_at is None


@pytest.mark.django_db
def test_refreshing_twice_changes_no_row(django_assert_num_queries):
    district = make_unit("district")
    ticket = make_ticket(make_line(district), district)
    clocks.refresh(ticket)
    before = set(Clock.objects.values_list())

    with django_assert_num_queries(2):  # the history and the rows
        clocks.refresh(ticket)

    assert set(Clock.objects.values_list()) == before
