"""Signing in with more than a password: nobody is in before the last step."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts import accounts, patience, second_factor
from districts.models import Officer, Session
from tests.districts.authenticator import Authenticator, set_up
from tests.factories import PASSWORD, make_officer

pytestmark = pytest.mark.django_db
LOGIN, CODE, APP, OWN = "/login/", "/login/code/", "/login/app/", "/login/password/"
CHOSEN = "चार नीले घोड़े नदी"


@pytest.fixture
def officer():
    return make_officer(password=PASSWORD, is_demo=False, name="रीना शर्मा")


def begin(client, officer, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": officer.service_number, "password": password, **more})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_first_sign_in_sets_the_app_up_and_shows_ten_codes_once(client, officer):
    assert begin(client, officer, next="/queue/").url == APP
    page = client.get(APP)
    assert not is_in(client)

    telephone = Authenticator.typed(page.context["key"])
    answer = client.post(APP, {"code": telephone.code(timezone.now())})

    assert len(answer.context["codes"]) == 10
    assert answer.context["then"] == "/queue/"
    assert is_in(client)
    assert client.get(APP).url == LOGIN


def test_a_page_asked_for_again_offers_the_same_key(client, officer):
    begin(client, officer)

    assert client.get(APP).context["key"] == client.get(APP).context["key"]


def test_the_offered_key_lies_sealed_in_the_session(client, officer):
    begin(client, officer)
    key = client.get(APP).context["key"].replace(" ", "")

    kept = str(dict(client.session))

    assert key not in kept
    assert len(client.session["pending-app"]) > second_factor.KEY_BYTES * 2


def test_a_wrong_code_sets_nothing_up(client, officer):
    begin(client, officer)
    client.get(APP)

    answer = client.post(APP, {"code": "000000"})

    assert answer.status_code == 422
    assert not is_in(client)
    assert not second_factor.is_set_up(officer)


def test_afterwards_a_code_is_asked_for(client, officer):
    telephone, _codes = set_up(officer, now=timezone.now())

    assert begin(client, officer, next="/late/").url == CODE
    assert not is_in(client)
    assert client.get("/queue/")["Location"].startswith(LOGIN)
    assert client.post(CODE, {"code": telephone.code(timezone.now())}).url == "/late/"
    assert is_in(client)


def test_a_used_code_is_refused(client, officer):
    telephone, _codes = set_up(officer, now=timezone.now())
    code = telephone.code(timezone.now())
    begin(client, officer)
    client.post(CODE, {"code": code})
    client.post("/logout/")

    begin(client, officer)

    assert client.post(CODE, {"code": code}).status_code == 422
    assert not is_in(client)


def test_a_recovery_code_gets_in(client, officer):
    _telephone, codes = set_up(officer, now=timezone.now())
    begin(client, officer)

    assert client.post(f"{CODE}?recovery", {"code": codes[0]}).status_code == 302
    assert is_in(client)


def test_codes_are_guessed_slowly_from_wherever(client, officer):
    telephone, _codes = set_up(officer, now=timezone.now())
    begin(client, officer)

    answers = [
        client.post(CODE, {"code": "000000"}, REMOTE_ADDR=f"198.51.100.{number}").status_code
        for number in range(patience.BY_CODE.free + 1)
    ]
    right = client.post(CODE, {"code": telephone.code(timezone.now())})

    assert answers == [422] * patience.BY_CODE.free + [429]
    assert (right.status_code, int(right["Retry-After"]) > 0) == (429, True)
    assert not is_in(client)


def test_the_right_password_does_not_forgive_wrong_codes(client, officer):
    set_up(officer, now=timezone.now())
    for _ in range(patience.BY_CODE.free):
        begin(client, officer)
        client.post(CODE, {"code": "000000"})

    begin(client, officer)

    assert client.post(CODE, {"code": "000000"}).status_code == 429


@pytest.mark.parametrize("step", [CODE, APP, OWN])
def test_without_the_password_there_is_no_step(client, officer, step):
    assert client.get(step).url == LOGIN
    assert client.post(step, {"code": "000000"}).url == LOGIN


def test_the_setting_up_cannot_be_reached_round_the_code(client, officer):
    set_up(officer, now=timezone.now())
    begin(client, officer)

    for step in (APP, OWN):
        assert client.get(step).url == CODE


def test_a_sign_in_left_halfway_ends(client, officer):
    telephone, _codes = set_up(officer, now=timezone.now())
    begin(client, officer)
    session = client.session
    session["signing-in"] = {**session["signing-in"], "until": timezone.now().timestamp()}
    session.save()

    assert client.post(CODE, {"code": telephone.code(timezone.now())}).url == LOGIN


def test_a_new_password_or_a_closed_account_ends_it_halfway(client, officer):
    telephone, _codes = set_up(officer, now=timezone.now())
    begin(client, officer)

    officer.set_password("another-long-password")
    officer.save()

    assert client.post(CODE, {"code": telephone.code(timezone.now())}).url == LOGIN


def test_the_session_is_new_at_each_step(client, officer):
    telephone, _codes = set_up(officer, now=timezone.now())
    keys = [client.session.session_key]
    begin(client, officer)
    keys.append(client.session.session_key)
    client.post(CODE, {"code": telephone.code(timezone.now())})
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3
    assert "signing-in" not in client.session
    assert Session.objects.filter(officer=officer).count() == 1


def test_a_password_handed_over_is_replaced_at_once(client, officer):
    given = accounts.reset(officer=officer, by=None, at=timezone.now())

    assert begin(client, officer, given).url == OWN
    assert client.post(OWN, {"new_password1": CHOSEN, "new_password2": CHOSEN}).url == APP
    telephone = Authenticator.typed(client.get(APP).context["key"])
    client.post(APP, {"code": telephone.code(timezone.now())})

    assert is_in(client)
    assert Officer.objects.get(pk=officer.pk).temporary_until is None
    client.post("/logout/")
    assert begin(client, officer, given).status_code == 422
    assert begin(client, officer, CHOSEN).url == CODE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("short", "short"),
        ("password123", "password123"),
        ("915550012345", "915550012345"),
        ("रीना शर्मा 1", "रीना शर्मा 1"),
        (CHOSEN, "another-long-one"),
    ],
)
def test_a_bad_password_is_not_taken(client, officer, first, second):
    begin(client, officer, accounts.reset(officer=officer, by=None, at=timezone.now()))

    answer = client.post(OWN, {"new_password1": first, "new_password2": second})

    assert answer.status_code == 422
    assert Officer.objects.get(pk=officer.pk).temporary_until is not None


def test_a_password_handed_over_is_good_for_a_week(client, officer):
    late = timezone.now() - accounts.TEMPORARY - timedelta(seconds=1)
    given = accounts.reset(officer=officer, by=None, at=late)

    assert begin(client, officer, given).status_code == 422


def test_made_up_officers_need_no_code_and_only_where_nobody_writes(client, settings):
    officer = make_officer(password=PASSWORD, is_demo=True)
    assert begin(client, officer).url == reverse("tickets:home")
    assert client.get("/me/").status_code == 200

    settings.SATAARK_DEMO = False

    assert client.get("/me/")["Location"].startswith(LOGIN)
    assert begin(client, officer).status_code == 422


def test_a_reset_is_told_once_at_the_next_sign_in(client, officer):
    by = make_officer(name="मीरा सिंह")
    given = accounts.reset(officer=officer, by=by, at=timezone.now())
    begin(client, officer, given, next="/me/")
    client.post(OWN, {"new_password1": CHOSEN, "new_password2": CHOSEN})
    telephone = Authenticator.typed(client.get(APP).context["key"])
    client.post(APP, {"code": telephone.code(timezone.now())})

    pages = [client.get("/me/") for _ in range(2)]

    told = [[str(message) for message in page.context["messages"]] for page in pages]
    assert [len(each) for each in told] == [1, 0]
    assert "मीरा सिंह" in told[0][0]
