"""The page by which a desk hands a ticket over to another district."""

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role, Unit
from tests.factories import make_officer
from tests.portal.world import named
from tickets import tidings
from tickets.models import Ticket
from tickets.sight import sight_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilibhit():
    return named(Unit.Kind.DISTRICT, "pilibhit", "पीलीभीत", "Pilibhit")


@pytest.fixture
def there(pilibhit):
    return make_officer(Role.DESK, pilibhit)


def page_of(ticket: Ticket) -> str:
    return reverse("tickets:handover", args=[ticket.code])


def test_a_desk_finds_the_way_from_the_ticket_and_the_districts_to_choose(sign_in, world, there):
    client = sign_in(world.desk)
    ticket = client.get(reverse("tickets:detail", args=[world.new.code])).content.decode()
    page = client.get(page_of(world.new)).content.decode()

    assert page_of(world.new) in ticket
    assert "Pilibhit" in page and ">Bareilly<" not in page


def test_handed_over_it_is_gone_here_and_told_there(sign_in, world, pilibhit, there):
    client = sign_in(world.desk)

    answer = client.post(page_of(world.new), {"office": pilibhit.pk, "reason": "नदी के उस पार"})

    assert answer["Location"] == reverse("tickets:home")
    assert client.get(reverse("tickets:detail", args=[world.new.code])).status_code == 404
    posts = there.postings.select_related("unit")
    [told] = tidings.told(there, posts, sight_of(there), now=timezone.now())
    assert (told.ticket, told.kind) == (world.new, "ticket.handed_over")
    history = sign_in(there).get(reverse("tickets:detail", args=[world.new.code]))
    assert "Handed over to Pilibhit" in history.content.decode()


@pytest.mark.parametrize("filled", [{}, {"reason": "x"}, {"office": "district"}])
def test_what_is_missing_is_asked_for(sign_in, world, pilibhit, there, filled):
    given = {**filled, **({"office": pilibhit.pk} if "office" in filled else {})}

    answer = sign_in(world.desk).post(page_of(world.new), given)

    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_a_station_neither_finds_it_nor_may(sign_in, world, there):
    client = sign_in(world.head)
    ticket = client.get(reverse("tickets:detail", args=[world.waiting.code])).content.decode()

    assert page_of(world.waiting) not in ticket
    assert client.get(page_of(world.waiting)).status_code == 403


def test_what_is_over_leads_back_with_a_reason(sign_in, world, there):
    answer = sign_in(world.desk).get(page_of(world.closed), follow=True)

    assert "so this does not follow" in answer.content.decode()
