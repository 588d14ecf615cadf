"""The room loads on a weak network; whoever may see the figures finds them in the menu."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from districts.models import Role
from tests.factories import make_line, make_officer, make_tree
from tests.hearings.day import make_window
from tests.hearings.test_room import Scene
from tests.portal.test_weight import FROM_CSS, MOST, NAMED, weight

pytestmark = pytest.mark.django_db
IMPORTED = re.compile(r'from "\./([^"]+)"')


def text_of(name: str) -> str:
    with open(finders.find(name), encoding="utf-8") as file:
        return file.read()


def brought(page: str) -> set[str]:
    """Return every file that a page brings: named, imported by a program, in a style sheet."""
    wanted, found = set(NAMED.findall(page)), set()
    while wanted:
        name = wanted.pop()
        found.add(name)
        if name.startswith("hearings/") and name.endswith(".js"):
            wanted |= {f"hearings/{other}" for other in IMPORTED.findall(text_of(name))} - found
        elif name == "css/sataark.css":
            wanted |= set(FROM_CSS.findall(text_of(name))) - found
    return found


@pytest.mark.parametrize("name", ["room", "book"])
def test_the_citizens_pages_weigh_less_than_100_kb(name):
    scene = Scene()
    scene.citizen.cookies["language"] = "hi"
    scene.comes_in()
    address = scene.room() if name == "room" else reverse("hearings:book", args=[scene.line.code])
    page = scene.citizen.get(address, secure=True)
    files = brought(page.content.decode())

    assert page.status_code == 200
    assert {"fonts/noto-sans-devanagari-400-600.woff2", f"hearings/{name}.js"} <= files
    assert name == "book" or "hearings/mesh.js" in files
    assert sum(map(weight, files)) + len(gzip.compress(page.content, 9)) <= MOST


@pytest.mark.parametrize(
    ("role", "place", "ways"),
    [
        (Role.CHIEF, "district", ["desk", "figures"]),
        (Role.RANGE, "range", ["figures"]),
        (Role.CHIEF, "other_district", []),
        (Role.STATION_HEAD, "station", []),
        (Role.HEARING, "district", ["desk"]),
    ],
)
def test_the_menu_leads_to_the_figures_whoever_may_see_them(role, place, ways):
    tree = make_tree()
    make_window(make_line(tree.district))
    client = Client()
    client.force_login(make_officer(role, getattr(tree, place)))
    page = client.get(reverse("hearings:desk"), secure=True).content.decode()
    menu = page[page.index("nav-main") : page.index("</nav>")]

    names = ["desk", "figures"]
    assert [name for name in names if f'href="{reverse(f"hearings:{name}")}"' in menu] == ways
