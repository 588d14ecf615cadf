"""The officer's own page for the telephone on which notices come."""

import re

import pytest
from django.utils import timezone

from messaging.duty.codes import code_of
from messaging.models import OfficerPhone, PhoneClaim
from tests.factories import make_officer
from tests.messaging.on_duty import Handset

ADDRESS = "/me/whatsapp/"


@pytest.fixture
def page(world, sign_in):
    client = sign_in(world.head)

    def step(name: str = "", **more: str):
        if not name:
            return client.get(ADDRESS)
        return client.post(ADDRESS, {"step": name, **more}, follow=True)

    return step


@pytest.fixture
def handset(world) -> Handset:
    return Handset(world.line, world.head, now=timezone.now())


def sends_the_code(handset: Handset) -> None:
    claim = PhoneClaim.objects.get(officer=handset.officer)
    handset.says(f"DUTY {code_of(claim)}", after=1)


def test_leads_from_a_code_to_a_registered_telephone(page, world, handset):
    assert b"No telephone is registered" in page().content

    asked = page("ask", line=world.line.code).content.decode()
    code = code_of(PhoneClaim.objects.get())
    assert f"DUTY {code[:4]} {code[4:]}" in asked
    assert 'hx-trigger="every 4s"' in asked

    sends_the_code(handset)
    assert f"ends in <strong>{handset.phone[-2:]}</strong>" in page().content.decode()

    done = page("confirm").content.decode()
    assert "Your telephone is registered" in done
    assert OfficerPhone.objects.get().officer == world.head


def test_never_shows_the_number(page, world, handset):
    page("ask", line=world.line.code)
    sends_the_code(handset)
    shown = page().content.decode() + page("confirm").content.decode() + page().content.decode()

    assert handset.phone[2:] not in re.sub(r"\D", "", shown)
    assert handset.bsuid not in shown


def test_a_strangers_telephone_can_be_refused(page, world, handset):
    page("ask", line=world.line.code)
    sends_the_code(handset)

    refused = page("refuse").content.decode()

    assert "was not registered" in refused
    assert not PhoneClaim.objects.exists()


def test_can_be_removed(page, world, handset):
    page("ask", line=world.line.code)
    sends_the_code(handset)
    page("confirm")

    assert "no longer registered" in page("remove").content.decode()
    assert not OfficerPhone.objects.exists()


def test_says_why_a_code_that_ran_out_is_no_use(page):
    answer = page("confirm")

    assert answer.status_code == 409
    assert "run out" in answer.content.decode()


def test_codes_are_asked_for_five_times_and_then_slowly(page, world):
    for _ in range(5):
        assert page("ask", line=world.line.code).status_code == 200

    assert page("ask", line=world.line.code).status_code == 409


@pytest.mark.parametrize("step", ["", "grow", "ask"])
def test_nonsense_is_refused(page, step):
    assert page(step or "x", line="no-such").status_code in (409, 422)


def test_one_who_holds_no_post_is_told_so(client, sign_in, db):
    shown = sign_in(make_officer()).get(ADDRESS).content.decode()

    assert "You hold no post" in shown


def test_is_reached_from_every_page(page, world, sign_in):
    assert f'href="{ADDRESS}"' in sign_in(world.head).get("/station/").content.decode()
