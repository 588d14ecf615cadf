"""How each second was counted: on the page, at the terminal, and always the same sum."""

import io
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from districts.models import Calendar, Holiday, Role, Unit
from tests.factories import NOON, make_category, make_line, make_officer, make_tree
from tickets import reckoning
from tickets.clock import Why
from tickets.lifecycle import CloseReason, PauseReason
from tickets.models import Ticket
from tickets.services import forwarding, intake, pausing, resolution

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = [*[[["10:00", "13:30"], ["14:00", "17:00"]]] * 6, []]


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    calendar = Calendar.objects.create(code="office", state="up", week=WEEK)
    return make_line(tree.district, calendar=calendar, calendar_clocks=["act", "resolve"])


@pytest.fixture
def ticket(tree, line) -> Ticket:
    Holiday.objects.create(state="up", date=NOON.date() + DAY)
    Holiday.objects.create(state="cg", date=NOON.date())
    desk = make_officer(Role.DESK, tree.district)
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
    forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON + HOUR, station=tree.station)
    pausing.pause(
        ticket_id=ticket.pk,
        by=make_officer(Role.CIRCLE, tree.circle),
        at=NOON + 4 * HOUR,
        reason=PauseReason.COURT,
        hours=2,
        note="x",
    )
    ticket.refresh_from_db()
    return ticket


def of(ticket, name, now=NOON + 2 * DAY):
    return next(a for a in reckoning.reckon(ticket, now=now) if a.reading.name == name)


def test_a_calendars_hours_and_the_states_own_holidays_count(ticket):
    account = of(ticket, "act")

    told = [(s.start - NOON, s.length, s.why) for s in account.stretches]
    assert told == [
        (1 * HOUR, HOUR / 2, Why.COUNTS),  # 13:00
        (1.5 * HOUR, HOUR / 2, Why.CLOSED),  # lunch
        (2 * HOUR, 2 * HOUR, Why.COUNTS),
        (4 * HOUR, 2 * HOUR, Why.PAUSED),  # 16:00, over the end of the day
        (6 * HOUR, 6 * HOUR, Why.CLOSED),
        (12 * HOUR, DAY, Why.HOLIDAY),
        (36 * HOUR, 10 * HOUR, Why.CLOSED),
        (46 * HOUR, 2 * HOUR, Why.COUNTS),  # Wednesday from ten
    ]
    assert account.counted == 4.5 * HOUR
    assert account.reading.due_at == NOON + 47.5 * HOUR


def test_every_second_is_accounted_for_once(ticket):
    for account in reckoning.reckon(ticket, now=NOON + 9 * DAY):
        ends = account.reading.stopped_at or NOON + 9 * DAY
        moments = [account.reading.started_at, *(s.end for s in account.stretches)]
        assert [s.start for s in account.stretches] == moments[:-1]
        assert moments[-1] == ends


def test_a_holiday_added_later_moves_no_clock_that_runs(ticket):
    before = of(ticket, "act").reading.due_at
    Holiday.objects.create(state="up", date=NOON.date() + 2 * DAY)

    assert of(ticket, "act").reading.due_at == before
    assert ticket.clocks.get(name="act").due_at == before


def test_a_holiday_counts_on_its_own_day_and_yesterdays_no_more(tree, line):
    for day in (NOON - DAY, NOON):
        Holiday.objects.create(state="up", date=day.date())

    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")

    told = ticket.events.get().data["calendar"]["holidays"]
    assert told == [NOON.date().isoformat()]


def test_a_week_without_an_hour_is_round_the_clock(tree):
    calendar = Calendar.objects.create(code="shut", state="up", week=[[]] * 7)
    line = make_line(tree.district, calendar=calendar, calendar_clocks=["resolve"])
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")

    assert ticket.clocks.get(name="resolve").due_at == NOON + 3 * DAY


def test_an_emergency_keeps_no_office_hours(tree, line):
    ticket = intake.open_ticket(
        line=line,
        at=NOON,
        kind=Ticket.Kind.TIP,
        text="x",
        priority=Ticket.Priority.EMERGENCY,
    )

    assert ticket.clocks.get(name="resolve").due_at == NOON + 3 * DAY


