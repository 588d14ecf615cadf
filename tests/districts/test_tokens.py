"""How long a program's token lives."""

import pytest
from rest_framework.authtoken.models import Token

from tests.factories import PASSWORD, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    officer = make_officer(password=PASSWORD)
    Token.objects.create(user=officer)
    return officer


def test_it_ends_with_the_password(officer):
    officer.set_password("another-long-password")
    officer.save()

    assert not Token.objects.exists()


def test_it_ends_with_the_account(officer):
    officer.is_active = False
    officer.save()

    assert not Token.objects.exists()


def test_it_outlives_everything_else(officer):
    officer.language = "en"
    officer.save(update_fields=["language"])
    make_officer(password=PASSWORD)

    assert Token.objects.count() == 1
