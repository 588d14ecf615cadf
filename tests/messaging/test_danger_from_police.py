"""A life in danger told of police: 112 at once, and a watch that is not accused has it."""

import pytest

from districts.models import Role
from messaging.models import Notice
from tests.factories import make_officer, make_tree
from tests.messaging.on_duty import Duty, Handset
from tests.messaging.turning import Sender, a_line, tap
from tickets.models import Ticket
from tickets.services import intake, restriction
from tickets.services.restriction import Accused

pytestmark = pytest.mark.django_db
CRY = "बचाओ, दरोगा मुझे थाने में मार रहा है"


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def sender(tree):
    return Sender(a_line(unit=tree.district))


def may_see(officer):
    return Ticket.objects.visible_to(officer).exists()


def test_112_comes_first_and_the_ticket_is_restricted(sender):
    sender.says(CRY)

    assert "112" in sender.read
    ticket = Ticket.objects.get()
    assert ticket.is_restricted and ticket.priority == Ticket.Priority.EMERGENCY


def test_the_watch_of_the_headquarters_has_it_at_once_and_no_station(tree, sender):
    watch = make_officer(Role.WATCH, tree.district)
    others = [
        make_officer(Role.STATION_HEAD, tree.station),
        make_officer(Role.CIRCLE, tree.circle),
        make_officer(Role.WATCH, tree.station),
        make_officer(Role.WATCH, tree.other_district),
    ]

    sender.says(CRY)

    assert may_see(watch)
    assert not any(map(may_see, others))


def test_where_no_team_keeps_watch_the_desk_does(tree, sender):
    desk = make_officer(Role.DESK, tree.district)

    sender.says(CRY)

    assert may_see(desk)


def test_an_accused_district_is_passed_over_for_the_watch_above(tree, sender):
    watch, above = make_officer(Role.WATCH, tree.district), make_officer(Role.WATCH, tree.range)

    sender.says("बचाओ, SSP मुझे मार रहा है, रिश्वत माँगता है")

    assert not may_see(watch)
    assert may_see(above)


def test_one_on_watch_who_is_named_never_learns_of_it(tree, sender):
    named = make_officer(Role.WATCH, tree.district, name="Ramesh Kumar Yadav")
    mate = make_officer(Role.WATCH, tree.district)

    sender.says("बचाओ, दरोगा रमेश कुमार यादव मुझे मार रहा है")

    assert not may_see(named)
    assert may_see(mate)


def test_an_emergency_restricted_later_is_shared_from_where_it_lies_then(tree, sender):
    sender.says("बचाओ, मेरी जान ख़तरे में है")
    watch, above = make_officer(Role.WATCH, tree.district), make_officer(Role.WATCH, tree.range)

    restriction.lift_out_of_reach(
        Ticket.objects.get(), by=None, at=sender.now, accused=Accused((tree.district,))
    )

    assert may_see(above)
    assert not may_see(watch)


def test_what_is_no_emergency_stays_with_those_above_alone(tree, sender):
    watch = make_officer(Role.WATCH, tree.district)

    sender.says("daroga paise leta hai"), sender.says(tap("language:hi"))
    sender.says("पता नहीं"), sender.says(tap("send"))

    assert Ticket.objects.get().is_restricted
    assert not may_see(watch)


def test_a_cry_is_no_addition_to_a_ticket_that_was_calm(sender):
    calm = sender.tells()
    sender.says(tap(f"add:{calm.code}"))

    sender.says("बचाओ, मेरी जान ख़तरे में है")

    assert Ticket.objects.latest("pk").priority == Ticket.Priority.EMERGENCY
    assert Ticket.objects.count() == 2


def test_the_watch_is_told_on_its_own_telephone_without_a_word_of_it():
    duty = Duty.begins()
    watch = Handset(duty.line, make_officer(Role.WATCH, duty.line.unit), 702)
    watch.registers()
    duty.head.now = watch.now
    danger = Ticket.Priority.EMERGENCY
    about = {"at": watch.now, "kind": Ticket.Kind.TIP, "text": "x", "priority": danger}
    intake.open_ticket(line=duty.line, accused=Accused(), **about)

    duty.tells()

    [notice] = Notice.objects.all()
    assert notice.officer == watch.officer
    assert watch.shown(watch.told()[-1]).template == "duty_confidential"