def test_nor_does_a_category_that_must_not_wait_for_the_office(tree, line):
    category = make_category(line, keeps_calendar=False)
    ticket = intake.open_ticket(
        line=line, at=NOON, kind=Ticket.Kind.TIP, text="x", category=category
    )

    assert ticket.clocks.get(name="resolve").due_at == NOON + 3 * DAY


def printed(code, language="en") -> str:
    out = io.StringIO()
    call_command("explain_clock", code, language=language, stdout=out)
    return out.getvalue()


def test_the_command_prints_it(ticket):
    said = printed(ticket.code.lower())

    assert f"First action · {ticket.unit.name_en} · round 1, turn 1" in said
    assert "Allowed: 4:00:00" in said
    assert "2 Nov 2026 16:00:00 – 2 Nov 2026 18:00:00  2:00:00  stood still: Waiting for" in said
    assert "Deadline: 4 Nov 2026 11:30:00 · Stopped: running" in said


def test_in_hindi_nothing_of_it_is_english(ticket):
    said = printed(ticket.code, "hi")

    assert "दौर 1, बारी 1" in said
    assert "समय दिया गया: 4:00:00" in said
    for unit in Unit.objects.all():
        said = said.replace(unit.name_hi, "")  # made up of its code
    assert not re.search(r"[A-Za-z]{2,}", said)


@pytest.mark.parametrize("word", ["", "undo"])
def test_what_officers_took_back_is_told_and_counted(tree, word):
    line = make_line(tree.district)
    by = make_officer(Role.DESK, tree.district)
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
    about = {"ticket_id": ticket.pk, "by": by, "together": word}
    resolution.close(**about, at=NOON + HOUR, reason=CloseReason.SPAM, note="x")
    resolution.reopen(**about, at=NOON + 3 * HOUR, reason="x")

    said = printed(ticket.code)

    why = "closed by mistake, then taken back" if word else "ended by officers, then opened again"
    lull = f"2 Nov 2026 13:00:00 – 2 Nov 2026 15:00:00  2:00:00  counted: {why}"
    assert said.count(lull) == 2  # triage and outcome
    assert "round 2" not in said


def test_the_command_knows_only_tickets_there_are():
    with pytest.raises(CommandError):
        call_command("explain_clock", "0000")


class TestPage:
    def read(self, client, ticket, officer) -> str:
        client.force_login(officer)
        with translation.override("en"):
            answer = client.get(
                f"/tickets/{ticket.code}/account/", headers={"accept-language": "en"}
            )
        return answer.status_code, answer.content.decode()

    def test_headquarters_read_all(self, client, tree, ticket):
        status, page = self.read(client, ticket, make_officer(Role.CHIEF, tree.district))

        assert status == 200
        assert page.count("<h3>") == 4
        assert "16:00:00" in page

    def test_a_station_reads_nothing_that_tells_when_the_citizen_wrote(self, client, tree, ticket):
        status, page = self.read(client, ticket, make_officer(Role.STATION_HEAD, tree.station))

        assert status == 200
        assert page.count("<h3>") == 2
        assert "13:00:00" in page
        assert "12:00:00" not in page

    def test_nor_when_the_citizen_answered(self, tree, ticket):
        head = make_officer(Role.STATION_HEAD, tree.station)
        at = NOON + 7 * HOUR
        pausing.pause(
            ticket_id=ticket.pk, by=head, at=at, reason=PauseReason.CITIZEN, hours=9, note="x"
        )
        intake.add_words(ticket_id=ticket.pk, text="हाँ", at=at + HOUR)

        accounts = reckoning.reckon(ticket, now=timezone.now())
        fit = reckoning.fit_for(head, ticket, accounts)
        assert [account.reading.name for account in fit] == ["acknowledge"]

    def test_strangers_get_the_answer_for_what_is_not_there(self, client, tree, ticket):
        status, _page = self.read(client, ticket, make_officer(Role.CHIEF, tree.other_district))

        assert status == 404
