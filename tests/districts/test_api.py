import pytest
from django.urls import path
from django.utils import timezone
from rest_framework.throttling import ScopedRateThrottle

from districts import api, patience, postings, sessions
from districts.models import Role
from tests.districts.authenticator import set_up
from tests.factories import PASSWORD, make_officer, make_tree

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [path("token/", api.Token.as_view()), path("units/", api.Units.as_view())]


def sign_in(client, number, password=PASSWORD, **more):
    body = {"username": number, "password": password, **more}
    return client.post("/token/", body, content_type="application/json")


def token_of(officer):
    return sessions.begin_program(officer=officer, device="", now=timezone.now())


def units(client, officer, query="", token=None):
    token = token or token_of(officer)
    return client.get(f"/units/{query}", headers={"Authorization": f"Token {token}"})


def codes(response) -> set[str]:
    return {unit["code"] for unit in response.json()["results"]}


def test_a_token_opens_the_api(client):
    officer = make_officer(Role.STATION_HEAD, make_tree().station, password=PASSWORD)

    answer = sign_in(client, officer.service_number)

    assert answer.status_code == 200
    token = answer.json()["token"]
    listed = client.get("/units/", headers={"Authorization": f"Token {token}"})
    assert listed.status_code == 200


def test_a_refusal_tells_nothing(client):
    known = make_officer(password=PASSWORD)
    closed = make_officer(password=PASSWORD, is_active=False)

    answers = [
        sign_in(client, "nobody"),
        sign_in(client, known.service_number, "wrong"),
        sign_in(client, closed.service_number),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


def test_guessing_is_slowed(client):
    officer = make_officer(password=PASSWORD)
    for _ in range(patience.BY_PAIR.free):
        sign_in(client, officer.service_number, "wrong")

    answer = sign_in(client, officer.service_number)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1


def test_one_address_may_sign_in_only_so_often(client, monkeypatch):
    monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, "sign-in", "3/min")

    statuses = [sign_in(client, f"nobody-{number}").status_code for number in range(4)]

    assert statuses == [401] * 3 + [429]


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "null", '{"username": "a"}', '{"username": ["a"], "password": {}}', '"text"'],
)
def test_a_malformed_body_is_refused(client, body):
    answer = client.post("/token/", body, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize("number", ["a\x00b", "a" * 4000, "😀", "‮abc"])
def test_strange_numbers_are_refused_quietly(client, number):
    assert sign_in(client, number).status_code in {400, 401}


def test_without_a_token_there_are_no_units(client):
    assert client.get("/units/").status_code == 401


def test_units_are_those_the_officer_may_see(client):
    tree = make_tree()
    circle_officer = make_officer(Role.CIRCLE, tree.circle)

    answer = units(client, circle_officer)

    assert codes(answer) == {tree.circle.code, tree.station.code, tree.sister.code}
    assert {"code", "kind", "name_hi", "name_en", "parent", "path"} == set(
        answer.json()["results"][0]
    )
    station = next(u for u in answer.json()["results"] if u["code"] == tree.station.code)
    assert station["parent"] == tree.circle.code


def test_units_can_be_narrowed(client):
    tree = make_tree()
    chief = make_officer(Role.CHIEF, tree.district)

    assert codes(units(client, chief, f"?kind=station&below={tree.circle.code}")) == {
        tree.station.code,
        tree.sister.code,
    }
    assert codes(units(client, chief, f"?below={tree.other_district.code}")) == set()
    assert codes(units(client, chief, "?below=no-such-unit")) == set()
    assert units(client, chief, "?kind=castle").status_code == 400


def test_the_end_of_a_posting_is_felt_on_the_very_next_request(client):
    tree = make_tree()
    officer = make_officer(Role.STATION_HEAD, tree.station)
    assert codes(units(client, officer)) == {tree.station.code}

    postings.end(posting=officer.postings.get(), at=timezone.now())

    assert codes(units(client, officer)) == set()


def test_a_closed_account_is_refused_at_once(client):
    officer = make_officer(Role.STATION_HEAD, make_tree().station)
    assert units(client, officer).status_code == 200

    type(officer).objects.filter(pk=officer.pk).update(is_active=False)

    assert units(client, officer).status_code == 401


def test_many_units_cost_few_queries(client, django_assert_max_num_queries):
    chief = make_officer(Role.ZONE, make_tree().zone)
    token = token_of(chief)
    units(client, chief, token=token)

    with django_assert_max_num_queries(10):
        assert len(codes(units(client, chief, token=token))) == 16


def test_without_the_code_the_refusal_says_what_is_missing(client):
    officer = make_officer(password=PASSWORD, is_demo=False)
    unready = sign_in(client, officer.service_number)
    telephone, _codes = set_up(officer, now=timezone.now())
    code = telephone.code(timezone.now())

    without = sign_in(client, officer.service_number)
    wrong = sign_in(client, officer.service_number, otp="000000")
    right = sign_in(client, officer.service_number, otp=code)
    again = sign_in(client, officer.service_number, otp=code)

    answers = [unready, without, wrong, right, again]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 200, 401]
    told = [answer.json().get("code") for answer in answers]
    assert told == ["portal_first", "otp_required", "otp_wrong", None, "otp_wrong"]


def test_codes_are_guessed_slowly_here_too(client):
    officer = make_officer(password=PASSWORD, is_demo=False)
    set_up(officer, now=timezone.now())

    answers = [
        sign_in(client, officer.service_number, otp="000000").status_code
        for _ in range(patience.BY_CODE.free + 1)
    ]

    assert answers == [401] * patience.BY_CODE.free + [429]
