"""Signing in to the portal: one answer for every failure, slow guessing, nobody locked out."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from districts import patience, postings
from districts.models import Role
from tests.factories import NOON, PASSWORD, make_line, make_officer, make_ticket, make_tree

pytestmark = pytest.mark.django_db
LOGIN = "/login/"


WRONG = "not-the-password"


def try_to(client, number, password=WRONG, **extra):
    return client.post(LOGIN, {"username": number, "password": password, **extra})


def words(response) -> str:
    """The page without what differs from one request to the next."""
    context = response.context["form"]
    return str(context.errors) + str(sorted(context.fields))


def test_the_page_is_open_and_speaks_hindi_first(client):
    response = client.get(LOGIN)

    assert response.status_code == 200
    assert '<html lang="hi">' in response.content.decode()


def test_a_signed_in_officer_goes_home(client):
    officer = make_officer(password=PASSWORD)

    response = try_to(client, officer.service_number, PASSWORD)

    assert (response.status_code, response.url) == (302, reverse("tickets:home"))
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_the_session_is_new_after_signing_in(client):
    officer = make_officer(password=PASSWORD)
    client.session["before"] = True
    client.session.save()
    before = client.session.session_key

    try_to(client, officer.service_number, PASSWORD)

    assert client.session.session_key != before


def test_unknown_wrong_and_closed_are_one_answer(client):
    known = make_officer(password=PASSWORD)
    closed = make_officer(password=PASSWORD, is_active=False)

    answers = [
        try_to(client, "nobody-of-that-number"),
        try_to(client, known.service_number),
        try_to(client, closed.service_number, PASSWORD),
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert len({words(answer) for answer in answers}) == 1
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/queue/", "/queue/"),
        ("//evil.example/", "home"),
        ("https://evil.example/", "home"),
        ("\\\\evil.example", "home"),
        ("javascript:alert(1)", "home"),
        ("http:///evil.example", "home"),
    ],
)
def test_next_leads_to_own_pages_only(client, wanted, lands):
    officer = make_officer(password=PASSWORD)

    response = try_to(client, officer.service_number, PASSWORD, next=wanted)

    assert response.url == (reverse("tickets:home") if lands == "home" else lands)


def test_signing_out_needs_a_post(client):
    client.force_login(make_officer())

    assert client.get("/logout/").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/logout/").url == LOGIN
    assert "_auth_user_id" not in client.session


def test_forms_need_their_token():
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert try_to(strict, "anyone").status_code == 403
    assert strict.post("/logout/").status_code == 403


def test_the_officers_language_is_spoken_until_another_is_chosen(client):
    officer = make_officer(password=PASSWORD, language="en")

    response = try_to(client, officer.service_number, PASSWORD)

    assert response.cookies["language"].value == "en"


def test_a_language_chosen_on_the_page_is_remembered(client):
    officer = make_officer(password=PASSWORD, language="en")
    client.cookies["language"] = "hi"

    try_to(client, officer.service_number, PASSWORD)

    officer.refresh_from_db()
    assert officer.language == "hi"


def test_after_many_wrong_tries_even_the_right_password_waits(client):
    officer = make_officer(password=PASSWORD)
    for _ in range(patience.BY_PAIR.free):
        assert try_to(client, officer.service_number).status_code == 422

    response = try_to(client, officer.service_number, PASSWORD)

    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert "_auth_user_id" not in client.session


def test_a_number_that_does_not_exist_waits_the_same(client):
    codes = [try_to(client, "nobody").status_code for _ in range(patience.BY_PAIR.free + 1)]

    assert codes == [422] * patience.BY_PAIR.free + [429]


def test_other_letters_for_the_same_number_are_the_same_tries(client):
    officer = make_officer(password=PASSWORD, service_number="up-2231")
    spellings = [f"{wide}p-2231" for wide in ("u", "\uff55", "\uff35", "\U0001d42e", " u", "U")]
    assert try_to(client, spellings[1], PASSWORD).status_code == 302
    client.post("/logout/")

    codes = [try_to(client, number).status_code for number in spellings]

    assert codes == [422] * patience.BY_PAIR.free + [429]
    assert try_to(client, officer.service_number, PASSWORD).status_code == 429


def test_a_crowd_of_strangers_does_not_empty_the_memory(client):
    for _ in range(patience.BY_PAIR.free):
        try_to(client, "nobody")
    for number in range(700):
        cache.set(f"throttle_read_{number:05}", (1, 0.0), 60)

    assert try_to(client, "nobody").status_code == 429


def test_an_enemy_elsewhere_does_not_keep_the_officer_out(client):
    officer = make_officer(password=PASSWORD)
    for _ in range(patience.BY_PAIR.free + 1):
        client.post(
            LOGIN,
            {"username": officer.service_number, "password": WRONG},
            REMOTE_ADDR="203.0.113.9",
        )

    assert try_to(client, officer.service_number, PASSWORD).status_code == 302


def test_an_address_cannot_be_made_up_in_a_header(client):
    codes = [
        client.post(
            LOGIN,
            {"username": "nobody", "password": WRONG},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        ).status_code
        for number in range(patience.BY_PAIR.free + 1)
    ]

    assert codes[-1] == 429


def waits(tries: int, *, number="a", at=NOON) -> list[int]:
    """Seconds asked for after each try, each made as soon as it is allowed."""
    seconds, now = [], at
    for _ in range(tries):
        wait = patience.admit(number=number, address="192.0.2.1", now=now)
        if wait:
            now += timedelta(seconds=wait)
            assert patience.admit(number=number, address="192.0.2.1", now=now) == 0
        seconds.append(wait)
    return seconds


def test_the_delay_grows_and_has_an_end():
    asked = waits(20)

    assert asked[:5] == [0] * 5
    assert asked[5:9] == sorted(asked[5:9])
    assert asked[8] > asked[5] > 0
    assert max(asked) <= patience.BY_PAIR.longest_seconds + 1


def test_the_right_password_starts_afresh():
    waits(5)

    patience.forget(number="a", address="192.0.2.1")

    assert waits(5) == [0] * 5


def test_one_address_that_tries_everybody_is_slowed_by_seconds_only():
    for number in range(200):
        patience.admit(number=f"officer-{number}", address="192.0.2.1", now=NOON)
    ask = patience.admit(number="another", address="192.0.2.1", now=NOON)
    elsewhere = patience.admit(number="another", address="192.0.2.2", now=NOON)

    assert 0 < ask <= patience.BY_ADDRESS.longest_seconds + 1
    assert elsewhere == 0


def test_a_class_of_thirty_on_one_address_gets_in():
    asked = [
        patience.admit(number=f"officer-{n}", address="192.0.2.1", now=NOON) for n in range(30)
    ]

    assert asked == [0] * 30


def test_an_office_that_signs_in_all_together_is_not_slowed():
    asked = []
    for n in range(3 * patience.BY_ADDRESS.free):
        who = {"number": f"officer-{n}", "address": "192.0.2.1"}
        asked.append(patience.admit(**who, now=NOON))
        patience.forget(**who)

    assert set(asked) == {0}


@pytest.mark.parametrize(
    ("addresses", "waits_for_it"),
    [
        ("2001:db8:1:2::{}", True),
        ("::ffff:192.0.2.{}", False),
        ("2001:db8:1:{}::1", False),
    ],
)
def test_the_many_addresses_of_one_customer_are_one(addresses, waits_for_it):
    asked = [
        patience.admit(number="a", address=addresses.format(n), now=NOON)
        for n in range(patience.BY_PAIR.free + 1)
    ]

    assert (asked[-1] > 0) is waits_for_it


def test_the_end_of_a_posting_is_felt_on_the_very_next_request(client):
    tree = make_tree()
    officer = make_officer(Role.STATION_HEAD, tree.station)
    ticket = make_ticket(make_line(tree.district), tree.station, status="with_station")
    page = reverse("tickets:detail", args=[ticket.code])
    client.force_login(officer)
    assert client.get(page).status_code == 200

    postings.end(posting=officer.postings.get(), at=timezone.now())

    assert client.get(page)["Location"].startswith("/login/")
    client.force_login(officer)
    assert client.get(page).status_code == 404
