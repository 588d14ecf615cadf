"""The commander's morning, charts with their tables and files, and who stays away."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from districts.models import Role
from tests.factories import make_category, make_line, make_officer
from tests.portal.browser import LOOKS, faults, visits
from tickets import charts, counting, repeats, surges
from tickets.figures import Scope
from tickets.models import Figure, Ticket
from tickets.reports import files
from tickets.services import intake, restriction

MOST = 12  # questions a page may ask the database
PAGES = ("/morning/", "/morning/unusual/", "/figures/", "/away/")


@pytest.fixture
def counted(world):
    counting.sweep(now=timezone.now())
    return world


def named_again(world) -> Ticket:
    """Let one more tip name the place of another of the same category."""
    before = world.acknowledged
    about = {"category": before.category, "place": before.place.upper()}
    return intake.open_ticket(
        line=world.line, at=timezone.now(), kind="tip", text="फिर वही", **about
    )


@pytest.mark.django_db
class TestByHand:
    @pytest.mark.parametrize("page", PAGES)
    def test_only_superiors_may(self, sign_in, counted, page):
        assert sign_in(counted.head).get(page).status_code == 403
        assert sign_in(counted.desk).get(page).status_code == 403
        assert sign_in(counted.chief).get(page).status_code == 200

    @pytest.mark.parametrize("page", [*PAGES, "/figures/behind/?unit=kotwali&clock=act"])
    def test_a_page_asks_little(self, sign_in, counted, page):
        client = sign_in(counted.chief)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200

        assert len(asked) <= MOST, [query["sql"][:90] for query in asked]

    def test_the_day_begins_here(self, sign_in, counted):
        answer = sign_in(counted.chief).get("/")

        assert answer.url == "/morning/"

    def test_the_morning_says_what_is_late_and_whom_to_ask(self, sign_in, counted):
        page = sign_in(counted.chief).get("/morning/").content.decode()

        asked = page.split('id="m-ask"')[1].split("</section>")[0]
        assert "इमरान ख़ान" in asked and "Kotwali" in asked
        assert reverse("tickets:detail", args=[counted.waiting.code]) in page

    def test_a_ticket_with_two_late_clocks_is_late_once(self, sign_in, counted):
        late = sign_in(counted.chief).get("/late/").context["rows"]
        shown = sign_in(counted.chief).get("/morning/").context

        assert len({clock.ticket_id for clock in late}) < len(late)
        assert len(shown["late"]) == shown["late_total"]

    def test_a_circle_officer_is_shown_their_own_part(self, sign_in, counted):
        circle = counted.sister.postings.get().unit.parent
        page = sign_in(make_officer(Role.CIRCLE, circle)).get("/morning/").content.decode()

        assert counted.waiting.code not in page
        assert "Kotwali" not in page and "Baradari" in page

    def test_a_place_named_again_is_shown_with_its_tickets(self, sign_in, counted):
        again = named_again(counted)
        page = sign_in(counted.chief).get("/morning/unusual/").content.decode()

        told = page.split('id="m-again"')[1].split("</section>")[0]
        assert counted.acknowledged.place in told
        assert reverse("tickets:detail", args=[again.code]) in told

    def test_a_hidden_ticket_repeats_nothing(self, counted):
        again = named_again(counted)
        seen = Ticket.objects.visible_to(counted.chief)
        assert [each.count for each in repeats.find(seen, now=timezone.now())] == [2]
        office = counted.line.unit
        restriction.restrict(
            ticket_id=again.pk,
            by=counted.chief,
            at=timezone.now(),
            reason="x",
            unit=counted.kotwali,
        )
        deputy = make_officer(Role.DEPUTY, office)

        assert repeats.find(Ticket.objects.visible_to(deputy), now=timezone.now()) == []

    def test_a_late_number_leads_to_its_tickets(self, sign_in, counted):
        client = sign_in(counted.chief)
        address = "/figures/behind/?unit=kotwali&clock=acknowledge"
        assert address.replace("&", "&amp;") in client.get("/figures/").content.decode()
        page = client.get(address).content.decode()

        assert reverse("tickets:detail", args=[counted.waiting.code]) in page
        assert reverse("tickets:detail", args=[counted.told.code]) not in page

    def test_filters_stand_in_the_address(self, sign_in, counted):
        client = sign_in(counted.chief)

        def received(query):
            rows = client.get(f"/figures/?{query}").context["rows"]
            return {row.unit.code: row.forwarded for row in rows}

        liquor = counted.told.category.code
        assert received("") == {"kotwali": 3, "baradari": 1}
        assert received("unit=baradari") == {"baradari": 1}
        assert received(f"category={liquor}") == received("")
        assert received("from=2020-01-01&to=2020-02-01") == {}
        assert received("from=x&unit=no+unit&category=%27") == received("")

    def test_every_chart_is_a_file_too(self, sign_in, counted):
        client = sign_in(counted.chief)
        drawn = client.get("/figures/").context["charts"]
        assert len(drawn) == 8
        for chart in drawn:
            answer = client.get(f"/figures/?csv={chart.name}")
            rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            assert answer.content.startswith(b"\xef\xbb\xbf")
            assert rows[0] == [str(head) for head in chart.heads]
            assert len(rows) == len(chart.rows) + 1
        assert client.get("/figures/?csv=nothing").status_code == 404

    def test_who_never_signed_in_is_named(self, sign_in, counted):
        counted.head.last_login = timezone.now() - timedelta(days=30)
        counted.head.save(update_fields=["last_login"])
        page = sign_in(counted.chief).get("/away/").content.decode()

        kotwali = page.split(">Kotwali<")[1].split("</li>")[0]
        assert "Long ago" in kotwali and counted.head.name in kotwali
        assert f"Never: {counted.sister.name}" in page

    def test_the_accused_station_is_no_smaller_for_it_to_those_below(self, sign_in, counted):
        """What a circle officer reads of the station is what its other tickets alone would say."""
        restriction.restrict(
            ticket_id=counted.told.pk,
            by=counted.chief,
            at=timezone.now(),
            reason="x",
            unit=counted.kotwali,
        )
        counting.sweep(now=timezone.now())
        circle = make_officer(Role.CIRCLE, counted.kotwali.parent)
        rows = sign_in(circle).get("/figures/").context["rows"]

        assert [(row.unit.code, row.forwarded, row.outcomes) for row in rows] == [("kotwali", 2, 0)]


@pytest.mark.django_db
def test_a_surge_is_far_more_than_the_weekday_brings(world):
    day = timezone.localdate() - timedelta(days=1)
    line = make_line(world.line.unit)
    category = make_category(line, name_en="Drugs", name_hi="नशा")

    def came(on, count):
        about = {"unit": line.unit, "day": on, "measure": 1, "bucket": 9, "count": count}
        Figure.objects.create(category=category, is_restricted=False, block_hours=0, **about)

    for week in range(1, 9):
        came(day - timedelta(weeks=week), 2)
    came(day - timedelta(days=1), 50)  # of another weekday
    scope = Scope.of(world.chief)
    assert surges.find(scope, day=day) == []
    came(day, 9)

    [surge] = surges.find(scope, day=day)
    assert (surge.count, surge.usual, surge.category_names[1]) == (9, 2, "Drugs")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+91", "'+91"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("कोतवाली", "कोतवाली"),
        (-5, -5),
    ],
)
def test_no_cell_is_a_formula(cell, kept):
    told = files.table_csv(["x"], [[cell]]).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(told, newline=""))) == [["x"], [str(kept)]]


def test_a_mark_stands_where_a_drawing_can_read_it():
    mark = charts.Mark(1234.5, 2, 3, 4, "x")

    with translation.override("hi"):
        assert mark.place == 'x="1234.5" y="2" width="3" height="4"'


def test_a_grid_shows_blocks_where_hours_may_not_be_seen():
    with translation.override("en"):
        chart = charts.hours({(0, 6): 3}, block=6)

    assert [row[0] for row in chart.rows] == ["00–06", "06–12", "12–18", "18–24"]
    assert len(chart.marks) == 28


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", LOOKS)
def test_they_are_accessible_and_fit(chromium, live_server, lived_in, look):
    named_again(lived_in)
    counting.sweep(now=timezone.now())
    addresses = [*PAGES, "/figures/behind/?unit=kotwali&clock=acknowledge"]
    places = {f"figures-{n}": (lived_in.chief, each) for n, each in enumerate(addresses)}
    seen = visits(chromium, live_server.url, places, **look)

    assert {name: faults(page, name) for name, page in seen} == dict.fromkeys(places, [])
