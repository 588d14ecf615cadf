"""Below the district nobody reads at a desk, or in the history, when a caller came."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from hearings import booking, desks
from hearings.models import HearingRequest
from tests.factories import make_line, make_officer, make_ticket, make_tree
from tests.hearings.day import open_now
from tickets import retelling
from tickets.models import Ticket
from tickets.sight import sight_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


def a_desk(tree, place: str) -> tuple[Client, HearingRequest]:
    """Open a desk of the unit's own hearing, with one who waits, and sign its officer in."""
    now, unit = timezone.now(), getattr(tree, place)
    window = open_now(make_line(unit))
    officer = make_officer(Role.HEARING, unit)
    desks.open_desk(window_id=window.pk, by=officer, at=now)
    ticket = make_ticket(window.line, kind=Ticket.Kind.HEARING, at=now)
    client = Client()
    client.force_login(officer)
    client.officer = officer
    client.cookies["language"] = "en"
    return client, booking.book(ticket_id=ticket.pk, at=now)


@pytest.mark.parametrize(("place", "is_exact"), [("district", True), ("city", False)])
def test_the_queue_tells_token_and_minute_to_headquarters_alone(tree, place, is_exact):
    client, request = a_desk(tree, place)

    page = client.get(reverse("hearings:desk"), secure=True).content.decode()

    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert (f'<th scope="row">{request.token}</th>' in row) is is_exact
    assert (f"{timezone.localtime(request.waits_since):%H:%M}" in row) is is_exact
    assert (request.waits_since.isoformat() in row) is is_exact


@pytest.mark.parametrize(("place", "is_exact"), [("district", True), ("city", False)])
def test_the_page_of_the_call_and_the_history_keep_the_token_back_alike(tree, place, is_exact):
    client, request = a_desk(tree, place)
    call = desks.call_next(by=client.officer, at=timezone.now())

    page = client.get(reverse("hearings:call", args=[call.pk]), secure=True).content.decode()

    assert ("<h1>Token 1</h1>" in page) is is_exact
    told = [line.sentence for line in retelling.retell(request.ticket, sight_of(client.officer))]
    assert any(sentence.endswith("token 1") for sentence in told) is is_exact


def test_who_has_the_page_open_is_marked_as_there(tree):
    client, request = a_desk(tree, "district")
    address = reverse("hearings:desk")
    absent = client.get(address, secure=True).content.decode()
    HearingRequest.objects.filter(pk=request.pk).update(seen_at=timezone.now())

    there = client.get(address, secure=True).content.decode()

    assert ("on the page" in absent, "on the page" in there) == (False, True)
