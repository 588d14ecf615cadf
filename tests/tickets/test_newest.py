"""Pages by blocks of hours, of which only the newest tickets are sorted."""

import random
from datetime import timedelta

import pytest

from districts.timing import BLOCK_HOURS
from tests.factories import NOON, make_line, make_tree
from tickets import lists
from tickets.lifecycle import Status
from tickets.lists import Tab
from tickets.models import Ticket
from tickets.sight import BLURRED

pytestmark = pytest.mark.django_db
MANY = 80


@pytest.fixture(params=range(4))
def listed(request):
    """Tickets of ten days, in all blocks there are; some of one moment, some told exactly."""
    dice, tree = random.Random(request.param), make_tree()
    line = make_line(tree.district)
    moments = [NOON - timedelta(minutes=dice.randrange(10 * 24 * 60)) for _ in range(MANY - 10)]
    tickets = [
        Ticket(
            line=line,
            unit=tree.station,
            status=Status.WITH_STATION,
            priority=dice.choice([0, 0, 0, 2]),
            block_hours=dice.choice([0, *BLOCK_HOURS, 24, 24]),
            arrived_at=at,
            changed_at=at,
        )
        for at in (*moments, *moments[:10])
    ]
    Ticket.objects.bulk_create(tickets)
    return lists.shown(Ticket.objects.all(), Tab.ALL, BLURRED)


def keys(rows) -> list[int]:
    return [row.pk for row in rows]


@pytest.mark.parametrize("page", [1, 7, 30, 60])
def test_each_page_is_the_same_as_of_all(listed, page):
    everything = keys(listed)

    for first in range(0, MANY, page):
        assert (
            keys(lists.newest(listed, first + page)[first : first + page])
            == (everything[first : first + page])
        )


def test_older_ones_are_not_sorted(listed):
    assert len(lists.newest(listed, 5)) < MANY / 2
    assert len(lists.newest(listed, MANY)) == MANY
    assert len(lists.newest(listed, 10 * MANY)) == MANY


def test_what_is_found_comes_in_the_order_of_the_list(listed):
    found = lists.found(listed)

    assert keys(lists.found_rows(found, 7, 21)) == keys(listed)[7:21]
    assert keys(lists.found_rows(found, 70, 100)) == keys(listed)[70:]
