"""Over HTTP: what an officer may not know of answers exactly like what is not there."""

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from tests.factories import make_officer
from tests.portal.world import World
from tickets import codes
from tickets.lifecycle import CloseReason
from tickets.lists import Tab
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.services import restriction
from tickets.views.panels import PANELS

pytestmark = pytest.mark.django_db
PAGES = ["tickets:detail", "messaging:thread"]


def persona(name: str, world: World):
    """Return an officer who may not know of the ticket `world.told`, which lies with kotwali."""
    if name == "no post":
        return make_officer()
    if name == "other station":
        return world.sister
    if name == "accused station":
        restriction.restrict(
            ticket_id=world.told.pk,
            by=world.chief,
            at=timezone.now(),
            reason="थाने के विरुद्ध",
            unit=world.kotwali,
        )
        return world.head
    return make_officer(Role.HEARING, world.kotwali)


PERSONAS = ["no post", "other station", "accused station", "hearing desk"]


def alike(client, address: str, world: World, *, post: bool = False) -> tuple[int, bool]:
    """Return the status for the hidden ticket, and whether a missing one answers alike."""
    ask = client.post if post else client.get
    hidden, missing = (
        ask(reverse(address, args=[code])) for code in (world.told.code, codes.new_code())
    )
    same = hidden.content == missing.content and dict(hidden.headers) == dict(missing.headers)
    return hidden.status_code, same and hidden.status_code == missing.status_code


@pytest.mark.parametrize("name", PERSONAS)
def test_the_hidden_answers_like_the_missing(sign_in, world, name):
    client = sign_in(persona(name, world))
    deeds = [f"tickets:{deed.value}" for deed in PANELS]

    answers = {address: alike(client, address, world) for address in PAGES}
    answers |= {address: alike(client, address, world, post=True) for address in deeds}

    assert answers == dict.fromkeys([*PAGES, *deeds], (404, True))


@pytest.mark.parametrize("name", PERSONAS)
def test_no_list_count_or_search_shows_the_hidden(sign_in, world, name):
    client = sign_in(persona(name, world))
    before = {tab: number for tab, number, _ in client.get("/queue/").context["tabs"]}
    pages = ["/queue/?show=all", "/station/", "/late/", f"/queue/?show=all&q={world.told.code}"]
    link = reverse("tickets:detail", args=[world.told.code])

    assert [page for page in pages if link in client.get(page).content.decode()] == []
    assert before[Tab.ALL] == str(Ticket.objects.visible_to(client.officer).count())


def test_the_code_of_a_hidden_original_is_not_told(sign_in, world):
    duplicate, original = world.acknowledged, world.waiting
    duplicate.duplicate_of, duplicate.close_reason = original, CloseReason.DUPLICATE
    duplicate.save(update_fields=["duplicate_of", "close_reason"])
    restriction.restrict(
        ticket_id=original.pk,
        by=world.chief,
        at=timezone.now(),
        reason="थाने के विरुद्ध",
        unit=world.kotwali,
    )

    address = reverse("tickets:detail", args=[duplicate.code])

    assert codes.spaced(original.code) in sign_in(world.chief).get(address).content.decode()
    assert codes.spaced(original.code) not in sign_in(world.head).get(address).content.decode()


def test_what_one_may_see_but_not_do_answers_403(sign_in, world):
    client = sign_in(world.head)

    answer = client.post(
        reverse("tickets:forward", args=[world.waiting.code]), {"station": world.baradari.pk}
    )

    assert answer.status_code == 403
    world.waiting.refresh_from_db()
    assert world.waiting.unit == world.kotwali


def test_a_page_offers_only_what_the_post_carries(sign_in, world):
    page = sign_in(world.head).get(reverse("tickets:detail", args=[world.waiting.code]))

    offered = {offer.panel.deed for offer in page.context["offers"]}
    assert Deed.ACKNOWLEDGE in offered
    assert not offered & {Deed.FORWARD, Deed.RESTRICT, Deed.CLOSE}


def test_an_address_with_what_no_database_stores_is_simply_not_there(sign_in, world):
    client = sign_in(world.desk)

    for part in ("", "thread/", "files/", "account/"):
        assert client.get(f"/tickets/a%00b/{part}").status_code == 404


def test_what_no_database_stores_is_chosen_and_taken_back_in_vain(sign_in, world):
    client = sign_in(world.desk)
    chosen = {"reason": "spam", "note": "अफ़वाह", "ticket": ["a\0b"]}

    assert client.post(f"/queue/alike/{world.new.code}/", chosen).status_code in {302, 403, 422}
    for word in ("a%00b", "none"):
        assert client.post(f"/queue/together/{word}/undo/").status_code in {302, 404}
