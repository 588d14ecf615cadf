"""The invented country is as the system itself would have written it, hashes and clocks too."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Sum

from districts.models import Officer, Unit
from tickets import history
from tickets.models import Clock, Escalation, Event, Figure, Measure, Tally, Ticket
from tickets.services import clocks

READ = [name for name in (f.attname for f in Clock._meta.concrete_fields) if name != "id"]


@pytest.fixture
def country(transactional_db):
    options = {"tickets": 600, "districts": 4, "stations": 30, "workers": 2, "open_share": 0.2}
    call_command("make_large_dataset", **options)


def rows(ticket):
    return sorted(map(str, ticket.clocks.values_list(*READ)))


def test_the_country_is_as_the_system_would_have_written_it(country):
    """In one test, because the country is made anew for each."""
    assert Ticket.objects.count() == 600
    assert_histories_hold_and_clocks_are_what_they_say()
    assert_the_figures_are_counted()
    assert_every_rank_sees_its_part()
    assert_every_index_is_there_again()


def assert_histories_hold_and_clocks_are_what_they_say():
    assert Event.objects.count() > 3000
    assert Clock.objects.running().exists() and Escalation.objects.exists()
    assert not list(history.verify())
    for ticket in Ticket.objects.all()[:80]:
        before = rows(ticket)
        with transaction.atomic():
            clocks.refresh(ticket)
        assert rows(ticket) == before


def assert_the_figures_are_counted():
    arrived = Figure.objects.filter(measure=Measure.ARRIVED)

    assert arrived.aggregate(all=Sum("count"))["all"] == 600
    assert Tally.objects.count() == 600


def assert_every_rank_sees_its_part():
    seen = {
        role: Ticket.objects.visible_to(Officer.objects.get(service_number=name)).count()
        for role, name in {"head": "d01-s01-station_head", "chief": "d01-chief"}.items()
    }

    assert 0 < seen["head"] < seen["chief"] < 600
    assert Unit.objects.filter(kind="station").count() == 30


def assert_every_index_is_there_again():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename LIKE 'tickets_%%'")
        there = {name for (name,) in cursor.fetchall()}
    for model in (Ticket, Event, Clock):
        assert {index.name for index in model._meta.indexes} <= there


@pytest.mark.django_db
def test_real_tickets_are_never_mixed_with_invented_ones():
    Unit.objects.create(code="real", kind="zone", name_hi="असली", name_en="Real")

    with pytest.raises(CommandError, match="not empty"):
        call_command("make_large_dataset", tickets=1)
