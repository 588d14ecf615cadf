"""Below the district, times of the citizen are seen in blocks of hours, on every surface."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.utils.translation import override

from districts.models import Role
from districts.timing import INDIA
from messaging import threads
from messaging.models import ThreadEntry
from tests.api.conftest import Caller
from tests.factories import make_line, make_officer, make_ticket, make_tree
from tickets import blocks, histogram, moments
from tickets.models import Clock, Ticket
from tickets.services import forwarding, intake
from tickets.sight import sight_of

CAME = datetime(2026, 11, 21, 14, 3, 22, 517_000, tzinfo=INDIA)
BLOCK = datetime(2026, 11, 21, 12, tzinfo=INDIA)
SECONDS = ("14:03", "T14:03", "08:33:22", "T08:33", "22.517")
HOUR = timedelta(hours=1)


class World:
    """A tip that came at CAME, forwarded five minutes later, with a word added after that."""

    def __init__(self, **timing):
        self.tree = make_tree()
        self.line = make_line(self.tree.district, timing=timing)
        self.desk = make_officer(Role.DESK, self.tree.district)
        self.head = make_officer(Role.STATION_HEAD, self.tree.station)
        self.circle = make_officer(Role.CIRCLE, self.tree.circle)
        self.deputy = make_officer(Role.DEPUTY, self.tree.city)
        self.chief = make_officer(Role.CHIEF, self.tree.district)
        self.ticket = self.tip(CAME)

    def tip(self, at, **fields):
        ticket = intake.open_ticket(line=self.line, at=at, kind="tip", text="नदी", **fields)
        later = at.replace(second=0, microsecond=0) + timedelta(minutes=7)
        forwarding.forward(ticket_id=ticket.pk, by=self.desk, at=later, station=self.tree.station)
        intake.add_words(ticket_id=ticket.pk, text="और", at=at + timedelta(seconds=1))
        ThreadEntry.objects.create(ticket=ticket, side="citizen", text="नदी", said_at=at)
        ticket.refresh_from_db()
        return ticket

    def pages(self, client, officer):
        client.force_login(officer)
        code = self.ticket.code
        for path in ("/station/", "/queue/?show=all", "/late/", f"/tickets/{code}/"):
            yield path, client.get(path)
        yield "thread", client.get(f"/tickets/{code}/thread/")
        caller = Caller(officer)
        for path in ("tickets/", f"tickets/{code}/", f"tickets/{code}/history/"):
            yield path, caller.get(path)
        yield "files", caller.get(f"tickets/{code}/attachments/")
        yield "speed", caller.get("stats/response-times/", **{"from": "2026-11-20"})


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.mark.parametrize("who", ["head", "circle", "deputy"])
def test_nobody_below_the_district_reads_the_minute(client, world, who):
    for path, answer in world.pages(client, getattr(world, who)):
        assert answer.status_code == 200, path
        body = answer.content.decode()
        found = [mark for mark in SECONDS if mark in body]
        assert not found, (path, found)


@pytest.mark.parametrize("who", ["desk", "chief"])
def test_the_district_reads_the_second(world, who):
    [row] = Caller(getattr(world, who)).get("tickets/").json()["results"]

    assert row["block_hours"] == 0
    assert datetime.fromisoformat(row["arrived_at"]) == CAME


def test_a_program_of_a_station_reads_the_block(world):
    detail = Caller(world.head).get(f"tickets/{world.ticket.code}/").json()

    assert detail["block_hours"] == 6
    assert datetime.fromisoformat(detail["arrived_at"]) == BLOCK
    clocks = {clock["name"]: clock for clock in detail["clocks"]}
    assert clocks["resolve"]["due_at"] == (BLOCK + timedelta(days=3)).isoformat()
    assert clocks["acknowledge"]["block_hours"] == 0, "it starts when the desk forwards"


@pytest.mark.parametrize(
    ("timing", "priority", "hours"),
    [
        ({}, Ticket.Priority.EMERGENCY, 0),
        ({"arrival_block_hours": 0}, Ticket.Priority.ORDINARY, 0),
        ({"arrival_block_hours": 24}, Ticket.Priority.ORDINARY, 24),
    ],
)
def test_the_line_says_how_coarse_and_emergencies_are_exact(db, timing, priority, hours):
    world = World(**timing)
    ticket = world.tip(CAME, priority=priority)

    assert sight_of(world.head).hours(ticket) == hours


def test_a_later_change_of_the_line_does_not_narrow_old_tickets(world):
    world.line.timing = {"arrival_block_hours": 4}
    world.line.save()

    world.ticket.refresh_from_db()
    assert sight_of(world.head).hours(world.ticket) == 6


def test_the_order_of_a_stations_list_tells_nothing_within_a_block(client, world):
    for minute in range(1, 20):
        world.tip(CAME + timedelta(minutes=minute))
    rows = Caller(world.head).get("tickets/").json()["results"]
    came = {ticket.code: ticket.arrived_at for ticket in Ticket.objects.all()}
    listed = [came[row["code"]] for row in rows]

    assert [row["code"] for row in rows] == sorted(came, reverse=True)
    assert any(first < second for first, second in pairwise(listed))
    exact = [row["code"] for row in Caller(world.chief).get("tickets/").json()["results"]]
    assert exact == sorted(came, key=lambda code: came[code], reverse=True)


def test_pages_of_blocks_name_no_moment_and_lose_no_row(world):
    for minute in range(60):
        world.tip(CAME - timedelta(minutes=17 * minute))
    caller, seen = Caller(world.head), []
    answer = caller.get("tickets/").json()
    seen += [row["code"] for row in answer["results"]]
    following = answer["next"].split("cursor=")[1]
    seen += [
        row["code"]
        for row in caller.client.get(f"/api/v1/tickets/?cursor={following}").json()["results"]
    ]

    assert len(seen) == len(set(seen)) == 61


def test_a_ticket_turns_late_for_a_station_when_the_block_ends(world):
    due = Clock.objects.get(name="resolve").due_at
    Clock.objects.exclude(name="resolve").update(stopped_at=CAME)
    head, chief = sight_of(world.head), sight_of(world.chief)
    running = Clock.objects.running()

    def late(sight, now):
        return running.filter(sight.past_due(now)).exists()

    assert late(chief, due) and not late(chief, due - timedelta(seconds=1))
    assert not late(head, due)
    assert not late(head, blocks.end(due, 6) - timedelta(seconds=1))
    assert late(head, blocks.end(due, 6))


def test_an_officers_clock_is_exact_for_the_station(world):
    clock = Clock.objects.get(name="acknowledge")

    assert Clock.objects.filter(sight_of(world.head).past_due(clock.due_at), pk=clock.pk).exists()


def test_how_long_it_took_is_told_in_blocks(world):
    Clock.objects.filter(name="resolve").update(stopped_at=CAME + 7 * HOUR)
    query = {"from": "2026-11-20"}

    def took(officer):
        rows = Caller(officer).get("stats/response-times/", **query).json()
        return next(row["median_seconds"] for row in rows if row["clock"] == "resolve")

    assert took(world.chief) == pytest.approx(7 * 3600, rel=histogram.ERROR)
    assert took(world.head) == 12 * 3600


def test_an_officer_of_two_levels_sees_each_ticket_by_its_own_post(world):
    elsewhere = make_ticket(make_line(world.tree.other_district), world.tree.other_station, at=CAME)
    make_officer(Role.STATION_HEAD, world.tree.other_station)
    world.chief.postings.create(
        unit=world.tree.other_station, role=Role.STATION_HEAD, since=CAME - 999 * HOUR
    )
    sight = sight_of(world.chief)

    assert (sight.hours(world.ticket), sight.hours(elsewhere)) == (0, 6)
    assert not sight.is_exact


def test_a_page_does_not_say_told_when_the_phone_rings():
    told_at = datetime(2026, 11, 21, 15, tzinfo=INDIA)
    entry = ThreadEntry(side="desk", told=ThreadEntry.Told.TOLD, told_at=told_at, said_at=CAME)

    def fate(hours, now):
        [said] = threads.seen([entry], hours=hours, now=now)
        return said.fate

    assert fate(6, told_at + HOUR) == ThreadEntry.Told.WAITING
    assert fate(6, BLOCK + 6 * HOUR) == ThreadEntry.Told.TOLD
    assert fate(0, told_at) == ThreadEntry.Told.TOLD


@pytest.mark.parametrize(
    ("hours", "hindi", "english"),
    [
        (6, "21 नव॰ 2026, दोपहर", "21 Nov 2026, afternoon"),
        (4, "21 नव॰ 2026, 12–16", "21 Nov 2026, 12–16"),
        (24, "21 नव॰ 2026", "21 Nov 2026"),
    ],
)
def test_a_block_is_said_in_words(hours, hindi, english):
    for language, words in (("hi", hindi), ("en", english)):
        with override(language):
            assert moments.block(CAME, hours, now=CAME + timedelta(days=5)) == words
    with override("en"):
        assert moments.block(CAME, 6, now=CAME) == "Today, afternoon"


@pytest.mark.parametrize("hours", [1, 2, 3, 4, 6, 8, 12, 24])
def test_the_database_reckons_blocks_as_we_do(world, hours):
    Ticket.objects.update(block_hours=hours)
    for minute in range(0, 48 * 60, 53):
        at = CAME + timedelta(minutes=minute)
        Ticket.objects.update(arrived_at=at)

        assert Ticket.objects.with_blocks().get().block == blocks.start(at, hours)
