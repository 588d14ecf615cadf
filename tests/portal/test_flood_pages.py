"""A flood on the desk's pages: one row, its page without JavaScript, closing and taking back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from tests.factories import make_officer, make_unit
from tests.portal.browser import DESK, PHONE, open_page, violations
from tests.portal.world import World, make_world
from tickets import events
from tickets.lifecycle import Status
from tickets.models import Event, Ticket
from tickets.services import intake, together

SAID = "कल सब दुकानें बंद रहेंगी, यह सन्देश सब लोगों तक पहुँचा दें। सन्देश {}"
FILLED = {"reason": "spam", "note": "अफ़वाह"}


def pour(world: World, number: int = 12, **fields) -> list[Ticket]:
    at = timezone.now() - timedelta(minutes=30)
    usual = {"line": world.line, "kind": Ticket.Kind.TIP}
    return [
        intake.open_ticket(
            text=SAID.format(each), at=at + each * timedelta(seconds=20), **usual, **fields
        )
        for each in range(number)
    ]


def page_of(ticket: Ticket) -> str:
    return reverse("tickets:flood", args=[ticket.code])


def codes(tickets) -> list[str]:
    return [ticket.code for ticket in tickets]


@pytest.mark.django_db
class TestPages:
    def test_the_queue_shows_one_row_and_an_emergency_its_own(self, sign_in, world):
        urgent = pour(world, 2, priority=Ticket.Priority.EMERGENCY)
        alike = pour(world)

        page = sign_in(world.desk).get("/queue/")
        shown = {row.code for row in page.context["rows"]}

        assert shown & set(codes(alike)) == {alike[0].code}
        assert set(codes(urgent)) <= shown
        assert "12 alike:" in page.content.decode() and page_of(alike[0]) in page.content.decode()
        assert page.context["total"] == len(page.context["rows"])

    @pytest.mark.parametrize("address", ["/queue/?show=all", "/queue/?show=new&q=दुकानें"])
    def test_other_tabs_and_a_search_fold_nothing(self, sign_in, world, address):
        alike = pour(world)

        rows = sign_in(world.desk).get(address).context["rows"]

        assert set(codes(alike)) <= {row.code for row in rows}

    def test_below_the_district_nothing_is_folded(self, sign_in, world):
        alike = pour(world, unit=world.kotwali)
        client = sign_in(make_officer(Role.DESK, world.kotwali))

        rows = client.get("/queue/").context["rows"]

        assert set(codes(alike)) == {row.code for row in rows}
        assert client.get(page_of(alike[0])).status_code == 403

    def test_the_page_lists_each_with_its_words(self, sign_in, world):
        alike = pour(world)

        page = sign_in(world.desk).get(page_of(alike[4])).content.decode()

        assert [one.code for one in alike if SAID.format(alike.index(one)) not in page] == []
        assert page.count('name="ticket"') == 12

    def test_one_press_closes_the_ticked_and_one_takes_them_back(self, sign_in, world):
        alike, client = pour(world), sign_in(world.desk)

        answer = client.post(page_of(alike[0]), {**FILLED, "ticket": codes(alike[1:])})
        assert answer.status_code == 302
        assert self.closed() == set(codes(alike[1:]))
        queue = client.get("/queue/")
        word = queue.context["undoable"][0]["word"]
        assert "You closed 11 tickets together." in queue.content.decode()

        client.post(reverse("tickets:undo-together", args=[word]))
        assert self.closed() == set()
        assert Event.objects.filter(kind=events.REOPENED, data__together=word).count() == 11

    def test_too_late_is_said(self, sign_in, world):
        alike = pour(world)
        together.close(
            ticket_id=alike[0].pk,
            codes=codes(alike),
            by=world.desk,
            at=timezone.now() - together.UNDO,
            **FILLED,
        )
        word = alike[0].events.get(kind=events.CLOSED).data["together"]

        address = reverse("tickets:undo-together", args=[word])
        answer = sign_in(world.desk).post(address, follow=True)

        assert "has passed" in answer.content.decode()
        assert self.closed() == set(codes(alike))

    def test_a_wrong_form_comes_back_with_what_was_ticked(self, sign_in, world):
        alike, client = pour(world), sign_in(world.desk)

        for wrong in ({**FILLED, "note": ""}, {**FILLED, "reason": "done"}):
            answer = client.post(page_of(alike[0]), {**wrong, "ticket": [alike[3].code]})
            assert answer.status_code == 422
            assert answer.context["chosen"] == [alike[3].code]
        assert client.post(page_of(alike[0]), FILLED).status_code == 422
        assert self.closed() == set()

    @pytest.mark.parametrize("role", [Role.RANGE, Role.ZONE])
    def test_a_post_without_the_deed_reads_and_gets_403(self, sign_in, world, role):
        alike = pour(world)
        client = sign_in(make_officer(role, world.line.unit))

        page = client.get(page_of(alike[0]))
        answer = client.post(page_of(alike[0]), {**FILLED, "ticket": codes(alike)})

        assert (page.status_code, answer.status_code) == (200, 403)
        assert 'name="ticket"' not in page.content.decode()
        assert self.closed() == set()

    def test_another_district_sees_nothing(self, sign_in, world):
        alike = pour(world)
        client = sign_in(make_officer(Role.DESK, make_unit("district")))

        assert client.get("/queue/").context["floods"] == {}
        assert client.get(page_of(alike[0])).status_code == 404
        assert client.post(page_of(alike[0]), FILLED).status_code == 404

    def test_a_flood_costs_no_more_queries(self, sign_in, world, django_assert_max_num_queries):
        pour(world, 40)
        client = sign_in(world.chief)

        with django_assert_max_num_queries(12):
            client.get("/queue/")

    def closed(self) -> set[str]:
        return set(
            Ticket.objects.filter(status=Status.CLOSED, text__startswith="कल सब").values_list(
                "code", flat=True
            )
        )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("size", "language", "dark"), [(PHONE, "hi", False), (DESK, "en", True)], ids=["phone", "desk"]
)
def test_it_fits_a_phone_and_needs_no_javascript(
    chromium, live_server, settings, transactional_db, size, language, dark
):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    world = make_world(timezone.now())
    alike = pour(world, 7)
    look = {"officer": world.desk, "language": language, "size": size, "dark": dark}
    for address in ("/queue/", page_of(alike[0])):
        with open_page(chromium, live_server.url + address, **look) as page:
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    url = live_server.url + "/queue/"
    with open_page(chromium, url, javascript=False, **look) as page:
        page.click(f"#t-{alike[0].code}")
        page.fill("[name=note]", "अफ़वाह")
        page.click("main .btn-danger")
        page.click(".undoable button")
        page.wait_for_selector(".notice-success")

    assert Event.objects.filter(kind=events.REOPENED).count() == 7
