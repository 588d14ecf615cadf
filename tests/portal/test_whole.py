"""A ticket's page is read by few prepared questions, and tells what the rows say."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from districts.models import Role
from tests.factories import make_category, make_line, make_officer, make_unit
from tests.portal.world import World
from tickets.lifecycle import CloseReason, Status
from tickets.models import Draft, Ticket
from tickets.services import resolution
from tickets.views.whole import RELATED, whole

pytestmark = pytest.mark.django_db
HANGING = {"clocks": ("started_at", "pk"), "events": ("number",), "attachments": ("pk",)}


@pytest.mark.parametrize("which", ["new", "urgent", "acknowledged", "told", "closed"])
def test_it_is_what_the_rows_say(which, world: World, django_assert_num_queries):
    stored = Ticket.objects.select_related(*RELATED).get(pk=getattr(world, which).pk)
    related = {each: getattr(stored, each, None) for each in RELATED if "__" not in each}
    hanging = {name: list(getattr(stored, name).order_by(*by)) for name, by in HANGING.items()}
    by = [event.by and event.by.name for event in hanging["events"]]

    read = whole(world.chief, stored.code)

    with django_assert_num_queries(0):
        for field in Ticket._meta.concrete_fields:
            assert getattr(read, field.attname) == getattr(stored, field.attname), field
        assert {each: getattr(read, each, None) for each in related} == related
        assert read.line.unit == stored.line.unit
        assert read.line.pauses == stored.line.pauses
        for name, rows in hanging.items():
            assert sorted(getattr(read, name).all(), key=rows.index) == rows
            assert all(row.ticket is read for row in getattr(read, name).all())
        assert list(read.events.all()) == hanging["events"]
        assert [event.by and event.by.name for event in read.events.all()] == by


def test_the_categories_of_its_line_come_along_in_their_order(
    world: World, django_assert_num_queries
):
    world.line.categories.update(position=12)
    make_category(world.line, position=9, name_hi="अन्य", is_active=False)
    make_category(make_line(world.line.unit), name_hi="पराया")
    columns = ("pk", "line_id", "code", "name_hi", "name_en", "position", "is_active")
    stored = list(world.line.categories.order_by("position", "pk").values_list(*columns))

    ticket = whole(world.desk, world.new.code)

    with django_assert_num_queries(0):
        listed = ticket.line.categories.all()
        assert [tuple(getattr(each, name) for name in columns) for each in listed] == stored


def test_a_ticket_without_a_line_has_no_categories(world: World):
    Ticket.objects.filter(pk=world.new.pk).update(line=None, category=None)

    assert whole(world.desk, world.new.code).line is None


def test_it_is_asked_for_anew_each_time(world: World):
    assert whole(world.desk, world.new.code).status == Status.NEW
    resolution.close(
        ticket_id=world.new.pk,
        by=world.desk,
        at=timezone.now(),
        reason=CloseReason.DUPLICATE,
        duplicate_of_code=world.waiting.code,
    )

    read = whole(world.desk, world.new.code)

    assert (read.status, read.events.all()[0].kind) == (Status.CLOSED, "ticket.opened")
    assert vars(read)["original_code"] == world.waiting.code


def test_whoever_may_not_see_it_is_told_of_nothing(world: World):
    stranger = make_officer(Role.CHIEF, make_unit("district"))

    for officer, code in ((stranger, world.new.code), (world.head, world.new.code)):
        with CaptureQueriesContext(connection) as asked, pytest.raises(Http404):
            whole(officer, code)
        assert not any('"text"' in query["sql"] for query in asked)


def test_drafts_are_those_of_who_asks(world: World):
    for officer, word in ((world.desk, "desk"), (world.chief, "chief")):
        Draft.objects.create(
            officer=officer,
            ticket=world.new,
            deed="note",
            words={"text": [word]},
            kept_at=timezone.now(),
        )

    left = vars(whole(world.desk, world.new.code))["drafts_left"]

    assert [(row["deed"], row["words"]) for row in left] == [("note", {"text": ["desk"]})]
