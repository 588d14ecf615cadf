"""e-Mukhbir of Prayagraj, October 2020: what was promised, row by row."""

from datetime import timedelta
from uuid import uuid4

import pytest

from districts import watching
from districts.models import Role, Unit, Watch
from messaging.reach import figures
from tests.factories import NOON
from tests.messaging import arriving
from tests.messaging.turning import tap
from tests.promises.service import HOUR, MINUTE, sees
from tickets.models import Clock, Ticket
from tickets.services import calls, escalation

BLUEPRINT = "prayagraj-emukhbir"
CRIME = "prayagraj-crime"


def tells(citizen, *first):
    citizen.says(*(first or ("गैंग के लोग असलहा बाँट रहे हैं",)))
    citizen.says(tap("language:hi"))
    citizen.says("करेली")
    citizen.says(tap("send"))
    return Ticket.objects.latest("pk")


def test_s2_1_a_phone_call_makes_the_same_ticket_and_leaves_no_number(service):
    watch = service.officer(Role.WATCH)
    entry = calls.take_down(
        nonce=uuid4(),
        line=service.line,
        text="गैंग के लोग करेली में हैं, मेरा नंबर 9155500001",
        by=watch,
        at=NOON,
        caller="9155500001",
        category=service.category("organised-crime"),
    )

    written = tells(service.citizen())
    assert service.line.display_number == "+919918101617"
    assert entry.ticket.unit == written.unit
    clocks = [sorted(one.clocks.values_list("name", flat=True)) for one in (entry.ticket, written)]
    assert clocks[0] == clocks[1] != []
    assert "9155500001" not in entry.ticket.text
    assert b"9155500001" not in bytes(entry.caller)


def test_s2_2_no_officer_sees_who_informs(service, client):
    citizen = service.citizen()
    ticket = tells(citizen)

    for role in (Role.WATCH, Role.CHIEF):
        client.force_login(service.officer(role))
        shown = client.get(f"/tickets/{ticket.code}/").content.decode()
        shown += client.get(f"/tickets/{ticket.code}/thread/").content.decode()
        assert ticket.code[:3] in shown
        assert f"91555000{citizen.number:04}" not in shown
        assert f"IN.SYNTH{citizen.number:04}" not in shown


def test_s2_3_organised_crime_reaches_the_crime_branch(service):
    ticket = tells(service.citizen())

    assert ticket.category.code == "organised-crime"
    assert sees(service.officer(Role.DEPUTY, CRIME), ticket)


@pytest.mark.parametrize("kind", ["image", "audio", "video", "document"])
def test_s2_4_any_information_picture_or_recording_is_taken(service, kind):
    mimes = {"image": "image/jpeg", "audio": "audio/ogg", "video": "video/mp4"}
    media = {"id": "media-1", "mime_type": mimes.get(kind, "application/pdf"), "sha256": ""}

    ticket = tells(
        service.citizen(),
        arriving.message(type=kind, text=None, **{kind: media}),
        "गैंग की तस्वीर",
    )

    assert [one.kind for one in ticket.attachments.all()] == [kind]


def test_s2_5_every_hour_has_a_watch_and_an_unwatched_queue_raises_the_alarm(service, client):
    watch = Watch.objects.get(line=service.line)
    assert watching.uncovered(watch.shifts.all()) == 0

    for hour in (3, 10, 20):
        [shift] = watching.running(watch.shifts.all(), NOON.replace(hour=hour))
        guard = shift.officers.get()
        at = NOON.replace(hour=hour)
        watching.looked(guard, now=at)
        units = Unit.objects.all()
        assert watching.alarms(units, now=at + 9 * MINUTE) == []
        [alarm] = watching.alarms(units, now=at + 10 * MINUTE)
        assert (alarm.uncovered_hours, alarm.unseen_minutes) == (0, 10)
    guard.postings.all().delete()
    [alarm] = watching.alarms(units, now=at)
    assert (alarm.uncovered_hours, alarm.unseen_minutes) == (56, None)


def test_s2_6_it_must_be_acknowledged_within_minutes(service):
    ticket = tells(service.citizen())
    triage = Clock.objects.get(ticket=ticket, name="triage")
    assert triage.due_at - triage.started_at == timedelta(minutes=5)

    watch = service.officer(Role.WATCH)
    service.forwards(ticket, "prayagraj-kareli", watch, ticket.arrived_at + MINUTE)

    clock = Clock.objects.get(ticket=ticket, name="acknowledge")
    assert clock.due_at - clock.started_at == timedelta(minutes=10)


def test_s2_7_the_crime_branch_answers_for_every_tip_and_hears_first_when_it_is_late(
    service, client
):
    crime = service.officer(Role.DEPUTY, CRIME)
    ticket = tells(service.citizen())
    watch = service.officer(Role.WATCH)
    service.forwards(ticket, "prayagraj-kareli", watch, ticket.arrived_at + MINUTE)
    late = ticket.arrived_at + 12 * MINUTE

    escalation.escalate_due(now=late)

    told = Clock.objects.get(ticket=ticket, name="acknowledge").escalations.get(step=0)
    assert list(told.officers.all()) == [crime]
    client.force_login(crime)
    assert ticket.code[:3] in client.get("/queue/?show=all").content.decode()


def test_s2_8_a_trend_of_tips_is_told_beside_the_campaigns(service):
    month = timedelta(days=28)
    for _ in range(14):
        service.ticket(at=NOON - month - HOUR)
    for _ in range(31):
        service.ticket(at=NOON)

    [whole, *_] = figures.effects(service.line, service.officer(Role.CHIEF), NOON + HOUR)

    assert (whole.before, whole.now) == ("10+", "30+")


def test_s2_9_tips_of_mission_shakti_carry_its_tag(service):
    shakti = service.line.campaigns.get(code="mission-shakti")
    for _ in range(10):
        service.ticket(campaign=shakti)

    effects = figures.effects(service.line, service.officer(Role.CHIEF), NOON + HOUR)

    assert {one.campaign: one.now for one in effects}[shakti] == "10+"


def test_an_informer_about_police_is_kept_from_the_crime_branch_too(service):
    ticket = service.ticket(category="about-police")

    assert not sees(service.officer(Role.DEPUTY, CRIME), ticket)
