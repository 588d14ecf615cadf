"""What was half filled in comes back: to whoever wrote it, and to nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from tests.factories import make_officer
from tests.portal.world import HOUR
from tickets.models import Action, Draft
from tickets.policy import Deed
from tickets.services import drafts
from tickets.views.whole import whole

pytestmark = pytest.mark.django_db
WORDS = {
    "kind": "fir",
    "note": "मौके पर दो लोग मिले",
    "sections": ["BNS 303(2)", "NDPS 20"],
    "seizures_0": "शराब",
    "seizures_1": "1x",
    "once": "a-word",
    "csrfmiddlewaretoken": "secret",
    "proof": "photo",
}


def keep(client, ticket, deed="act", **words):
    return client.post(reverse("tickets:draft", args=[ticket.code, deed]), words or WORDS)


def offer_of(client, ticket, deed=Deed.ACT):
    page = client.get(reverse("tickets:detail", args=[ticket.code]))
    return next(one for one in page.context["offers"] if one.panel.deed == deed), page


def test_it_comes_back_as_it_was_typed(sign_in, world):
    client = sign_in(world.head)
    assert keep(client, world.acknowledged).status_code == 204

    offer, page = offer_of(client, world.acknowledged)
    shown = page.content.decode()
    assert offer.is_open and offer.kept_at
    for words in (
        "मौके पर दो लोग मिले</textarea>",
        'value="NDPS 20"',
        'value="1x"',
        'value="a-word"',
    ):
        assert words in shown
    assert "errorlist" not in shown
    assert not {"csrfmiddlewaretoken", "proof"} & set(Draft.objects.get().words)


def test_nobody_else_sees_it(sign_in, world):
    keep(sign_in(world.head), world.acknowledged)
    constable = make_officer(Role.STATION_OFFICER, world.kotwali)

    offer, _page = offer_of(sign_in(constable), world.acknowledged)
    assert offer.kept_at is None


def test_the_deed_done_ends_it_and_a_refused_one_does_not(sign_in, world):
    client = sign_in(world.head)
    keep(client, world.acknowledged)
    address = reverse("tickets:act", args=[world.acknowledged.code])

    client.post(address, {"kind": "nothing_found", "note": ""})
    assert Draft.objects.count() == 1
    client.post(address, {"kind": "spot_visit", "note": "गए"})
    assert Draft.objects.count() == 0


def test_a_draft_sent_twice_after_a_lost_answer_is_one_action(sign_in, world):
    client = sign_in(world.head)
    keep(client, world.acknowledged, kind="spot_visit", note="गए", once="a-word")
    offer, _page = offer_of(client, world.acknowledged)
    sent = {"kind": "spot_visit", "note": "गए", "once": offer.form["once"].value()}

    for _press in range(2):
        client.post(reverse("tickets:act", args=[world.acknowledged.code]), sent)
    assert Action.objects.filter(ticket=world.acknowledged).count() == 1


def test_an_empty_form_is_no_draft(sign_in, world):
    client = sign_in(world.head)
    keep(client, world.acknowledged)
    keep(client, world.acknowledged, note="", once="a")

    assert not Draft.objects.exists()


def test_what_cannot_be_seen_keeps_nothing(sign_in, world):
    hidden = keep(sign_in(world.sister), world.acknowledged)
    missing = sign_in(world.sister).post("/tickets/K7Q4MTX2W9P/drafts/act/", WORDS)

    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert keep(sign_in(world.head), world.acknowledged, "spell").status_code == 404
    assert keep(sign_in(world.head), world.acknowledged, note="x" * 40_000).status_code == 422
    assert not Draft.objects.exists()


def test_it_is_gone_after_three_days(sign_in, world):
    keep(sign_in(world.head), world.acknowledged)
    now = timezone.now()

    assert drafts.clear_away(now=now + drafts.KEPT - HOUR) == 0
    for days, deeds in ((2, {Deed.ACT}), (4, set())):
        with time_machine.travel(now + timedelta(days=days)):
            rows = vars(whole(world.head, world.acknowledged.code))["drafts_left"]
        assert set(drafts.left(rows)) == deeds
    assert drafts.clear_away(now=now + drafts.KEPT + HOUR) == 1
