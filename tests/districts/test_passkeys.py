"""Passkeys: only what our page asked, at our address, just now, is taken; a copy is refused."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from districts import accounts, passkeys, patience
from districts.models import AccountEvent, Passkey, Session
from tests.districts.authenticator import set_up
from tests.districts.passkey_device import Device
from tests.factories import NOON, PASSWORD, make_officer

pytestmark = pytest.mark.django_db
SITE = "https://sataark.example.org"
ELSEWHERE = "https://sataark.example.org.evil.example"


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.PUBLIC_URL = SITE


@pytest.fixture
def officer():
    return make_officer(password=PASSWORD, is_demo=False, name="रीना शर्मा")


@pytest.fixture
def device() -> Device:
    return Device(SITE)


def add(officer, device, name="मेरा फ़ोन", **lies) -> Passkey:
    options, state = passkeys.offer(officer)
    said = device.makes(options, **lies)
    return passkeys.add(officer=officer, state=state, said=said, name=name, now=NOON)


def check(officer, said, state) -> bool:
    return passkeys.check(officer=officer, state=state, said=said, now=NOON)


class TestByItself:
    def test_a_passkey_that_was_added_signs_in_again_and_again(self, officer, device):
        kept = add(officer, device)
        for _time in range(2):
            options, state = passkeys.ask(officer)
            assert check(officer, device.signs(options), state)

        kept.refresh_from_db()
        assert (kept.name, kept.sign_count, kept.used_at) == ("मेरा फ़ोन", 2, NOON)

    @pytest.mark.parametrize(
        "lie",
        [
            {"origin": ELSEWHERE},
            {"origin": "https://desk.sataark.example.org"},  # below ours is not ours
            {"origin": "http://sataark.example.org"},
            {"challenge": b"chosen by the enemy, 32 bytes..."},
            {"kind": "webauthn.create"},
            {"signature": b"0E"},
            {"flags": 0},  # nobody touched it
        ],
        ids=str,
    )
    def test_what_is_forged_is_refused(self, officer, device, lie):
        add(officer, device)
        options, state = passkeys.ask(officer)
        if "signature" in lie:
            lie = {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"}

        assert not check(officer, device.signs(options, **lie), state)

    @pytest.mark.parametrize(
        "lie", [{"origin": ELSEWHERE}, {"challenge": b"chosen by the enemy, 32 bytes..."}], ids=str
    )
    def test_nothing_forged_is_added(self, officer, device, lie):
        with pytest.raises(passkeys.UnableToAdd):
            add(officer, device, **lie)

        assert not Passkey.objects.exists()

    def test_a_key_for_another_site_is_refused(self, officer):
        with pytest.raises(passkeys.UnableToAdd):
            add(officer, Device(SITE, host="evil.example"))

    def test_an_answer_of_yesterday_is_refused_today(self, officer, device):
        add(officer, device)
        options, state = passkeys.ask(officer)
        said = device.signs(options)
        assert check(officer, said, state)
        _options, fresh = passkeys.ask(officer)

        assert not check(officer, said, fresh)

    def test_a_copy_is_refused_from_then_on_and_told(self, officer, device):
        kept = add(officer, device)
        options, state = passkeys.ask(officer)
        assert check(officer, device.signs(options, count=7), state)
        options, state = passkeys.ask(officer)

        assert not check(officer, device.signs(options, count=7), state)
        kept.refresh_from_db()
        assert kept.copied_at == NOON
        options, state = passkeys.ask(officer)
        assert not check(officer, device.signs(options, count=9), state)
        told = accounts.tell_what_others_did(officer, at=timezone.now())
        assert [event.kind for event in told] == [AccountEvent.Kind.PASSKEY_COPIED]

    def test_a_device_that_does_not_count_is_taken(self, officer, device):
        add(officer, device)
        for _time in range(2):
            options, state = passkeys.ask(officer)
            assert check(officer, device.signs(options, count=0), state)

    def test_another_officers_passkey_is_not_mine(self, officer, device):
        add(officer, device)
        other = make_officer()
        options, state = passkeys.ask(other)

        assert not check(other, device.signs(options), state)

    def test_several_have_names_and_one_is_not_added_twice(self, officer, device):
        add(officer, device)
        add(officer, Device(SITE, name=b"the computer"), name="दफ़्तर")
        with pytest.raises(passkeys.UnableToAdd):
            add(officer, device)

        assert {each.name for each in passkeys.of(officer)} == {"मेरा फ़ोन", "दफ़्तर"}

    @pytest.mark.parametrize(
        "said",
        ["", "null", "[]", "{}", '{"id": 1}', "é", "x" * 50_000]
        + [json.dumps({"id": "YQ", "rawId": "YQ", "response": part}) for part in ({}, 1, None)]
        + [
            json.dumps({"rawId": "YQ", "response": {name: "YQ" for name in names}})
            for names in (
                ["clientDataJSON", "attestationObject"],
                ["clientDataJSON", "authenticatorData", "signature"],
            )
        ],
    )
    def test_what_no_browser_says_is_refused(self, officer, device, said):
        add(officer, device)
        _options, state = passkeys.ask(officer)
        assert not check(officer, said, state)

        _options, state = passkeys.offer(officer)
        with pytest.raises(passkeys.UnableToAdd):
            passkeys.add(officer=officer, state=state, said=said, name="x", now=NOON)

    def test_a_site_without_a_name_offers_none(self, settings):
        settings.PUBLIC_URL = "http://127.0.0.1:8000"

        assert not passkeys.are_possible()

    def test_a_reset_takes_them_away(self, officer, device):
        add(officer, device)
        accounts.reset(officer=officer, by=None, at=NOON)

        assert not Passkey.objects.exists()


class TestSigningIn:
    CODE, PASSKEY = "/login/code/", "/login/passkey/"

    @pytest.fixture
    def begun(self, client, officer, device):
        set_up(officer, now=timezone.now())
        add(officer, device)
        client.post("/login/", {"username": officer.service_number, "password": PASSWORD})
        return client

    def asked(self, client) -> dict:
        return json.loads(client.get(self.CODE).context["passkey"])

    def test_it_stands_in_the_place_of_the_code(self, begun, device):
        assert begun.post(self.PASSKEY, {"said": device.signs(self.asked(begun))}).url == "/"
        assert "_auth_user_id" in begun.session

    def test_each_challenge_is_good_for_one_try(self, begun, device):
        options = self.asked(begun)
        assert begun.post(self.PASSKEY, {"said": "{}"}).status_code == 422

        assert begun.post(self.PASSKEY, {"said": device.signs(options)}).status_code == 422
        assert "_auth_user_id" not in begun.session

    def test_without_the_password_there_is_nothing_to_answer(self, client, officer, device):
        add(officer, device)

        assert client.post(self.PASSKEY, {"said": "{}"}).url == "/login/"

    def test_a_challenge_asked_of_another_browser_is_not_this_ones(self, begun, officer, device):
        stolen = self.asked(begun)
        other = type(begun)()
        other.post("/login/", {"username": officer.service_number, "password": PASSWORD})
        self.asked(other)

        assert other.post(self.PASSKEY, {"said": device.signs(stolen)}).status_code == 422

    def test_it_opens_the_door_when_the_app_is_lost_and_guessed_at(self, begun, device):
        """An enemy who has the password slows the codes by wrong ones, and nothing else."""
        for _number in range(patience.BY_CODE.free):
            begun.post(self.CODE, {"code": "000000"})
        assert begun.post(self.CODE, {"code": "000000"}).status_code == 429
        options = self.asked(begun)

        assert begun.post(self.PASSKEY, {"said": device.signs(options)}).url == "/"


class TestMyPasskeys:
    ADD = "/me/passkeys/add/"

    @pytest.fixture
    def signed_in(self, client, officer):
        set_up(officer, now=timezone.now())
        client.force_login(officer)
        return client

    def test_one_is_added_under_a_name_and_ends_other_sessions(self, signed_in, officer, device):
        other = type(signed_in)()
        other.force_login(officer)
        options = json.loads(signed_in.get(self.ADD).context["passkey"])
        answer = signed_in.post(self.ADD, {"name": "मेरा फ़ोन", "said": device.makes(options)})

        assert answer.url == "/me/"
        assert "मेरा फ़ोन" in signed_in.get("/me/").content.decode()
        assert Session.objects.filter(officer=officer).count() == 1

    def test_an_offer_is_good_for_one_try(self, signed_in, device):
        options = json.loads(signed_in.get(self.ADD).context["passkey"])
        assert signed_in.post(self.ADD, {"name": "x", "said": "{}"}).status_code == 422

        said = device.makes(options)
        assert signed_in.post(self.ADD, {"name": "x", "said": said}).status_code == 422
        assert not Passkey.objects.exists()

    @pytest.mark.parametrize("page", ["add", "remove"])
    def test_it_asks_once_more_who_is_there(self, signed_in, officer, device, page):
        kept = add(officer, device)
        session = signed_in.session
        session["began"] = (timezone.now() - timedelta(hours=1)).timestamp()
        session.save()
        address = self.ADD if page == "add" else f"/me/passkeys/{kept.pk}/remove/"

        assert signed_in.post(address, {"name": "x", "said": "{}"}).status_code == 403
        assert Passkey.objects.count() == 1

    def test_the_own_is_removed_and_anothers_does_not_exist(self, signed_in, officer, device):
        mine = add(officer, device)
        theirs = add(make_officer(), Device(SITE, name=b"theirs"))

        assert signed_in.post(f"/me/passkeys/{theirs.pk}/remove/").status_code == 404
        assert signed_in.post(f"/me/passkeys/{mine.pk}/remove/").url == "/me/"
        assert list(Passkey.objects.all()) == [theirs]
