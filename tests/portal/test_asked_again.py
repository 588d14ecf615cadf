"""What is grave asks who is there, whenever that was last shown more than ten minutes ago."""

import pytest
from django.urls import reverse

from districts.models import Officer

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
