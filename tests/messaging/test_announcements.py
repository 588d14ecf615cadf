"""From history to the citizen: each event told once, and nothing that could harm anybody."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from districts.models import Role, Unit
from messaging import announcements
from messaging.models import OutboundMessage, Thread, ThreadEntry
from tests.factories import make_officer, make_unit
from tests.messaging.turning import Sender, a_line, tap, text, words_of
from tickets import events
from tickets.codes import spaced
from tickets.lifecycle import CloseReason, Outcome, Status
from tickets.models import Ticket
from tickets.services import (
    acknowledgement,
    actions,
    dialogue,
    forwarding,
    handover,
    notes,
    resolution,
    together,
)

pytestmark = pytest.mark.django_db
ANSWER = "दो लोग पकड़े गए, भट्ठी तोड़ दी गई।"


class Desk:
    """The police side of one ticket."""

    def __init__(self, sender: Sender):
        self.sender = sender
        self.ticket = sender.tells()
        unit = sender.line.unit
        self.station = make_unit(parent=unit, name_en="Secretpur", name_hi="गुप्तपुर")
        self.desk = make_officer(Role.DESK, unit, name="Reader Babu")
        self.head = make_officer(Role.STATION_HEAD, self.station, name="Head Sahib")

    @property
    def about(self):
        return {"ticket_id": self.ticket.pk, "at": self.sender.now}

    def forwards(self):
        forwarding.forward(**self.about, by=self.desk, station=self.station, note="गोपनीय टिप्पणी")

    def answers(self, text: str = ANSWER):
        self.forwards()
        acknowledgement.acknowledge(**self.about, by=self.head)
        actions.record(**self.about, by=self.head, kind="spot_visit", note="मौके पर गए")
        resolution.give_outcome(**self.about, by=self.head, outcome=Outcome.DONE, text=text)

    def announced(self, *, later: timedelta = timedelta(0)) -> list[OutboundMessage]:
        found = announcements.announce(now=self.sender.now + later)
        return [OutboundMessage.objects.get(pk=key) for key in found]

    def event(self, kind: str):
        return self.ticket.events.filter(kind=kind).latest("number")


@pytest.fixture
def desk() -> Desk:
    return Desk(Sender(a_line()))


def test_the_outcome_reaches_the_citizen_in_the_officers_words(desk):
    desk.answers()

    forwarded, outcome = desk.announced()

    assert ANSWER in words_of(outcome)
    assert spaced(desk.ticket.code) in words_of(outcome)
    assert outcome.event == desk.event(events.OUTCOME)
    assert forwarded.event == desk.event(events.FORWARDED)


def test_each_event_is_told_once(desk):
    desk.answers()

    assert len(desk.announced()) == 2
    assert desk.announced() == []
    assert ThreadEntry.objects.filter(side="desk").count() == 2


def test_nothing_is_said_of_officers_stations_or_notes(desk):
    desk.answers()
    dialogue.ask(**desk.about, by=desk.desk, text="कितने बजे?")

    said = "".join(map(words_of, desk.announced()))

    for secret in ("Secretpur", "गुप्तपुर", "Reader", "Head Sahib", "गोपनीय", "मौके", "नदी"):
        assert secret not in said


def test_what_stays_inside_is_not_told(desk):
    notes.note(**desk.about, by=desk.desk, text="जाँच करें")

    assert desk.announced() == []


def test_the_desk_reads_what_was_said(desk):
    desk.answers()
    message = desk.announced()[1]

    assert message.entry.side == ThreadEntry.Side.DESK
    assert message.entry.told == ThreadEntry.Told.WAITING
    assert ANSWER in message.entry.text


def test_silence_is_recorded_where_nobody_can_be_told(desk):
    Thread.objects.update(conversation=None)
    desk.answers()

    [_, outcome] = desk.announced()

    assert outcome.state == OutboundMessage.State.SUPPRESSED
    assert outcome.entry.told == ThreadEntry.Told.NO_ADDRESS


def test_a_phone_call_has_nobody_to_tell(desk):
    OutboundMessage.objects.all().delete()
    Thread.objects.all().delete()
    desk.forwards()

    assert desk.announced() == []


def test_answers_and_questions_have_a_neutral_template_courtesies_have_none(desk):
    desk.answers()

    forwarded, outcome = desk.announced()

    assert forwarded.template == ""
    assert outcome.template == "answer_waiting"
    assert outcome.template_values == {"reference": spaced(desk.ticket.code)}


def test_the_content_follows_the_tap_on_read(desk):
    desk.answers()
    desk.announced(later=timedelta(days=2))

    desk.sender.says(tap(f"read:{desk.event(events.OUTCOME).pk}"), after=3 * 86400)

    assert ANSWER in desk.sender.read
    assert desk.sender.answers[0].event == desk.event(events.OUTCOME)


def test_whoever_deleted_the_chat_reads_the_answer_again(desk):
    desk.answers()
    read = f"read:{desk.event(events.OUTCOME).pk}"
    desk.sender.says(tap(read))
    desk.sender.says("status")
    assert read in str(desk.sender.answers[-1].body)

    desk.sender.says(tap(read))

    assert ANSWER in desk.sender.read


def test_nobody_reads_the_news_of_another(desk):
    desk.answers()
    stranger = Sender(desk.sender.line, number=7, now=desk.sender.now)

    stranger.says(tap(f"read:{desk.event(events.OUTCOME).pk}"))
    stranger.says(tap(f"unsolved:{desk.event(events.OUTCOME).pk}"))

    assert ANSWER not in stranger.read
    assert Ticket.objects.get().status == Status.OUTCOME_GIVEN


def test_inner_events_cannot_be_read_by_guessing_their_number(desk):
    notes.note(**desk.about, by=desk.desk, text="अंदर की बात")

    desk.sender.says(tap(f"read:{desk.event(events.NOTED).pk}"))

    assert "अंदर की बात" not in desk.sender.read


class TestFeedback:
    def test_not_solved_opens_it_again(self, desk):
        desk.answers()
        desk.announced()

        desk.sender.says(tap(f"unsolved:{desk.event(events.OUTCOME).pk}"))

        assert Ticket.objects.get().status == Status.WITH_STATION
        assert spaced(desk.ticket.code) in desk.sender.read
        assert desk.announced() == []  # it was answered already

    def test_only_within_the_lines_days(self, desk):
        desk.answers()
        outcome = desk.event(events.OUTCOME)

        desk.sender.says(tap(f"unsolved:{outcome.pk}"), after=30 * 86400)

        assert Ticket.objects.get().status == Status.OUTCOME_GIVEN
        assert desk.sender.read

    def test_once_per_outcome(self, desk):
        desk.answers()
        outcome = desk.event(events.OUTCOME)

        desk.sender.says(tap(f"unsolved:{outcome.pk}"))
        desk.sender.says(tap(f"unsolved:{outcome.pk}"))

        assert desk.ticket.events.filter(kind=events.REOPENED).count() == 1

    def test_solved_is_thanked_for(self, desk):
        desk.answers()

        desk.sender.says(tap(f"solved:{desk.event(events.OUTCOME).pk}"))
        assert desk.event(events.SETTLED).data == {"outcome": desk.event(events.OUTCOME).number}

        assert "धन्यवाद" in desk.sender.read


class TestClosing:
    def test_a_closing_after_an_outcome_is_not_told_again(self, desk):
        desk.answers()
        desk.announced()
        resolution.close(**desk.about, by=desk.desk, reason=CloseReason.DONE)

        assert desk.announced() == []

    @pytest.mark.parametrize("reason", [CloseReason.NOT_POLICE, CloseReason.FALSE])
    def test_a_closing_without_one_is(self, desk, reason):
        resolution.close(**desk.about, by=desk.desk, reason=reason, note="अंदर की बात")

        [message] = desk.announced()
        assert "अंदर की बात" not in words_of(message)

    def test_spam_is_not_written_to(self, desk):
        resolution.close(**desk.about, by=desk.desk, reason=CloseReason.SPAM, note="विज्ञापन")

        assert desk.announced() == []


def test_what_happened_long_ago_is_left_alone(desk):
    desk.answers()

    assert desk.announced(later=timedelta(days=4)) == []


def test_a_sweep_costs_a_fixed_number_of_queries_when_nothing_is_new(
    desk, django_assert_num_queries
):
    desk.answers()
    desk.announced()

    with django_assert_num_queries(2):  # what to withdraw, what to tell
        announcements.announce(now=desk.sender.now)


@pytest.mark.django_db(transaction=True)
def test_sweepers_at_once_tell_it_once():
    desk = Desk(Sender(a_line()))
    desk.answers()
    barrier = threading.Barrier(4)
    told: list[object] = []

    def sweep() -> None:
        barrier.wait()
        told.extend(announcements.announce(now=desk.sender.now))
        connection.close()

    sweepers = [threading.Thread(target=sweep) for _ in range(4)]
    [sweeper.start() for sweeper in sweepers]
    [sweeper.join() for sweeper in sweepers]

    assert len(told) == len(set(told)) == 2
    assert ThreadEntry.objects.filter(side="desk").count() == 2


def test_lines_without_units_below_still_answer():
    sender = Sender(a_line())
    sender.says(text("hi"))

    assert Unit.objects.count() == 1
    assert sender.read


def test_the_sweep_finds_news_by_an_index_however_long_the_history():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = announcements._untold(Sender(a_line()).now).explain()

    assert "event_news_to_citizens" in plan


class TestClosedTogether:
    """Of what is closed with others nothing is said while it can still be taken back."""

    @pytest.fixture
    def desk(self, desk) -> Desk:
        codes, reason = [desk.ticket.code], CloseReason.NOT_POLICE
        together.close(**desk.about, codes=codes, by=desk.desk, reason=reason, note="x")
        return desk

    def test_it_is_told_once_it_stands(self, desk):
        assert desk.announced(later=together.UNDO - timedelta(seconds=1)) == []

        told = desk.announced(later=together.UNDO)

        assert [message.event for message in told] == [desk.event(events.CLOSED)]

    def test_what_was_taken_back_is_never_told(self, desk):
        word = desk.event(events.CLOSED).data["together"]

        together.undo(word=word, by=desk.desk, at=desk.sender.now)

        assert desk.announced(later=together.UNDO) == []


class TestHandedOver:
    """To another district: for the citizen nothing changes but the police behind it."""

    @pytest.fixture
    def handed(self):
        desk = Desk(Sender(a_line()))
        elsewhere = make_unit(Unit.Kind.DISTRICT, name_en="Faraway", name_hi="दूरपुर")
        desk.other = make_officer(Role.DESK, elsewhere)
        handover.hand_over(**desk.about, by=desk.desk, office=elsewhere, reason="वहाँ का मामला")
        return desk

    def test_they_are_told_kindly_with_the_same_code_and_no_names(self, handed):
        [message] = handed.announced()

        told = words_of(message)
        assert spaced(handed.ticket.code) in told
        assert "कोड यही रहेगा और जवाब इसी चैट में आएगा" in told
        assert not {"दूरपुर", "Reader Babu", "वहाँ का मामला"} & {part for part in told.split()}
        assert "दूरपुर" not in told

    def test_what_they_write_next_reaches_the_other_desk_and_status_stays(self, handed):
        sender = handed.sender
        sender.says(f"{handed.ticket.code} में लाल गाड़ी भी है")
        added = handed.event(events.ADDED)
        assert "लाल गाड़ी भी है" in added.note
        assert Ticket.objects.visible_to(handed.other).filter(pk=added.ticket_id).exists()

        sender.says("status")

        assert "पुलिस डेस्क के पास है" in sender.read

    def test_the_answer_of_the_other_district_comes_to_the_same_chat(self, handed):
        resolution.give_outcome(
            **handed.about, by=handed.other, outcome=Outcome.DONE, text="वहाँ कार्रवाई हुई।"
        )

        told = [words_of(one) for one in handed.announced(later=timedelta(minutes=1))]
        assert any("वहाँ कार्रवाई हुई।" in words for words in told)
        assert handed.sender.talk is not None
