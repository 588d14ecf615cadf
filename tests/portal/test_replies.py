"""Ready answers of a line: kept by its desk, filled in, read before they are sent."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.portal.test_lists import MOST_QUERIES
from tickets import codes
from tickets.models import Reply
from tickets.refusals import NotAllowed, Unacceptable
from tickets.services import replies

pytestmark = pytest.mark.django_db
TEXT = "आपका टिकट {code} ({category}) {station} को भेजा गया है।"


@pytest.fixture(autouse=True)
def _as_it_was_sent(world) -> None:
    world.waiting.refresh_from_db()


def keep(world, *, by=None, **given) -> Reply:
    usual = {"use": Reply.Use.ASK, "name": "भेजा गया", "text": TEXT}
    return replies.keep(line=world.line, by=by or world.desk, **{**usual, **given})


def test_names_in_braces_are_filled_in(world):
    words = replies.filled(TEXT + " {x} {0}", world.waiting, now=timezone.now())

    assert codes.spaced(world.waiting.code) in words
    assert world.kotwali.name in words and world.waiting.category.name in words
    assert words.endswith("{x} {0}")


def test_what_cannot_be_filled_in_is_refused_when_it_is_written(world):
    with pytest.raises(Unacceptable):
        keep(world, text="आपका नंबर {phone}")


def test_a_station_keeps_no_answers(sign_in, world):
    with pytest.raises(NotAllowed):
        keep(world, by=world.head)
    assert sign_in(world.head).get(f"/replies/{world.line.code}/new/").status_code == 404


def test_a_desk_keeps_changes_and_retires_one(sign_in, world):
    client = sign_in(world.desk)
    given = {"name": "पूछें", "use": "ask", "text": "कहाँ? {code}", "is_active": "on"}
    client.post(f"/replies/{world.line.code}/new/", given)
    kept = Reply.objects.get()
    address = reverse("tickets:reply", args=[world.line.code, kept.pk])

    client.post(address, {**given, "text": "किस जगह?"})
    kept.refresh_from_db()
    assert (kept.text, kept.is_active) == ("किस जगह?", True)
    client.post(address, {"name": "पूछें", "use": "ask", "text": "किस जगह?"})
    kept.refresh_from_db()
    assert not kept.is_active


def test_it_is_read_before_it_is_kept(sign_in, world):
    given = {"name": "x", "use": "ask", "text": "कोड {code}", "preview": "1"}
    page = sign_in(world.desk).post(f"/replies/{world.line.code}/new/", given)

    assert "said-desk" in page.content.decode() and "{code}</p>" not in page.content.decode()
    assert not Reply.objects.exists()


def test_two_of_one_name_are_refused(world):
    keep(world)
    with pytest.raises(Unacceptable):
        keep(world)


def test_beside_a_ticket_it_reads_as_the_citizen_would(
    sign_in, world, django_assert_max_num_queries
):
    kept = keep(world)
    keep(world, name="नतीजा", use=Reply.Use.OUTCOME)  # this ticket waits for the station
    client = sign_in(world.desk)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(reverse("tickets:ready", args=[world.waiting.code]))

    assert [one for one, _text in page.context["ready"]] == [kept]
    assert codes.spaced(world.waiting.code) in page.content.decode()


def test_chosen_it_stands_in_the_form_and_is_not_sent(sign_in, world):
    kept = keep(world)
    address = reverse("tickets:detail", args=[world.waiting.code])
    page = sign_in(world.desk).get(address, {"reply": str(kept.pk)})

    offer = next(one for one in page.context["offers"] if one.panel.deed == "ask")
    assert offer.is_open
    assert offer.form["text"].value() == replies.filled(TEXT, world.waiting, now=timezone.now())
    assert not world.waiting.events.filter(kind="ticket.asked").exists()


def test_nonsense_is_no_answer(sign_in, world):
    address = reverse("tickets:detail", args=[world.waiting.code])

    assert sign_in(world.desk).get(address, {"reply": "x\0"}).status_code == 200


def test_the_hidden_answers_like_the_missing(sign_in, world):
    client = sign_in(world.sister)
    hidden, missing = (
        client.get(reverse("tickets:ready", args=[code]))
        for code in (world.waiting.code, codes.new_code())
    )
    assert (hidden.status_code, hidden.content) == (404, missing.content)
