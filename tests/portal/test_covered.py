"""What citizens send is not seen until somebody decides to look; a form is sent once."""

import pytest
from django.urls import reverse

from tests.portal.world import a_photo, attach
from tickets import events
from tickets.services import notes


@pytest.fixture
def page(sign_in, world):
    return sign_in(world.desk).get(reverse("tickets:detail", args=[world.told.code]))


def test_no_picture_is_on_the_page_before_a_click(page):
    shown = page.content.decode()

    assert "data-uncover" in shown
    assert "<img" not in shown
    assert "<video" not in shown


def test_looking_at_the_page_is_not_looking_at_the_picture(world, page):
    assert not world.told.events.filter(kind=events.READ).exists()


def test_the_click_is_written_down(sign_in, world):
    photo = world.told.attachments.get(state="ready")

    answer = sign_in(world.desk).get(reverse("evidence:view", args=[photo.pk]))

    assert answer.status_code == 200
    assert world.told.events.get(kind=events.READ).by == world.desk


@pytest.mark.parametrize("name", ["tickets:detail", "evidence:files"])
def test_what_may_show_a_child_is_never_previewed(sign_in, world, name):
    world.told.category.about_children = True
    world.told.category.save()
    attach(world.told, "video", clean=a_photo())

    page = sign_in(world.desk).get(reverse(name, args=[world.told.code])).content.decode()

    assert "data-uncover" not in page
    assert "covered-shut" in page


@pytest.mark.parametrize(
    ("deed", "filled", "kind"),
    [
        ("ask", {"text": "कितने बजे?"}, events.ASKED),
        ("note", {"text": "देखें"}, events.NOTED),
        ("act", {"kind": "spot_visit", "note": "गए"}, events.ACTED),
    ],
)
def test_a_form_sent_twice_is_done_once(sign_in, world, deed, filled, kind):
    client, ticket = sign_in(world.chief), world.acknowledged
    address = reverse(f"tickets:{deed}", args=[ticket.code])

    for _ in range(2):
        assert client.post(address, {**filled, "once": "a-word"}).status_code == 302
    assert ticket.events.filter(kind=kind).count() == 1

    client.post(address, {**filled, "once": "another"})
    assert ticket.events.filter(kind=kind).count() == 2


def test_each_form_has_a_word_of_its_own(sign_in, world):
    page = sign_in(world.desk).get(reverse("tickets:detail", args=[world.new.code]))

    words = [
        offer.form["once"].value()
        for offer in page.context["offers"]
        if "once" in offer.form.fields
    ]
    assert len(words) == len(set(words)) == 2
    assert all(len(word) == 32 for word in words)


def test_the_words_of_another_officer_are_not_swallowed(world):
    for by in (world.desk, world.chief):
        notes.note(ticket_id=world.new.pk, by=by, at=world.new.arrived_at, text="देखें", once="a")

    assert world.new.events.filter(kind=events.NOTED).count() == 2
