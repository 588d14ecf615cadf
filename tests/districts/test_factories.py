import pytest

from districts.models import Role, Unit
from tests.factories import make_category, make_line, make_officer, make_ticket, make_tree
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_tree_hangs_together():
    tree = make_tree()
    assert tree.zone.contains(tree.station)
    assert tree.circle.contains(tree.sister)
    assert not tree.circle.contains(tree.far_station)
    assert Unit.objects.count() == 16


def test_a_made_officer_sees_a_made_ticket():
    tree = make_tree()
    line = make_line(tree.district)
    ticket = make_ticket(line, tree.station, category=make_category(line))
    head = make_officer(Role.STATION_HEAD, tree.station)
    assert list(Ticket.objects.visible_to(head)) == [ticket]
    assert ticket.history_length == 1
