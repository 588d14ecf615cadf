"""What an officer's own desk offers: booking for whoever telephones, and bringing others in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Posting, Role
from hearings import booking, desks
from hearings.forms import InviteForm
from hearings.models import HearingRequest
from tests.factories import LONG_AGO, NOON, make_line, make_officer, make_ticket, make_tree
from tests.hearings.day import make_window
from tickets.models import Ticket

DAY = timedelta(days=1)


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def window(tree):
    return make_window(make_line(tree.district))


@pytest.fixture
def officer(tree, window):
    officer = make_officer(Role.HEARING, tree.district)
    desks.open_desk(window_id=window.pk, by=officer, at=NOON)
    return officer


def test_whoever_telephones_is_booked_and_told_the_time_as_the_portal_says_it(client, officer):
    client.force_login(officer)

    page = client.post(
        reverse("hearings:book_by_phone"), {"words": "बिजली के तार चोरी"}, follow=True
    )

    booked = HearingRequest.objects.get()
    assert booked.source == HearingRequest.Source.PHONE
    [told] = [str(message) for message in page.context["messages"]]
    assert booked.ticket.code in told
    local = timezone.localtime(booked.expected_at)
    assert f"{local:%H:%M}" in told
    assert f"{local:%d.%m.}" not in told


def test_who_may_be_brought_in_holds_a_post_today(tree, window, officer):
    leaves, left, comes = (make_officer() for _ in range(3))
    now = timezone.now()
    posts = ((leaves, LONG_AGO, now + DAY), (left, LONG_AGO, now - DAY), (comes, now + DAY, None))
    for who, since, until in posts:
        Posting.objects.create(
            officer=who, unit=tree.station, role=Role.STATION_HEAD, since=since, until=until
        )
    ticket = make_ticket(window.line, kind=Ticket.Kind.HEARING)
    booking.book(ticket_id=ticket.pk, at=NOON)
    call = desks.call_next(by=officer, at=NOON)

    offered = set(InviteForm(call=call).fields["guest"].queryset)

    assert leaves in offered
    assert not {left, comes} & offered
