"""What ends every session and token of an officer, from wherever it is done."""

import pytest
from django.utils import timezone

from districts import accounts, postings, sessions
from districts.models import Role, Session
from tests.factories import PASSWORD, make_officer, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    """Signed in with a browser and with a program."""
    officer = make_officer(Role.STATION_HEAD, make_tree().station, password=PASSWORD)
    client.force_login(officer)
    sessions.begin_program(officer=officer, device="a program", now=timezone.now())
    assert Session.objects.filter(officer=officer).count() == 2
    return officer


def new_password(officer):
    officer.set_password("another-long-password")
    officer.save()


def closed(officer):
    officer.is_active = False
    officer.save()


def posted(officer):
    station = officer.postings.get().unit
    postings.start(officer=officer, unit=station, role=Role.STATION_OFFICER, at=timezone.now())


def post_ended(officer):
    postings.end(posting=officer.postings.get(), at=timezone.now())


def reset(officer):
    accounts.reset(officer=officer, by=None, at=timezone.now())


@pytest.mark.parametrize("happens", [new_password, closed, posted, post_ended, reset])
def test_every_session_and_token_ends_before_the_next_request(client, officer, happens):
    assert client.get("/station/").status_code == 200

    happens(officer)

    assert not Session.objects.filter(officer=officer).exists()
    assert client.get("/station/")["Location"].startswith("/login/")


def test_they_outlive_everything_else(client, officer):
    officer.language = "en"
    officer.save(update_fields=["language"])
    make_officer(password=PASSWORD)

    assert Session.objects.filter(officer=officer).count() == 2


def test_a_post_that_ended_already_ends_nothing_again(client, officer):
    post_ended(officer)
    client.force_login(officer)

    post_ended(officer)

    assert Session.objects.filter(officer=officer).count() == 1
