"""What is grave asks who is there, whenever that was last shown more than ten minutes ago."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from districts import passkeys
from districts.models import Officer, Passkey
from tests.districts.authenticator import set_up
from tests.districts.passkey_device import Device

pytestmark = pytest.mark.django_db
GRAVE = {
    "restricting": lambda world: reverse("tickets:restrict", args=[world.waiting.code]),
    "taking a report": lambda world: reverse("tickets:report", args=[1]),
    "resetting another": lambda world: reverse("districts:reset-officer", args=[world.head.pk]),
    "posting another": lambda world: reverse("districts:give-post", args=[world.head.pk]),
    "a sheet of officers": lambda world: reverse("districts:import-save"),
    "new recovery codes": lambda world: reverse("districts:my-codes"),
    "another telephone": lambda world: reverse("districts:my-app"),
}


@pytest.mark.parametrize("deed", GRAVE)
def test_grave_deeds_ask_again(sign_in, world, deed):
    client = sign_in(world.chief)
    session = client.session
    session["began"] -= 11 * 60
    session.save()

    answer = client.post(GRAVE[deed](world))

    assert answer.status_code == 403
    assert answer.templates[0].name == "districts/confirm.html"


def test_guessing_there_is_slowed(sign_in, world):
    client = sign_in(world.chief)
    Officer.objects.filter(pk=world.chief.pk).update(password="!")
    client.force_login(Officer.objects.get(pk=world.chief.pk))
    session = client.session
    session["began"] -= 11 * 60
    session.save()

    answers = [client.post("/me/app/", {"confirmation": "guess"}).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


class TestByPasskey:
    CODES, SIGNED = "/me/codes/", "confirmed_by_passkey"

    @pytest.fixture
    def device(self, world, settings) -> Device:
        settings.PUBLIC_URL, now = "https://sataark.example.org", timezone.now()
        set_up(world.chief, now=now)
        device = Device(settings.PUBLIC_URL)
        options, state = passkeys.offer(world.chief)
        said = device.makes(options)
        passkeys.add(officer=world.chief, state=state, said=said, name="फ़ोन", now=now)
        return device

    @pytest.fixture
    def client_of_old(self, sign_in, world):
        client = sign_in(world.chief)
        session = client.session
        session["began"] -= 11 * 60
        session.save()
        return client

    def asked(self, answer) -> dict:
        return json.loads(answer.context["passkey"])

    def test_it_stands_in_the_place_of_the_code_and_loses_no_word(
        self, client_of_old, world, device
    ):
        address = GRAVE["restricting"](world)
        given = {"unit": world.kotwali.pk, "reason": "थाने के विरुद्ध"}
        page = client_of_old.post(address, given)
        assert page.content.decode().count('name="reason" value="थाने के विरुद्ध"') == 2

        signed = device.signs(self.asked(page))
        assert client_of_old.post(address, {**given, self.SIGNED: signed}).status_code == 302
        world.waiting.refresh_from_db()
        assert world.waiting.is_restricted
        assert client_of_old.post(self.CODES).status_code == 200  # not asked again

    def test_each_challenge_is_good_for_one_try(self, client_of_old, device):
        asked = self.asked(client_of_old.post(self.CODES))
        wrong = client_of_old.post(self.CODES, {self.SIGNED: "{}"})
        assert wrong.status_code == 422

        late = client_of_old.post(self.CODES, {self.SIGNED: device.signs(asked)})
        assert late.status_code == 422 and "not right here" in late.content.decode()
        assert client_of_old.post(self.CODES, {self.SIGNED: ""}).status_code == 422

    def test_a_challenge_of_another_session_is_not_this_ones(
        self, client_of_old, world, device, client
    ):
        stolen = self.asked(client_of_old.post(self.CODES))
        other = type(client)()
        other.force_login(world.chief)
        session = other.session
        session["began"] -= 11 * 60
        session.save()

        answer = other.post(self.CODES, {self.SIGNED: device.signs(stolen)})
        assert answer.status_code == 422

    def test_what_was_asked_when_signing_in_confirms_nothing(self, client_of_old, world, device):
        options, state = passkeys.ask(world.chief)
        session = client_of_old.session
        session["passkey-asked"] = state
        session.save()

        answer = client_of_old.post(self.CODES, {self.SIGNED: device.signs(options)})
        assert answer.status_code == 422

    def test_one_that_was_removed_or_copied_is_not_offered(self, client_of_old, device):
        Passkey.objects.update(copied_at=timezone.now())

        page = client_of_old.post(self.CODES)
        assert page.context["passkey"] == "" and "data-passkey" not in page.content.decode()
