"""A first load on a weak network: everything a page brings, compressed, fits 100 KB."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db
MOST = 100 * 1000  # bytes
NAMED = re.compile(r'(?:href|src)="/static/([^"#]+)')
FROM_CSS = re.compile(r'url\("?\.\./([^")]+)')


def weight(name: str) -> int:
    with open(finders.find(name), "rb") as file:
        body = file.read()
    # fonts are compressed already
    return len(body) if name.endswith(".woff2") else len(gzip.compress(body, 9))


@pytest.mark.parametrize("address", ["/queue/?show=all", "/station/", "/late/"])
def test_a_first_load_is_light(sign_in, world, address):
    officer = world.head if address == "/station/" else world.desk
    page = sign_in(officer, "hi").get(address).content

    named = set(NAMED.findall(page.decode()))
    for sheet in {name for name in named if name.startswith("css/")}:
        with open(finders.find(sheet), encoding="utf-8") as file:
            named |= set(FROM_CSS.findall(file.read()))

    assert any(name.endswith(".woff2") for name in named)
    assert sum(map(weight, named)) + len(gzip.compress(page, 9)) <= MOST


def test_nothing_comes_from_elsewhere_and_nothing_stands_inline(sign_in, world):
    page = sign_in(world.desk).get(f"/tickets/{world.told.code}/").content.decode()

    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", page) == []
