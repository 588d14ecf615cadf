"""Bareilly: the SSP's number, handled by the PRO. What was promised, row by row."""

from datetime import timedelta

import pytest

from districts.models import Role
from messaging.duty import heralds
from messaging.models import Notice
from tests.factories import NOON
from tests.messaging.turning import photo, tap
from tests.promises.service import HOUR, MINUTE, sees
from tickets import counting, events, figures, first_looks, histogram
from tickets.models import Action, Clock, Ticket
from tickets.services import acknowledgement, actions, escalation, explanations
from tickets.sight import sight_of

BLUEPRINT = "bareilly-pro"


def with_kotwali(service, at=NOON):
    ticket = service.ticket(kind=Ticket.Kind.COMPLAINT, category="theft-robbery")
    desk = service.officer(Role.DESK)
    service.forwards(ticket, "bareilly-kotwali", desk, at)
    return ticket


def test_s4_1_the_pros_desk_receives_what_comes(service):
    citizen = service.citizen()
    ticket = citizen.tells("मेरी साइकिल चोरी हो गई")
    desk = service.officer(Role.DESK)

    assert desk.postings.get().title == "PRO"
    assert ticket.unit.code == "bareilly"
    assert sees(desk, ticket)


@pytest.mark.parametrize("words", ["सड़क पर गड्ढा, रोज़ दुर्घटना होती है", "यह देखिए, क्या हो गया"])
def test_s4_2_any_complaint_with_photo_is_taken(service, words):
    citizen = service.citizen()
    citizen.says(photo(words))
    citizen.says(tap("language:hi"))
    citizen.says("पता नहीं")
    citizen.says(tap("send"))

    ticket = Ticket.objects.get()
    assert ticket.kind == Ticket.Kind.COMPLAINT
    assert ticket.attachments.count() == 1


def test_s4_3_how_long_the_desk_took_to_forward_is_measured_and_late_is_told(service):
    ticket = with_kotwali(service, NOON + 9 * MINUTE)
    chief = service.officer(Role.CHIEF)
    triage = Clock.objects.get(ticket=ticket, name="triage")

    assert (triage.due_at, triage.stopped_at) == (NOON + 15 * MINUTE, NOON + 9 * MINUTE)
    slow = service.ticket()
    escalation.escalate_due(now=NOON + 15 * MINUTE)
    told = Clock.objects.get(ticket=slow, name="triage").escalations.get()
    assert list(told.officers.all()) == [chief]


def test_s4_4_the_station_records_its_visit_to_the_spot_with_the_time(service):
    ticket = with_kotwali(service)
    head = service.officer(Role.STATION_HEAD, "bareilly-kotwali")
    acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=NOON + MINUTE)

    action = actions.record(
        ticket_id=ticket.pk,
        by=head,
        at=NOON + HOUR,
        kind=Action.Kind.SPOT_VISIT,
        note="मौके पर गए",
        happened_at=NOON + 40 * MINUTE,
    )

    assert action.happened_at == NOON + 40 * MINUTE


@pytest.mark.parametrize(
    ("role", "unit", "can"),
    [
        (Role.CHIEF, "bareilly", True),
        (Role.DEPUTY, "bareilly-city", True),
        (Role.CIRCLE, "bareilly-co-city-1", True),
        (Role.STATION_HEAD, "bareilly-kotwali", True),
        (Role.DEPUTY, "bareilly-rural-north", False),
        (Role.CIRCLE, "bareilly-co-city-2", False),
        (Role.STATION_HEAD, "bareilly-qila", False),
    ],
)
def test_s4_5_every_rank_watches_its_own_area(service, role, unit, can):
    ticket = with_kotwali(service)

    assert sees(service.officer(role, unit), ticket) == can


def test_s4_6_seniors_see_how_fast_each_station_acted(service):
    ticket = with_kotwali(service)
    head = service.officer(Role.STATION_HEAD, "bareilly-kotwali")
    acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=NOON + 6 * MINUTE)
    chief = service.officer(Role.CHIEF)

    counting.sweep(now=NOON + HOUR)
    scope = figures.Scope.of(chief)
    asked = figures.Asked(scope=scope, since=NOON.date(), until=NOON.date())
    rows = figures.response_times(asked, sight=sight_of(chief))

    row = next(one for one in rows if one["clock"] == "acknowledge")
    assert (row["unit"], row["count"]) == ("bareilly-kotwali", 1)
    assert row["median_seconds"] == pytest.approx(360, rel=histogram.ERROR)


def test_s4_7_who_does_not_act_is_asked_to_explain_and_listed(service):
    ticket = with_kotwali(service)
    late = NOON + 5 * HOUR
    escalation.escalate_due(now=late)
    chief = service.officer(Role.CHIEF)
    head = service.officer(Role.STATION_HEAD, "bareilly-kotwali")

    explanations.demand(ticket_id=ticket.pk, by=chief, at=late, officer=head, text="देर क्यों?")

    assert [row["officer"] for row in explanations.defaulters(chief)] == [head.pk]
    explanations.explain(ticket_id=ticket.pk, by=head, at=late + HOUR, text="जाँच में लगे थे")
    said = list(ticket.events.order_by("number").values_list("kind", "by", "note"))
    assert said[-2:] == [
        (events.EXPLANATION_ASKED, chief.pk, "देर क्यों?"),
        (events.EXPLAINED, head.pk, "जाँच में लगे थे"),
    ]


def test_s4_8_a_station_head_is_told_on_whatsapp_without_a_word_of_the_complaint(service):
    from tests.messaging.on_duty import Handset
    from tests.messaging.turning import words_of

    head = service.officer(Role.STATION_HEAD, "bareilly-kotwali")
    handset = Handset(service.line, head, 77)
    handset.registers()
    ticket = with_kotwali(service, handset.now)
    heralds.notify(now=handset.now)

    notice = Notice.objects.get(event__ticket=ticket)
    said = words_of(handset.shown(notice))
    assert ticket.text not in said
    assert ticket.code[:3] in said


def test_s4_9_headquarters_sees_news_within_minutes_and_the_median_says_so(service, client):
    ticket = with_kotwali(service, NOON + MINUTE)
    ticket.refresh_from_db()
    chief = service.officer(Role.CHIEF)
    station = service.officer(Role.STATION_HEAD, "bareilly-kotwali")
    first_looks.note(ticket, station, at=NOON + 2 * MINUTE)
    first_looks.note(ticket, service.officer(Role.DESK), at=NOON + 3 * MINUTE)

    figures = first_looks.of(chief, since=NOON - HOUR, until=NOON + HOUR)
    assert (figures.seen, figures.seen_median) == (1, 180)


def test_s4_10_one_public_number_for_the_whole_district_as_in_delhi(service):
    """Nothing more was promised than the model: one number, one desk, every station below it."""
    line = service.line

    assert line.unit.kind == "district"
    assert not line.asks_district
    assert service.officer(Role.DESK).postings.get().unit == line.unit
    assert timedelta(minutes=line.clock_minutes["triage"]) <= timedelta(minutes=15)
