"""How long one stays signed in, where, and what ends it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from districts import sessions
from districts.models import Posting, Role, Session
from tests.districts.authenticator import set_up
from tests.factories import PASSWORD, make_officer, make_tree

pytestmark = pytest.mark.django_db
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
CHOSEN = "four blue horses river"


@pytest.fixture
def officer():
    return make_officer(Role.STATION_HEAD, make_tree().station, password=PASSWORD)


def signed_in(officer, agent=ANDROID):
    client = Client(headers={"User-Agent": agent})
    client.post("/login/", {"username": officer.service_number, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


def row(client) -> Session:
    return Session.objects.get(pk=sessions.digest(client.session.session_key))


def idle(client, minutes: int) -> None:
    """Let that many minutes pass, in which nobody does anything."""
    session, ago = client.session, timedelta(minutes=minutes)
    for mark in ("began", "seen", "ends"):
        session[mark] -= ago.total_seconds()
    session.set_expiry(session.get_expiry_date() - ago)
    session.save()


def test_the_key_is_kept_hashed(officer):
    client = signed_in(officer)
    key = client.session.session_key

    kept = str(list(Session.objects.values_list()))

    assert key not in kept
    stolen = row(client).pk
    client.cookies["__Host-session"] = client.cookies["session"] = stolen
    assert not is_in(client)


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (16, False)])
def test_a_quarter_of_an_hour_of_nothing_ends_it(officer, minutes, stays):
    client = signed_in(officer)

    idle(client, minutes)

    assert is_in(client) is stays


def test_doing_something_keeps_it_open_for_a_duty_and_no_longer(officer):
    client = signed_in(officer)

    stays = []
    for _ in range(48):
        idle(client, 10)
        stays.append(is_in(client))

    assert stays == [True] * 47 + [False]


def test_a_page_that_asks_by_itself_does_not_keep_it_open(officer):
    client = signed_in(officer)
    for _ in range(3):
        idle(client, 4)
        assert client.get("/station/", headers={"Sataark-Unasked": "1"}).status_code == 200

    idle(client, 4)

    assert not is_in(client)


@pytest.mark.parametrize(("role", "stays"), [(Role.WATCH, True), (Role.DESK, False)])
def test_whose_work_is_to_watch_a_screen_stays(role, stays):
    officer = make_officer(role, make_tree().district, password=PASSWORD)
    client = signed_in(officer)

    idle(client, 60)

    assert is_in(client) is stays


def test_it_ends_when_a_posting_ends_by_itself(officer):
    soon = timezone.now() + timedelta(minutes=5)
    Posting.objects.filter(officer=officer).update(until=soon)

    client = signed_in(officer)

    assert row(client).expire_date == soon


def test_the_own_list_names_each_device_and_shows_no_address(officer):
    client = signed_in(officer)
    sessions.begin_program(officer=officer, device="a-program", now=timezone.now())
    signed_in(make_officer(password=PASSWORD), agent="Somebody else's Nokia")

    page = client.get("/me/").content.decode()

    assert "Chrome, Android" in page
    assert "a-program" in page
    assert "Nokia" not in page
    assert "127.0.0.1" not in page


def test_one_of_ones_own_is_ended(officer):
    client, other = signed_in(officer), signed_in(officer)

    assert client.post(f"/me/sessions/{row(other).pk}/end/").status_code == 302

    assert not is_in(other)
    assert is_in(client)


def test_all_others_are_ended(officer):
    client, other = signed_in(officer), signed_in(officer)
    token = sessions.begin_program(officer=officer, device="", now=timezone.now())

    client.post("/me/sessions/others/end/")

    assert not is_in(other)
    assert sessions.of_program(token, now=timezone.now()) is None
    assert is_in(client)


def test_anothers_session_does_not_exist(officer):
    client, stranger = signed_in(officer), signed_in(make_officer(password=PASSWORD))

    hidden = client.post(f"/me/sessions/{row(stranger).pk}/end/")
    missing = client.post(f"/me/sessions/{'0' * 40}/end/")

    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert is_in(stranger)


def test_a_changed_password_ends_all_others(officer):
    client, other = signed_in(officer), signed_in(officer)

    answer = client.post(
        "/me/password/", {"present": PASSWORD, "new_password1": CHOSEN, "new_password2": CHOSEN}
    )

    assert answer.status_code == 302
    assert is_in(client)
    assert not is_in(other)


@pytest.mark.parametrize(
    ("present", "new"), [("wrong", CHOSEN), (PASSWORD, "short"), (PASSWORD, "")]
)
def test_a_password_is_not_changed_without_the_present_one_or_to_a_bad_one(officer, present, new):
    client = signed_in(officer)

    answer = client.post(
        "/me/password/", {"present": present, "new_password1": new, "new_password2": new}
    )

    assert answer.status_code == 422
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_a_token_is_good_for_a_duty():
    officer, now = make_officer(), timezone.now()
    token = sessions.begin_program(officer=officer, device="", now=now)

    assert sessions.of_program(token, now=now + sessions.DUTY - timedelta(seconds=1))
    assert sessions.of_program(token, now=now + sessions.DUTY) is None


def test_a_token_is_no_session_and_a_session_no_token(officer):
    client = signed_in(officer)
    token = sessions.begin_program(officer=officer, device="", now=timezone.now())

    assert sessions.of_program(client.session.session_key, now=timezone.now()) is None
    for name in ("__Host-session", "session"):
        client.cookies[name] = token
    assert not is_in(client)


def test_a_token_in_the_place_of_a_session_key_opens_no_session(officer):
    token = sessions.begin_program(officer=officer, device="", now=timezone.now())
    store = sessions.SessionStore(token)

    assert store.load() == {}
    assert store.session_key is None


def test_an_officer_has_few_tokens(officer):
    now = timezone.now()
    tokens = [
        sessions.begin_program(officer=officer, device="", now=now + timedelta(seconds=n))
        for n in range(sessions.PROGRAMS + 1)
    ]

    assert sessions.of_program(tokens[0], now=now) is None
    assert sessions.of_program(tokens[1], now=now)


def test_new_recovery_codes_want_a_confirmation_once_signing_in_is_long_ago(officer):
    telephone, _codes = set_up(officer, now=timezone.now())
    client = signed_in(officer)
    assert client.post("/me/codes/").status_code == 200

    idle(client, 11)
    asked = client.post("/me/codes/")
    wrong = client.post("/me/codes/", {"confirmation": "000000"})
    right = client.post("/me/codes/", {"confirmation": telephone.code(timezone.now())})

    assert [asked.status_code, wrong.status_code, right.status_code] == [403, 422, 200]
    assert len(right.context["codes"]) == 10


def test_a_page_behind_a_confirmation_is_shown_after_it(officer):
    client = signed_in(officer)
    idle(client, 11)
    assert "was_page" in client.get("/me/app/").content.decode()

    shown = client.post("/me/app/", {"confirmation": PASSWORD, "was_page": "1"})

    assert shown.status_code == 200
    assert "qr" in shown.context
    assert client.get("/me/app/").context["qr"]
