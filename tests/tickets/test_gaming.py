"""Signs that a clock was served and not the citizen, with the tickets behind each number."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_tree
from tickets import gaming, likeness
from tickets.gaming import Found, Sign
from tickets.lifecycle import CloseReason, Outcome
from tickets.models import Action, Ticket
from tickets.services import (
    acknowledgement,
    actions,
    forwarding,
    intake,
    resolution,
    restriction,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINUTES = {"triage": 30, "acknowledge": 60, "act": 240, "resolve": 1000}
RESOLVED_BY = NOON + 1000 * MINUTE


@pytest.mark.parametrize(
    ("minutes", "found"),
    [
        ([0, 5, 10], {1, 2, 3}),  # three within ten minutes
        ([0, 5, 11], set()),  # eleven minutes are too long
        ([0, 5], set()),
        ([0, 1, 30, 31, 32], {3, 4, 5}),
    ],
)
def test_bursts(minutes, found):
    stops = [(7, NOON + at * MINUTE, ticket + 1) for ticket, at in enumerate(minutes)]

    assert gaming.bursts(reversed(stops)) == {Found(7, ticket) for ticket in found}


def test_bursts_are_of_one_unit():
    assert gaming.bursts([(unit, NOON, unit) for unit in range(5)]) == set()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("मौके पर गए, कुछ नहीं मिला। 12/11", "मौके पर गये, कुछ नहीं मिला 14/11!", True),
        (
            "Visited the spot on 2 Nov; nothing found.",
            "VISITED THE SPOT on 5 Nov, nothing found",
            True,
        ),
        ("दुकान पर दो पेटी शराब पकड़ी गई", "लड़की को घर पहुँचाया, परिवार से बात की", False),
        ("हो गया", "हो गया", False),  # too short to say anything
    ],
)
def test_likeness(one, other, alike):
    found = likeness.copied({1: one, 2: other}, [[1, 2]])

    assert found == ({1, 2} if alike else set())
    if alike:
        assert set(likeness.bands(one)) & set(likeness.bands(other))


def test_a_text_pasted_hundreds_of_times_is_compared_once():
    notes = dict.fromkeys(range(500), "मौके पर गए, कुछ नहीं मिला")

    assert likeness.copied(notes, [list(notes)]) == set(notes)


class TestFound:
    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def tree(self):
        return make_tree()

    @pytest.fixture
    def line(self, tree):
        return make_line(tree.district, clock_minutes=MINUTES)

    @pytest.fixture
    def chief(self, tree):
        return make_officer(Role.CHIEF, tree.district)

    @pytest.fixture
    def head(self, tree):
        return make_officer(Role.STATION_HEAD, tree.station)

    @pytest.fixture
    def given(self, tree, line, chief):
        def given() -> Ticket:
            ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
            return forwarding.forward(ticket_id=ticket.pk, by=chief, at=NOON, station=tree.station)

        return given

    def signs(self, chief, until=NOON + 30 * DAY):
        look = gaming.Look(officer=chief, since=NOON - DAY, until=until)
        found = gaming.find(look).signs
        return {sign: {one.ticket for one in found[sign]} for sign in Sign}

    def act(self, ticket, head, *, at=NOON + HOUR, note="गए", kind=Action.Kind.GD_ENTRY):
        actions.record(ticket_id=ticket.pk, by=head, at=at, kind=kind, note=note)

    def finish(self, ticket, head, *, at=NOON + 2 * HOUR, outcome=Outcome.DONE):
        resolution.give_outcome(ticket_id=ticket.pk, by=head, at=at, outcome=outcome, text="हो गया")

    def test_closed_without_a_visit(self, given, head, chief):
        unseen, seen, passed = given(), given(), given()
        for ticket in (unseen, passed):
            self.act(ticket, head)
        self.act(seen, head, kind=Action.Kind.SPOT_VISIT)
        for ticket in (unseen, seen):
            self.finish(ticket, head)
        self.finish(passed, head, outcome=Outcome.PASSED_ON)

        assert self.signs(chief)[Sign.NO_VISIT] == {unseen.pk}

    def test_a_visit_of_the_first_round_does_not_do_for_the_second(self, given, head, chief):
        ticket = given()
        self.act(ticket, head, kind=Action.Kind.SPOT_VISIT)
        self.finish(ticket, head)
        assert self.signs(chief)[Sign.NO_VISIT] == set()
        resolution.reopen(ticket_id=ticket.pk, at=NOON + DAY, reason="")
        self.act(ticket, head, at=NOON + DAY + HOUR)
        self.finish(ticket, head, at=NOON + DAY + 2 * HOUR)

        assert self.signs(chief)[Sign.NO_VISIT] == {ticket.pk}

    def test_what_a_station_ended_twice_is_one_ticket(self, tree, given, head, chief):
        ticket = given()
        self.act(ticket, head)
        self.finish(ticket, head)
        resolution.reopen(ticket_id=ticket.pk, at=NOON + DAY, reason="")
        self.act(ticket, head, at=NOON + DAY + HOUR)
        self.finish(ticket, head, at=NOON + DAY + 2 * HOUR)
        look = gaming.Look(officer=chief, since=NOON, until=NOON + 2 * DAY)

        assert gaming.find(look).closed == {tree.station.pk: 1}

    def test_closed_in_bulk_just_before_the_deadline(self, given, head, chief):
        hurried, early, lone = [given() for _ in range(3)], given(), given()
        for ticket in (*hurried, early, lone):
            self.act(ticket, head)
        for number, ticket in enumerate(hurried):
            self.finish(ticket, head, at=RESOLVED_BY - (9 - number) * MINUTE)
        self.finish(early, head, at=NOON + 3 * HOUR)
        self.finish(lone, head, at=RESOLVED_BY - 80 * MINUTE)

        assert self.signs(chief)[Sign.BULK] == {ticket.pk for ticket in hurried}

    def test_what_was_late_anyway_was_not_closed_in_time(self, given, head, chief):
        for ticket in [given() for _ in range(3)]:
            self.act(ticket, head)
            self.finish(ticket, head, at=RESOLVED_BY)

        assert self.signs(chief)[Sign.BULK] == set()

    def test_the_same_words_on_several_tickets(self, given, head, chief):
        first, second, other = given(), given(), given()
        self.act(first, head, note="मौके पर गए, पूछताछ की, कुछ नहीं मिला। 2/11")
        self.act(second, head, note="मौके पर गए; पूछताछ की; कुछ नहीं मिला - 3/11")
        self.act(other, head, note="दुकान से दो पेटी शराब मिली, मुकदमा लिखा")
        self.act(other, head, note="दुकान से दो पेटी शराब मिली, मुकदमा लिखा")

        assert self.signs(chief)[Sign.COPIED] == {first.pk, second.pk}

    def test_acknowledged_and_forgotten(self, given, head, chief):
        forgotten, done, silent = given(), given(), given()
        for ticket in (forgotten, done):
            acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=NOON + MINUTE)
        self.act(done, head)

        assert self.signs(chief)[Sign.FORGOTTEN] == {forgotten.pk}
        self.act(forgotten, head, at=NOON + 5 * HOUR)
        assert self.signs(chief)[Sign.FORGOTTEN] == {forgotten.pk}
        assert silent.pk not in self.signs(chief)[Sign.FORGOTTEN]

    def test_reopened_by_the_citizen(self, given, head, chief):
        unhappy, officers = given(), given()
        for ticket in (unhappy, officers):
            self.act(ticket, head)
            self.finish(ticket, head)
        resolution.reopen(ticket_id=unhappy.pk, at=NOON + DAY, reason="")
        resolution.reopen(ticket_id=officers.pk, by=chief, at=NOON + DAY, reason="x")

        assert self.signs(chief)[Sign.REOPENED] == {unhappy.pk}

    def test_ended_by_officers_and_opened_again(self, given, head, chief):
        to_and_fro, unhappy, closed = given(), given(), given()
        for ticket in (to_and_fro, unhappy, closed):
            self.act(ticket, head)
            self.finish(ticket, head)
        resolution.reopen(ticket_id=to_and_fro.pk, by=chief, at=NOON + DAY, reason="x")
        resolution.reopen(ticket_id=unhappy.pk, at=NOON + DAY, reason="")

        assert self.signs(chief)[Sign.TAKEN_BACK] == {to_and_fro.pk}
        assert self.signs(chief, until=NOON + DAY)[Sign.TAKEN_BACK] == set()

    @pytest.mark.parametrize(("opened", "shown"), [(29, False), (30, True)])
    def test_a_mistake_taken_back_is_a_sign_only_where_it_hid_a_deadline(
        self, line, chief, opened, shown
    ):
        ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
        about = {"ticket_id": ticket.pk, "by": chief, "together": "word"}
        resolution.close(**about, at=NOON + 25 * MINUTE, reason=CloseReason.SPAM, note="x")
        resolution.reopen(**about, at=NOON + opened * MINUTE, reason="x")

        assert self.signs(chief)[Sign.TAKEN_BACK] == ({ticket.pk} if shown else set())

    def test_spam_and_duplicates_are_no_signs(self, given, chief):
        ticket = given()
        resolution.close(
            ticket_id=ticket.pk, by=chief, at=NOON + HOUR, reason=CloseReason.SPAM, note="x"
        )

        assert not any(self.signs(chief).values())

    def test_it_stays_with_the_station_that_did_it(self, tree, given, head, chief):
        ticket = given()
        acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=NOON + MINUTE)
        self.act(ticket, head)
        self.finish(ticket, head)
        row = gaming.find(gaming.Look(officer=chief, since=NOON, until=NOON + DAY)).by_unit()[0]

        assert (row["unit"], row["closed"], row["signs"][Sign.NO_VISIT]) == (tree.station, 1, 1)

    def test_only_of_what_one_may_know_and_only_above(self, tree, given, head, chief):
        ticket = given()
        self.act(ticket, head)
        self.finish(ticket, head)
        circle = make_officer(Role.CIRCLE, tree.circle)
        far = make_officer(Role.CIRCLE, tree.second_circle)
        assert self.signs(circle)[Sign.NO_VISIT] == {ticket.pk}
        for other in (far, head, make_officer()):
            assert not any(self.signs(other).values())
        restriction.restrict(
            ticket_id=ticket.pk, by=chief, at=NOON + DAY, reason="x", unit=tree.station
        )

        assert not any(self.signs(circle).values())

    def test_days_before_and_after_are_left_out(self, given, head, chief):
        ticket = given()
        self.act(ticket, head)
        self.finish(ticket, head)

        assert self.signs(chief, until=NOON + 2 * HOUR)[Sign.NO_VISIT] == set()
        assert self.signs(chief, until=NOON + 2 * HOUR + MINUTE)[Sign.NO_VISIT] == {ticket.pk}

    def test_the_cost_does_not_grow_with_the_number(self, given, head, chief):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                gaming.find(gaming.Look(officer=chief, since=NOON, until=NOON + DAY)).by_unit()
            return len(queries)

        ticket = given()
        self.act(ticket, head, note="मौके पर गए, पूछताछ की, कुछ नहीं मिला")
        self.finish(ticket, head)
        one = cost()
        for _ in range(6):
            ticket = given()
            self.act(ticket, head, note="मौके पर गए, पूछताछ की, कुछ नहीं मिला")
            self.finish(ticket, head)

        assert cost() <= one + 1  # the notes are read once there are alike ones
