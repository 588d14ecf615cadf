"""No page asks more often because more has happened: twelve questions at most, on every list."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from districts.models import Role, Watch
from evidence.models import Attachment
from messaging.models import ThreadEntry
from tests.factories import make_category, make_line, make_officer
from tests.portal.test_banners import put_up
from tests.portal.world import World, attach
from tickets.lifecycle import CloseReason
from tickets.models import Action, Clock, Draft, Ticket
from tickets.services import (
    acknowledgement,
    actions,
    dialogue,
    escalation,
    forwarding,
    intake,
    notes,
    resolution,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST_QUERIES = 12
LISTS = (
    "/queue/",
    "/queue/?show=station",
    "/queue/?show=open",
    "/queue/?show=closed",
    "/queue/?show=all",
    "/queue/?q=शराब",
    "/queue/?q=UP32&show=all",
    "/station/",
    "/late/",
    "/explanations/",
    "/closed/",
)
RANKS = ("desk", "head", "circle", "chief", "range")


@pytest.fixture
def busy(world: World) -> World:
    """Let a great deal happen to one ticket, among forty others."""
    now, MINUTE = timezone.now(), timedelta(minutes=1)
    for number in range(40):
        came = intake.open_ticket(
            line=world.line, kind=Ticket.Kind.TIP, text=f"शराब {number}", at=now - 90 * MINUTE
        )
        if number % 2:
            forwarding.forward(ticket_id=came.pk, by=world.desk, at=now, station=world.kotwali)
    key = world.acknowledged.pk
    for number in range(8):
        at = now - (80 - number) * MINUTE
        dialogue.ask(ticket_id=key, by=world.head, at=at, text=f"कब? {number}")
        intake.add_words(ticket_id=key, at=at, text="रात को")
        notes.note(ticket_id=key, by=world.desk, at=at, text="देखा")
        facts = {"kind": Action.Kind.SPOT_VISIT, "note": f"गए {number}"}
        actions.record(ticket_id=key, by=world.head, at=at, **facts)
        notes.categorise(ticket_id=key, by=world.desk, at=at, category=make_category(world.line))
        file = attach(world.acknowledged, Attachment.Kind.IMAGE, clean=b"picture")
        Attachment.objects.filter(pk=file.pk).update(brought_by=world.head)
        ThreadEntry.objects.create(
            ticket=world.acknowledged, side="citizen", text="और", said_at=at, attachment=file
        )
    to_and_fro(world, key, now)
    escalation.escalate_due(now=now + timedelta(days=2))
    put_up(world)
    assert Clock.objects.filter(ticket=key).count() >= 4
    return world


def to_and_fro(world: World, key: int, now) -> None:
    for station, head in ((world.baradari, world.sister), (world.kotwali, world.head)):
        forwarding.forward(ticket_id=key, by=world.desk, at=now, station=station)
        acknowledgement.acknowledge(ticket_id=key, by=head, at=now)


@pytest.fixture
def officers(busy: World):
    district = busy.line.unit
    made = {
        "circle": make_officer(Role.CIRCLE, busy.kotwali.parent),
        "range": make_officer(Role.RANGE, district),
    }
    return {"desk": busy.desk, "head": busy.head, "chief": busy.chief, **made}


def costly(officers, sign_in, addresses) -> dict[tuple[str, str], int]:
    """Return what asks too often, by rank and address; each page is looked at twice."""
    found = {}
    for rank in RANKS:
        client = sign_in(officers[rank])
        for address in addresses:
            if client.get(address).status_code == 403:  # no page of this rank's
                continue
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            if len(asked) > MOST_QUERIES:
                found[rank, address] = len(asked)
    return found


def test_the_ticket_page_asks_twelve_questions_whatever_happened(busy, officers, sign_in):
    ticket = f"/tickets/{busy.acknowledged.code}/"

    assert costly(officers, sign_in, [ticket, f"{ticket}thread/", f"{ticket}files/"]) == {}


def test_every_list_asks_twelve_questions(busy, officers, sign_in):
    watched(busy, officers)

    assert costly(officers, sign_in, LISTS) == {}


def watched(world: World, officers) -> None:
    """Let two lines be watched around the clock, one of them by everybody."""
    other = make_line(world.line.unit)
    for line in (world.line, other):
        watch = Watch.objects.create(line=line, alarm_after_minutes=1, looked_at=timezone.now())
        for hour in (0, 8, 16):
            about = {"code": f"from-{hour}", "name_hi": "पहरा", "name_en": "Watch"}
            row = watch.shifts.create(
                **about, starts=time(hour), ends=time((hour + 8) % 24), weekdays=[*range(7)]
            )
            row.officers.set(officers.values() if line is other else [])


def test_a_draft_that_lies_there_asks_no_more(busy, officers, sign_in):
    for officer in officers.values():
        for deed in ("act", "note"):
            Draft.objects.create(
                officer=officer,
                ticket=busy.acknowledged,
                deed=deed,
                words={"note": ["गए"]},
                kept_at=timezone.now(),
            )

    assert costly(officers, sign_in, [f"/tickets/{busy.acknowledged.code}/"]) == {}


def test_a_closed_copy_asks_no_more(busy, officers, sign_in, django_assert_max_num_queries):
    resolution.close(
        ticket_id=busy.waiting.pk,
        by=busy.desk,
        at=timezone.now(),
        reason=CloseReason.DUPLICATE,
        duplicate_of_code=busy.acknowledged.code,
    )
    client = sign_in(officers["chief"])
    client.get(f"/tickets/{busy.waiting.code}/")

    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(f"/tickets/{busy.waiting.code}/")
    assert busy.acknowledged.code in page.content.decode()


def test_a_form_sent_back_reads_posts_hardly_more_often_than_its_page(world, sign_in):
    client = sign_in(world.head)
    ticket = f"/tickets/{world.acknowledged.code}/"

    with CaptureQueriesContext(connection) as page:
        client.get(ticket)
    with CaptureQueriesContext(connection) as sent_back:
        assert client.post(f"{ticket}act/", {}).status_code == 422

    # besides: to find the ticket, to judge the deed, to fill the form in, to read the form
    assert of_posts(sent_back) <= of_posts(page) + 4


def of_posts(asked: CaptureQueriesContext) -> int:
    return sum('FROM "districts_posting"' in one["sql"] for one in asked)
