"""The desk's queue, the station's list, what is late: order, counts, search, pages, cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from tests.factories import make_officer, make_ticket, make_unit
from tests.portal.world import World
from tickets import codes, lists
from tickets.lists import PAGE, Tab
from tickets.models import Clock, Ticket
from tickets.services import forwarding

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def listed(page) -> list[Ticket]:
    return [getattr(row, "ticket", row) for row in page.context["rows"]]


BEGINS = {
    Role.DESK: "tickets:queue",
    Role.WATCH: "tickets:queue",
    Role.STATION_HEAD: "tickets:station",
    Role.STATION_OFFICER: "tickets:station",
    Role.CIRCLE: "tickets:morning",
    Role.DEPUTY: "tickets:morning",
    Role.CHIEF: "tickets:morning",
    Role.RANGE: "tickets:morning",
    Role.ZONE: "tickets:morning",
}


def test_each_post_begins_with_its_own_list(sign_in):
    station = make_unit()
    first = {role: sign_in(make_officer(role, station)).get("/")["Location"] for role in BEGINS}

    assert first == {role: reverse(page) for role, page in BEGINS.items()}


def test_an_officer_without_a_post_is_told_so(sign_in):
    answer = sign_in(make_officer()).get("/")

    assert "No list for your post" in answer.content.decode()


def test_the_queue_puts_emergencies_first_then_the_oldest(sign_in, world):
    rows = listed(sign_in(world.desk).get("/queue/"))

    assert rows[0] == world.urgent
    assert [row.arrived_at for row in rows[1:]] == sorted(row.arrived_at for row in rows[1:])
    assert rows[-1] == world.new


def test_a_row_says_what_a_desk_decides_by(sign_in, world):
    page = sign_in(world.desk).get("/queue/", {"q": world.new.code}).content.decode()
    said = ["9 min ago", "Drugs", "राजकीय इंटर कॉलेज", "Suggested: Kotwali", "Desk forwards: "]

    assert [words for words in said if words not in page] == []


def test_tabs_hold_what_their_names_say(sign_in, world):
    client = sign_in(world.desk)
    held = {tab: set(listed(client.get("/queue/", {"show": tab}))) for tab in Tab}

    assert {world.waiting, world.acknowledged} <= held[Tab.STATION]
    assert held[Tab.CLOSED] == {world.closed}
    assert held[Tab.ALL] == held[Tab.OPEN] | held[Tab.CLOSED] == set(Ticket.objects.all())
    counts = lists.count(Ticket.objects.all())
    assert {tab: len(rows) for tab, rows in held.items()} == counts


def test_a_code_is_found_however_it_is_typed(sign_in, world):
    client, code = sign_in(world.desk), world.closed.code
    spellings = [code, codes.spaced(code), code.lower(), f" {code[:4]} {code[4:]} "]

    found = [listed(client.get("/queue/", {"q": spelling})) for spelling in spellings]

    assert found == [[world.closed]] * len(spellings)


def test_words_are_searched_literally_and_in_any_order(sign_in, world):
    client = sign_in(world.desk)
    hits = {
        "पुड़िया": True,
        "इंटर कॉलेज": True,
        "कॉलेज इंटर": True,
        "%": False,
        ".*": False,
        "a\\": False,
        "(": False,
    }

    found = {typed: world.new in listed(client.get("/queue/", {"q": typed})) for typed in hits}

    assert found == hits


def test_a_strange_address_still_gets_a_list(sign_in, world):
    client = sign_in(world.desk)
    strange = ["q=%00", "page=0", "page=x", "page=99999", "show=x", "q=" + "x" * 200]

    assert {
        query: client.get(f"/queue/?{query}").status_code for query in strange
    } == dict.fromkeys(strange, 200)


def test_pages_show_everything_once(sign_in, world):
    for minutes in range(PAGE * 2):
        make_ticket(world.line, at=timezone.now() - timedelta(minutes=minutes))
    client = sign_in(world.desk)

    pages = [client.get("/queue/", {"show": "all", "page": number}) for number in (1, 2, 3)]
    shown = [row.pk for page in pages for row in listed(page)]

    assert sorted(shown) == sorted(Ticket.objects.values_list("pk", flat=True))
    assert pages[-1].context["next"] is None


def test_the_station_sees_what_waits_and_may_acknowledge_it(sign_in, world):
    page = sign_in(world.head).get("/station/")

    assert list(page.context["to_acknowledge"]) == [world.waiting]
    assert list(page.context["to_act"]) == [world.acknowledged]
    assert list(page.context["done"]) == [world.told]
    assert reverse("tickets:acknowledge", args=[world.waiting.code]) in page.content.decode()


def test_only_the_head_of_a_station_is_offered_the_button(sign_in, world):
    page = sign_in(make_officer(Role.STATION_OFFICER, world.kotwali)).get("/station/")

    assert world.waiting in page.context["to_acknowledge"]
    assert reverse("tickets:acknowledge", args=[world.waiting.code]) not in page.content.decode()


def test_what_is_late_is_told_longest_first_with_whose_it_is(sign_in, world):
    page = sign_in(world.chief).get("/late/")
    rows = page.context["rows"]

    assert [clock.due_at for clock in rows] == sorted(clock.due_at for clock in rows)
    assert {clock.pk for clock in rows} == set(
        Clock.objects.running().filter(due_at__lte=timezone.now()).values_list("pk", flat=True)
    )
    row = next(row for row in page.context["units"] if row["unit"] == world.kotwali)
    assert (row["open"], row["late"], row["to_acknowledge"], row["to_act"]) == (3, 1, 1, 1)
    assert "Circle officer, City First was told" in page.content.decode()


def thirty_more(world: World) -> None:
    at = timezone.now() - timedelta(hours=5)
    for _ in range(PAGE):
        ticket = make_ticket(world.line, at=at, suggested_unit=world.kotwali)
        forwarding.forward(ticket_id=ticket.pk, by=world.desk, at=at, station=world.kotwali)
        make_ticket(world.line, at=at)


@pytest.mark.parametrize("address", ["/queue/", "/queue/?show=all&q=नदी", "/station/", "/late/"])
def test_a_list_costs_few_queries(sign_in, world, django_assert_max_num_queries, address):
    thirty_more(world)
    client = sign_in(world.head if address == "/station/" else world.chief)

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address)


def test_a_ticket_page_costs_the_same_however_long_its_history(
    sign_in, world, django_assert_max_num_queries
):
    client = sign_in(world.desk)

    with django_assert_max_num_queries(30):
        client.get(reverse("tickets:detail", args=[world.told.code]))


def test_htmx_is_given_the_part_and_history_the_whole(sign_in, world):
    client = sign_in(world.desk)

    part = client.get("/queue/", headers={"HX-Request": "true"}).content.decode()
    again = client.get(
        "/queue/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    ).content.decode()

    assert "<html" not in part and 'id="live"' in part
    assert "<html" in again
