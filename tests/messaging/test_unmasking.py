"""An officer who knows somebody's number cannot use the desk to learn what that person sent."""

import uuid

import pytest

from districts.models import Role
from messaging import callers, measures
from messaging.models import Contact, Pile
from tests.factories import make_officer
from tests.messaging.turning import Sender, a_line, tap
from tickets.forms import SilenceForm
from tickets.refusals import DoesNotFollow
from tickets.services import calls, silencing

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return a_line()


@pytest.fixture
def desk(line):
    return make_officer(Role.DESK, line.unit)


def silences(ticket, desk, at, how="block"):
    about = {"ticket_id": ticket.pk, "by": desk, "at": at}
    silencing.silence(**about, how=how, days=7, reason="गालियाँ")
    measures.apply(now=at)


def test_a_number_that_a_desk_typed_is_no_way_to_silence_whoever_has_it(line, desk):
    sender = Sender(line)
    sender.tells()
    now = sender.now
    entry = calls.take_down(
        nonce=uuid.uuid4(), line=line, text="कुछ", by=desk, at=now, caller="+915550000001"
    )
    callers.follow(now=now)

    assert not SilenceForm(ticket=entry.ticket, officer=desk).is_apt()
    with pytest.raises(DoesNotFollow):
        silences(entry.ticket, desk, now)

    assert not Contact.objects.exclude(blocked_until=None).exists()
    sender.says("फिर से")
    assert not Pile.objects.exists()


def test_muting_never_hushes_a_matter_about_police(line, desk):
    sender = Sender(line)
    silences(sender.tells(), desk, sender.now, how="mute")

    sender.says(tap("new"))
    again = sender.tells("थाने का दरोगा रिश्वत लेता है")

    assert again.is_restricted
    assert not again.is_quiet
