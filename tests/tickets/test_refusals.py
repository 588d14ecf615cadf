"""Hidden is missing and forbidden is refused, in every use-case, whatever else is true."""

import pytest

from districts.models import Role
from tests.factories import NOON, make_officer
from tests.tickets.world import DEEDS
from tickets.models import Accusation, Ticket
from tickets.refusals import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("stranger", ["other district", "accused", "deactivated"])
def test_what_an_officer_may_not_see_is_missing(world, deed, stranger):
    ticket = world.forwarded()
    by = world.stranger
    if stranger == "accused":
        by = world.chief
        Accusation.objects.create(ticket=ticket, officer=by, made_at=NOON)
    elif stranger == "deactivated":
        by = world.chief
        by.is_active = False

    with pytest.raises(Ticket.DoesNotExist):
        DEEDS[deed](world, ticket.pk, by)

    assert ticket.events.count() == 2


@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"act", "note"}))
def test_what_a_post_does_not_carry_is_refused_whatever_the_state(world, deed):
    constable = make_officer(Role.STATION_OFFICER, world.tree.station)
    ticket = world.forwarded()

    with pytest.raises(NotAllowed):
        DEEDS[deed](world, ticket.pk, constable)

    assert ticket.events.count() == 2
