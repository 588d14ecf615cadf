"""What the API shows, and to whom."""

from datetime import timedelta

import pytest
from django.utils import translation
from rest_framework.renderers import JSONRenderer

from tests.factories import NOON, make_category
from tickets.api import listing
from tickets.api.shapes_out import TicketOut
from tickets.models import Ticket
from tickets.sight import BLURRED, Sight


def codes(response):
    return [row["code"] for row in response.json()["results"]]


def test_without_a_token_nothing_is_shown(client, district):
    response = client.get("/api/v1/tickets/")

    assert response.status_code == 401
    assert "results" not in response.json()


def test_an_officer_sees_the_tickets_of_their_part_newest_first(district):
    older = district.ticket(district.tree.station, at=NOON)
    newer = district.ticket(district.tree.station, at=NOON + timedelta(hours=7))
    district.ticket(district.tree.sister)

    response = district.caller("station_head", district.tree.station).get("tickets/")

    assert codes(response) == [newer.code, older.code]


def test_a_ticket_says_nothing_of_who_sent_it(district):
    ticket = district.ticket()

    shown = district.caller("desk").get(f"tickets/{ticket.code}/").json()

    words = " ".join(shown)
    assert not any(name in words for name in ("contact", "phone", "sender", "name", "wa_id"))


def test_hidden_and_missing_tickets_answer_alike(district):
    hidden = district.ticket(district.tree.sister)
    caller = district.caller("station_head", district.tree.station)

    answers = [caller.get(f"tickets/{code}/") for code in (hidden.code, "00000000000")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_an_empty_filter_asks_for_nothing(district):
    ticket = district.ticket()
    caller = district.caller("desk")

    assert codes(caller.get("tickets/?status=&unit=&category=&overdue=&q=")) == [ticket.code]
    assert caller.get("units/?kind=&below=").json() == caller.get("units/").json()


def test_a_wrong_word_is_answered_with_the_right_ones(district):
    refused = district.caller("desk").get("tickets/?status=opened")

    assert refused.status_code == 400
    assert "opened" in (said := refused.json()["status"][0])
    assert "with_station, acknowledged" in said


def test_a_code_may_be_written_in_small_letters(district):
    ticket = district.ticket()

    assert district.caller("desk").get(f"tickets/{ticket.code.lower()}/").status_code == 200


class TestFilters:
    def test_by_status_unit_and_category(self, district):
        liquor = make_category(district.line, code="liquor")
        wanted = district.ticket(district.tree.station, category=liquor, status="with_station")
        district.ticket(district.tree.station, status="with_station")
        district.ticket(district.tree.far_station, category=liquor, status="with_station")
        district.ticket(district.tree.station, category=liquor)

        query = {"status": "with_station", "unit": district.tree.circle.code, "category": "liquor"}
        response = district.caller("desk").get("tickets/", **query)

        assert codes(response) == [wanted.code]

    @pytest.mark.parametrize("words", ["शराब", "नदी शराब", "SHARAB", "पुल के पास"])
    def test_by_words_of_the_text_or_place(self, district, words):
        text = "नदी के किनारे शराब बन रही है। sharab"
        wanted = district.ticket(text=text, place="पुल के पास")
        district.ticket(text="गाय")

        assert codes(district.caller("desk").get("tickets/", q=words)) == [wanted.code]

    def test_by_code_as_people_read_it(self, district):
        wanted = district.ticket()
        district.ticket()

        spoken = district.caller("desk").get(f"tickets/{wanted.code}/").json()["spoken_code"]

        assert codes(district.caller("desk").get("tickets/", q=spoken.lower())) == [wanted.code]

    def test_an_unknown_filter_or_value_is_refused_by_name(self, district):
        caller = district.caller("desk")

        assert "colour" in caller.get("tickets/", colour="red").json()
        assert "status" in caller.get("tickets/", status="sleeping").json()

    def test_a_unit_outside_ones_part_finds_nothing(self, district):
        district.ticket(district.tree.sister)
        caller = district.caller("station_head", district.tree.station)

        assert codes(caller.get("tickets/", unit=district.tree.sister.code)) == []


def test_the_list_goes_on_behind_a_cursor(district):
    for minute in range(60):
        district.ticket(at=NOON + timedelta(minutes=minute))
    caller = district.caller("desk")

    first = caller.get("tickets/").json()
    second = caller.client.get(first["next"]).json()

    seen = [row["code"] for page in (first, second) for row in page["results"]]
    assert len(seen) == len(set(seen)) == 60


def test_a_page_costs_the_same_queries_for_one_ticket_and_for_fifty(
    district, django_assert_max_num_queries
):
    for _ in range(50):
        district.ticket(district.tree.station)
    caller = district.caller("desk")

    with django_assert_max_num_queries(12):
        caller.get("tickets/")


def test_the_history_is_told_in_order_and_by_post(district):
    ticket = district.ticket(district.tree.station, status="with_station")
    district.caller("station_head", district.tree.station).post(
        f"tickets/{ticket.code}/acknowledge/"
    )

    happened = district.caller("desk").get(f"tickets/{ticket.code}/history/").json()

    assert [event["kind"] for event in happened] == ["ticket.opened", "ticket.acknowledged"]
    assert happened[1]["by"] == f"station_head@{district.tree.station.code}"


def test_the_schema_is_there_and_names_every_deed(client, db):
    schema = client.get("/api/v1/schema/", headers={"accept": "application/json"})

    assert schema.status_code == 200
    for deed in ("forward", "acknowledge", "actions", "ask", "outcome", "close", "reopen"):
        assert f"/tickets/{{code}}/{deed}/" in schema.content.decode()


@pytest.mark.parametrize("sight", [BLURRED, Sight(is_exact=True)])
def test_a_page_says_of_each_ticket_what_its_shape_says(district, sight):
    category = make_category(district.line)
    full = district.ticket(category=category, suggested_unit=district.tree.sister, place="घाट")
    Ticket.objects.filter(pk=full.pk).update(status="closed", closed_at=NOON, latitude=25.3)
    bare = district.ticket()
    Ticket.objects.filter(pk=bare.pk).update(line=None, block_hours=4, priority=2)

    found = Ticket.objects.select_related("unit", "category", "line", "suggested_unit")
    rows = list(listing.light(found.order_by("pk")))
    shaped = TicketOut(found.order_by("pk"), many=True, context={"sight": sight}).data

    with translation.override("hi"):
        assert JSONRenderer().render(listing.told(rows, sight)) == JSONRenderer().render(shaped)


def test_a_page_of_the_list_loads_nothing_later(district, django_assert_num_queries):
    district.ticket(category=make_category(district.line))
    found = Ticket.objects.select_related("unit", "category", "line", "suggested_unit")

    with django_assert_num_queries(1):
        listing.told(listing.light(found), Sight(above=("elsewhere/",)))
