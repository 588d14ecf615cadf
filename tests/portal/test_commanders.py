"""What those above look at: complaints against police, what was left unread, what to read again."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from districts.models import Posting, Role
from districts.timing import INDIA
from messaging.models import Notice, OutboundMessage
from tests.factories import make_officer, make_ticket, make_unit
from tickets import counting, gaming, rechecks
from tickets.lifecycle import Outcome, Recheck
from tickets.models import Clock, Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import rechecking, resolution, restriction

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def address(ticket: Ticket) -> str:
    return reverse("tickets:detail", args=[ticket.code])


def little(client, page: str):
    """Look twice, as one does, and see that the page asks little; return it."""
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    assert len(asked) <= MOST_QUERIES, [query["sql"][:90] for query in asked]
    return answer


class TestAboutPolice:
    @pytest.fixture
    def complaint(self, world) -> Ticket:
        about = {"by": world.chief, "at": timezone.now(), "reason": "थाने के विरुद्ध"}
        restriction.restrict(ticket_id=world.waiting.pk, unit=world.kotwali, **about)
        counting.sweep(now=timezone.now())
        return world.waiting

    def test_the_range_reads_them_by_district_and_opens_them(self, sign_in, world, complaint):
        client = sign_in(make_officer(Role.RANGE, world.line.unit))
        page = little(client, "/morning/police/")

        [row] = page.context["rows"]
        assert (row.came, row.open) == (1, 1)
        assert address(complaint) in page.content.decode()
        assert reverse("tickets:police") in client.get("/morning/").content.decode()

    @pytest.mark.parametrize("role", [Role.DEPUTY, Role.CIRCLE, Role.AUDITOR, Role.DESK])
    def test_whoever_does_not_decide_on_them_has_no_such_page(
        self, sign_in, world, complaint, role
    ):
        assert (
            sign_in(make_officer(role, world.line.unit)).get("/morning/police/").status_code == 403
        )

    def test_what_accuses_the_chief_is_neither_listed_nor_counted(self, sign_in, world, complaint):
        district, above = world.line.unit, make_unit("range")
        district.parent = above
        district.save()
        restriction.restrict(
            ticket_id=world.acknowledged.pk,
            by=make_officer(Role.RANGE, above),
            at=timezone.now(),
            reason="x",
            officer=world.chief,
        )
        counting.sweep(now=timezone.now())
        page = sign_in(world.chief).get("/morning/police/")

        assert sum(row.came for row in page.context["rows"]) == 1
        assert address(world.acknowledged) not in page.content.decode()


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_bar_holds_what_is_done_every_day_and_the_name_the_rest(sign_in, world, language):
    page = sign_in(world.chief, language).get("/morning/").content.decode()
    bar, rest = page.split('class="nav-main"')[1].split("</nav>", 1)

    assert "/late/" in bar and "/reports/" not in bar and "/officers/" not in bar
    assert "/reports/" in rest and "/officers/" in rest


class TestWhoKeepsIt:
    def test_the_late_list_names_the_head_or_whom_it_is_assigned_to(self, sign_in, world):
        client = sign_in(world.chief)
        assert world.head.name in client.get("/late/").content.decode()
        officer = make_officer(Role.STATION_OFFICER, world.kotwali, name="दीपा रावत")
        Ticket.objects.update(assigned_to=officer)

        page = client.get("/late/").content.decode()
        assert officer.name in page
        an_hour_ago = timezone.now() - timedelta(hours=1)
        Posting.objects.filter(officer=officer).update(until=an_hour_ago)
        assert officer.name not in client.get("/late/").content.decode()

    def test_the_morning_says_how_long_the_longest_waits(self, sign_in, world):
        asked = sign_in(world.chief).get("/morning/").content.decode().split('id="m-ask"')[1]
        longest = Clock.objects.running().filter(ticket__unit=world.kotwali).earliest("due_at")

        assert "the longest:" in asked
        assert address(longest.ticket) in asked


def leave_unread(world) -> Notice:
    """Let the head of the station leave one notice unread."""
    event = world.waiting.events.get(kind="ticket.forwarded")
    notice = Notice.objects.create(event=event, officer=world.head, made_at=timezone.now())
    OutboundMessage.objects.create(
        line=world.line,
        reason=notice.reason,
        body={},
        notice=notice,
        state=OutboundMessage.State.SENT,
        progress=OutboundMessage.Progress.DELIVERED,
        created_at=timezone.now(),
        not_before=timezone.now(),
    )
    return notice


class TestUnread:
    @pytest.fixture
    def left(self, world) -> Notice:
        return leave_unread(world)

    def test_a_superior_sees_who_left_which_notice_unread(self, sign_in, world, left):
        client = sign_in(world.chief)
        assert reverse("messaging:unread") in client.get("/away/").content.decode()
        page = little(client, "/away/unread/").content.decode()
        of_one = reverse("messaging:unread-of", args=[world.head.pk])

        assert of_one in page and "1 notice unread" in page
        assert address(world.waiting) in little(client, of_one).content.decode()

    def test_read_or_answered_is_not_left(self, sign_in, world, left):
        client, of_one = sign_in(world.chief), reverse("messaging:unread-of", args=[world.head.pk])
        Notice.objects.update(answered_at=timezone.now())
        assert client.get(of_one).status_code == 404
        Notice.objects.update(answered_at=None)
        OutboundMessage.objects.update(progress=OutboundMessage.Progress.READ)

        assert client.get(of_one).status_code == 404
        assert "Every notice" in client.get("/away/unread/").content.decode()

    def test_a_notice_of_a_hidden_ticket_is_neither_listed_nor_counted(self, sign_in, world, left):
        about = {"by": world.chief, "at": timezone.now(), "reason": "x"}
        restriction.restrict(ticket_id=world.waiting.pk, unit=world.kotwali, **about)
        client = sign_in(make_officer(Role.CIRCLE, world.kotwali.parent))

        assert "Every notice" in client.get("/away/unread/").content.decode()
        assert client.get(reverse("messaging:unread-of", args=[world.head.pk])).status_code == 404

    def test_nobody_looks_upwards_or_beside(self, sign_in, world, left):
        of_one = reverse("messaging:unread-of", args=[world.head.pk])
        other = make_officer(Role.CIRCLE, world.baradari.parent)

        assert sign_in(other).get(of_one).status_code == 404
        assert sign_in(world.sister).get(of_one).status_code == 403


class TestReadAgain:
    @pytest.fixture
    def ended(self, world) -> list[Ticket]:
        # the day as it is now: a run may begin before midnight
        yesterday = datetime.combine(timezone.localdate(), time(), INDIA) - timedelta(hours=9)
        made = [make_ticket(world.line, world.kotwali, at=yesterday) for _ in range(8)]
        for ticket in made:
            Ticket.objects.filter(pk=ticket.pk).update(status="action_taken")
            Clock.objects.create(
                ticket=ticket,
                name="resolve",
                unit=world.kotwali,
                started_at=yesterday,
                due_at=yesterday + timedelta(days=3),
            )
            about = {"by": world.head, "at": yesterday, "outcome": Outcome.DONE, "text": "हुआ"}
            resolution.give_outcome(ticket_id=ticket.pk, **about)
        Clock.objects.filter(ticket__in=made).update(stopped_at=yesterday)
        return made

    def drawn(self, officer, now=None) -> list[str]:
        return [one.ticket.code for one in rechecks.today(officer, now=now or timezone.now())]

    def test_five_are_drawn_and_stay_all_day_and_others_come_tomorrow(self, world, ended):
        lot, now = self.drawn(world.chief), timezone.now()
        midnight = datetime.combine(timezone.localdate(now), time(), INDIA)

        assert len(set(lot)) == rechecks.A_DAY
        assert self.drawn(world.chief, midnight + timedelta(hours=23, minutes=59)) == lot
        days = [self.drawn(world.chief, midnight + timedelta(days=day)) for day in range(1, 4)]
        assert any(set(day) != set(lot) for day in days)

    def test_nobody_is_given_their_own_and_low_posts_none(self, world, ended):
        assert self.drawn(world.head) == []
        own, now = resolution_by(world.chief, ended), timezone.now()
        lots = [self.drawn(world.chief, now + timedelta(days=day)) for day in range(12)]

        assert all(own.code not in lot and lot for lot in lots)

    def test_what_is_put_on_record_is_shown_and_not_drawn_again(self, sign_in, world, ended):
        client, code = sign_in(world.chief), self.drawn(world.chief)[0]
        answer = client.post(
            f"/tickets/{code}/recheck/", {"verdict": "doubtful", "note": "कोई नहीं गया"}
        )

        assert answer.status_code == 302
        page = little(client, "/closed/today/").content.decode()
        assert "Re-checked: doubtful" in client.get(f"/tickets/{code}/").content.decode()
        assert page.count("Re-checked:") == 1
        assert code in self.drawn(world.chief)
        tomorrow = timezone.now() + timedelta(days=1)
        assert code not in self.drawn(world.chief, tomorrow)
        look = gaming.Look(officer=world.chief, since=ended[0].arrived_at, until=timezone.now())
        assert len(gaming.find(look).signs[gaming.Sign.DOUBTFUL]) == 1

    def test_doubt_wants_words_and_nobody_rechecks_the_own(self, world, ended):
        about = {"by": world.chief, "at": timezone.now()}
        with pytest.raises(Unacceptable):
            rechecking.recheck(ticket_id=ended[0].pk, verdict=Recheck.DOUBTFUL, **about)
        own = resolution_by(world.chief, ended)
        with pytest.raises(DoesNotFollow):
            rechecking.recheck(ticket_id=own.pk, verdict=Recheck.FINE, **about)
        with pytest.raises(NotAllowed):
            rechecking.recheck(
                ticket_id=ended[1].pk, verdict=Recheck.FINE, by=world.head, at=timezone.now()
            )

    def test_the_accused_draw_no_complaint_about_themselves(self, world, ended):
        about = {"by": world.chief, "at": timezone.now(), "reason": "x"}
        for ticket in ended:
            restriction.restrict(ticket_id=ticket.pk, unit=world.kotwali.parent, **about)
        circle = make_officer(Role.CIRCLE, world.kotwali.parent)

        # soon after midnight others of the world ended yesterday too
        assert not {ticket.code for ticket in ended} & set(self.drawn(circle))


def resolution_by(officer, ended: list[Ticket]) -> Ticket:
    """Let `officer` give an outcome to one of them, as if it had been theirs."""
    ticket = ended[-1]
    ticket.refresh_from_db()
    ticket.record("ticket.outcome", by=officer, at=timezone.now(), data={"outcome": "done"})
    return ticket
