"""Dhamtari's confidential number: what was promised on 21 March 2024, row by row."""

from datetime import timedelta

from districts.models import Role
from tests.factories import NOON
from tests.messaging.turning import tap
from tests.promises.service import HOUR, MINUTE, ids, titles, told
from tickets import events, feedback, first_looks
from tickets.lifecycle import Outcome
from tickets.models import Action, Ticket
from tickets.services import acknowledgement, actions, dialogue, notes, resolution

BLUEPRINT = "dhamtari"


def test_s3_1_the_first_question_splits_tip_complaint_and_emergency(service):
    citizen = service.citizen()
    citizen.says("नमस्ते")

    assert service.line.display_number == "+919479192299"
    assert ids(citizen.answers[-1]) == ["kind:tip", "kind:complaint", "danger"]
    citizen.says(tap("kind:complaint"))
    citizen.says(tap("language:hi"))
    citizen.says("मेरी दुकान का ताला टूटा मिला")
    citizen.says("पता नहीं")
    citizen.says(tap("send"))
    assert Ticket.objects.get().kind == Ticket.Kind.COMPLAINT


def test_s3_2_problems_suspicious_activity_and_outsiders_can_be_told(service):
    citizen = service.citizen()
    for said, code in {
        "हमारे पारा में संदिग्ध सामान पड़ा है": "suspicious-activity",
        "bahar ke log do din se ghoom rahe hain": "outsiders",
        "सड़क पर जाम की समस्या है": "problem",
    }.items():
        citizen = service.citizen()
        citizen.says(said)
        citizen.says(tap("language:hi"))
        citizen.says("पता नहीं")
        citizen.says(tap("send"))
        assert Ticket.objects.latest("pk").category.code == code


def test_s3_3_an_officer_asks_and_the_citizen_answers_without_a_name(service):
    citizen = service.citizen()
    ticket = citizen.tells("गांव में कच्ची शराब बन रही है")
    desk = service.officer(Role.DESK, "dhamtari")

    dialogue.ask(ticket_id=ticket.pk, by=desk, at=citizen.now, text="किस समय?")
    assert "किस समय?" in told(ticket, citizen.now)[-1]
    citizen.says("रात के दस बजे")

    answer = ticket.events.get(kind=events.ANSWERED)
    assert (answer.note, answer.by) == ("रात के दस बजे", None)


def test_s3_4_the_bot_answers_within_a_minute_and_the_first_human_touch_is_measured(service):
    citizen = service.citizen()
    ticket = citizen.tells("गांव में कच्ची शराब बन रही है")
    answer = citizen.answers[0]
    assert max(answer.created_at, answer.not_before) - citizen.now <= timedelta(minutes=1)

    desk = service.officer(Role.DESK, "dhamtari")
    service.forwards(ticket, "dhamtari-kurud", desk, ticket.arrived_at + 7 * MINUTE)
    notes.note(ticket_id=ticket.pk, by=desk, at=ticket.arrived_at + HOUR, text="देख लिया")

    figures = first_looks.of(desk, since=NOON - HOUR, until=NOON + 24 * HOUR)
    assert figures.touched_median == 7 * 60


def test_s3_5_action_is_recorded_with_the_sections_of_law(service):
    ticket = service.ticket(category="drugs-liquor")
    desk, head = service.officer(Role.DESK), service.officer(Role.STATION_HEAD, "dhamtari-kurud")
    service.forwards(ticket, "dhamtari-kurud", desk, NOON + MINUTE)
    acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=NOON + 2 * MINUTE)

    action = actions.record(
        ticket_id=ticket.pk,
        by=head,
        at=NOON + HOUR,
        kind=Action.Kind.FIR,
        note="आबकारी का प्रकरण",
        reference="0112/2026",
        sections=["छत्तीसगढ़ आबकारी अधिनियम 34(2)"],
    )

    assert action.sections == ["छत्तीसगढ़ आबकारी अधिनियम 34(2)"]
    assert action.event.data["sections"] == action.sections


def test_s3_6_danger_brings_the_control_room_and_its_landline(service):
    citizen = service.citizen()
    citizen.says("बचाओ, जान से मार देंगे")

    first = str(citizen.answers[0].body)
    assert [first.index(number) for number in ("*112*", "*100*", "*232511*")] == sorted(
        first.index(number) for number in ("*112*", "*100*", "*232511*")
    )
    # and not because the greeting names them too
    assert "अभी फ़ोन करें" in first and titles(citizen.answers[0]) == []
    assert Ticket.objects.get().priority == Ticket.Priority.EMERGENCY
    assert "100" in service.line.texts["hi"]["promise"]


def test_s3_7_cyber_fraud_brings_1930_before_anything_is_asked(service):
    citizen = service.citizen()
    citizen.says("मेरे खाते से पैसे कट गए")

    first, second = citizen.answers[:2]
    assert "*1930*" in str(first.body)
    assert titles(first) == []
    assert titles(second) != []


def test_s3_8_outcomes_and_what_citizens_say_of_them_are_counted(service):
    desk, chief = service.officer(Role.DESK), service.officer(Role.CHIEF)
    for outcome, says in {
        Outcome.DONE: "solved",
        Outcome.PASSED_ON: "unsolved",
        Outcome.NOTHING_FOUND: "",
    }.items():
        citizen = service.citizen()
        ticket = citizen.tells()
        resolution.give_outcome(
            ticket_id=ticket.pk, by=desk, at=NOON + HOUR, outcome=outcome, text="कार्रवाई हुई"
        )
        if says:
            citizen.says(tap(f"{says}:{ticket.events.get(kind=events.OUTCOME).pk}"), after=3600)
    period = {"since": NOON - HOUR, "until": NOON + 3 * HOUR}

    counted = feedback.counts(chief, **period)

    assert (counted.outcomes, counted.settled, counted.unsettled) == (3, 1, 1)
    assert counted.share_settled == 0.5
    assert counted.by_outcome == {"done": 1, "passed_on": 1, "nothing_found": 1}
    assert feedback.counts(chief, since=NOON - HOUR, until=NOON).outcomes == 0
    assert feedback.counts(service.officer(Role.STATION_HEAD), **period).outcomes == 0
