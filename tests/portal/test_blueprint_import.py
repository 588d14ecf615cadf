"""A blueprint through the portal: every change before it is made, every fault in its place."""

import re

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from districts import blueprint
from districts.blueprint import export, source
from districts.confirmation import CONFIRMED
from districts.models import BlueprintLoad, Line, Unit
from tests.factories import make_officer

pytestmark = pytest.mark.django_db
PAGE, LOAD = "/blueprints/import/", "/blueprints/load/"


@pytest.fixture
def admin():
    return make_officer(is_superuser=True)


@pytest.fixture
def written() -> dict:
    """Return a shipped blueprint as data, on its ground, with one name changed since it loaded."""
    blueprint.load("bareilly-pro", at=timezone.now())
    line = Line.objects.get(code="bareilly-pro")
    data = yaml.safe_load(export.as_yaml(line))
    data["lines"][0]["en"] = "Another name"
    return data


def send(client, data, name="bareilly-pro.yaml"):
    told = data if isinstance(data, bytes) else yaml.safe_dump(data, allow_unicode=True).encode()
    return client.post(PAGE, {"sent": "1", "file": SimpleUploadedFile(name, told)})


def carried(answer) -> dict[str, str]:
    found = re.search(r'name="carried" value="([^"]+)"', answer.content.decode())
    return {"carried": found[1] if found else ""}


def name_of_line() -> str:
    return Line.objects.get(code="bareilly-pro").name_en


def test_it_is_shown_before_it_is_loaded(sign_in, admin, written):
    client, stood = sign_in(admin), name_of_line()
    shown = send(client, written)

    assert [str(change) for change in shown.context["loaded"].changes] == [
        f"changed line bareilly-pro\n    name_en: {stood} → Another name"
    ]
    assert name_of_line() == stood
    assert not BlueprintLoad.objects.exists()
    client.post(LOAD, carried(shown))
    assert name_of_line() == "Another name"
    kept = BlueprintLoad.objects.get()
    assert (kept.by, kept.name, kept.number) == (admin, "bareilly-pro.yaml", 1)
    assert kept.changes[0]["fields"]["name_en"] == [stood, "Another name"]
    assert admin.name in client.get("/repair/districts/blueprintload/").content.decode()

    client.post(LOAD, carried(send(client, written)))  # which now changes nothing
    assert BlueprintLoad.objects.count() == 1


def test_what_changed_meanwhile_is_shown_again(sign_in, admin, written):
    client = sign_in(admin)
    shown = send(client, written)
    Line.objects.update(name_en="Meanwhile")

    again = client.post(LOAD, carried(shown))

    assert name_of_line() == "Meanwhile"
    assert "Meanwhile → Another name" in again.content.decode()
    client.post(LOAD, carried(again))
    assert name_of_line() == "Another name"


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda data: data["lines"][0].pop("unit"), "lines[0].unit"),
        (lambda data: data["units"][0].update(kind="planet"), "units[0].kind"),
        (lambda data: data.update(surprise=1), "surprise"),
    ],
)
def test_every_fault_is_named_with_file_place_and_what_was_expected(
    sign_in, admin, written, spoil, place
):
    spoil(written)

    answer = send(sign_in(admin), written)

    assert answer.status_code == 422
    [problem] = answer.context["problems"]
    assert (problem.file, problem.path) == ("bareilly-pro.yaml", place)
    assert problem.expected in answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("sent", [b"a: [", b"\xff\xfe", b"a: 1\na: 2\n", b"- 1", b" " * 1_500_001])
def test_what_is_no_blueprint_says_so(sign_in, admin, sent):
    answer = send(sign_in(admin), sent, name="../../etc/x.yaml")

    assert answer.status_code == 422
    assert answer.context["problems"]
    assert not Unit.objects.exists()


def test_one_that_stands_on_shared_ground_finds_it(sign_in, admin):
    name = "prayagraj-hearing.yaml"
    data = (source.FOLDER / name).read_bytes()
    assert b"built_on" in data

    shown = send(sign_in(admin), data, name)

    assert shown.status_code == 200 and len(shown.context["loaded"].changes) > 20
    assert not Unit.objects.exists()


@pytest.mark.parametrize("who", ["desk", "chief", "head"])
def test_for_others_there_is_no_such_page(sign_in, world, who):
    client = sign_in(getattr(world, who))

    assert client.get(PAGE).status_code == 404
    assert client.post(LOAD, {"carried": "x"}).status_code == 404


@pytest.mark.parametrize("address", [PAGE, LOAD, "/officers/add/", "/officers/import/"])
def test_others_are_asked_for_no_password_before_they_are_refused(sign_in, world, address):
    client = sign_in(world.head)
    session = client.session
    session["began"] = session[CONFIRMED] = 0
    session.save()

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_loading_asks_who_is_there_and_takes_nothing_of_anybody_elses(sign_in, admin, written):
    client, stood = sign_in(admin), name_of_line()
    sent = carried(send(client, written))
    for wrong in ("", "x", sent["carried"][:-3]):
        assert client.post(LOAD, {"carried": wrong}).status_code == 302
    other = sign_in(make_officer(is_superuser=True))
    assert other.post(LOAD, sent).status_code == 302
    session = other.session
    session["began"] = session[CONFIRMED] = 0
    session.save()

    assert other.post(LOAD, sent).status_code == 403
    assert name_of_line() == stood
