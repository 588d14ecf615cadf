"""The page for everybody: what it says, whom it tells nothing, and how little it weighs."""

import gzip
import re
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from messaging import line_views, words
from messaging.reach import districts
from tests.factories import make_line, make_ticket, make_tree
from tickets import events

pytestmark = pytest.mark.django_db
NUMBER = "+917839860411"
MOST = 60_000  # bytes, uncompressed


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    helpline = {"number": "1930", "name_hi": "साइबर ठगी", "name_en": "Cyber fraud", "for": "cyber"}
    return make_line(tree.zone, display_number=NUMBER, helplines=[helpline], asks_district=True)


def page(client, district, language="hi", **headers):
    name = "messaging:district" if language == "hi" else "messaging:district-en"
    return client.get(reverse(name, args=[district.code]), headers=headers)


class TestWhatItSays:
    @pytest.mark.parametrize("language", ["hi", "en"])
    def test_number_code_privacy_and_helplines_stand_there(self, client, tree, line, language):
        shown = page(client, tree.district, language).content.decode()

        assert f'<html lang="{language}">' in shown
        assert "78398 60411" in shown and "https://wa.me/917839860411" in shown
        assert '<svg role="img"' in shown
        privacy = words.sentence("privacy", language, line_views.view(line), {})
        for said in privacy.replace("*", "").split("\n"):
            assert said in unescape(shown)
        assert 'href="tel:112"' in shown and 'href="tel:1930"' in shown

    def test_hindi_comes_first_whatever_the_browser_prefers(self, client, tree, line):
        answer = page(client, tree.district, accept_language="en")

        assert '<html lang="hi">' in answer.content.decode()
        assert answer["Content-Language"] == "hi"
        assert "English" in answer.content.decode()

    def test_every_district_of_a_zone_shows_the_zones_line(self, client, tree, line):
        for district in (tree.district, tree.other_district):
            assert "78398 60411" in page(client, district).content.decode()
        assert set(districts.served()) == {tree.district, tree.other_district}

    def test_another_districts_line_and_one_without_a_number_do_not_stand_here(self, client, tree):
        make_line(tree.other_district, display_number="+915550000001")
        make_line(tree.district)
        shown = page(client, tree.district).content.decode()

        assert "55500" not in shown and "wa.me" not in shown
        assert set(districts.served()) == {tree.other_district}

    def test_the_districts_own_token_stands_in_its_link(self, client, tree, line):
        line.posters.create(unit=tree.district, token="K7Q2", made_at=timezone.now())

        assert "K7Q2" in page(client, tree.district).content.decode()
        assert "K7Q2" not in page(client, tree.other_district).content.decode()

    def test_the_list_leads_to_each_district(self, client, tree, line):
        shown = client.get("/d/").content.decode()

        assert reverse("messaging:district", args=[tree.district.code]) in shown
        assert (
            reverse("messaging:district-en", args=[tree.district.code])
            in client.get("/d/en/").content.decode()
        )

    @pytest.mark.parametrize("code", ["nowhere", "station"])
    def test_what_is_no_district_is_not_found(self, client, tree, line, code):
        named = tree.station.code if code == "station" else code

        assert client.get(f"/d/{named}/").status_code == 404


class TestFigures:
    YESTERDAY = timezone.timedelta(days=1)

    def told(self, client, district) -> list[str]:
        return re.findall(r"<dd>([^<]*)</dd>", page(client, district, "en").content.decode())

    def brings(self, line, count, **fields):
        at = timezone.now() - self.YESTERDAY
        return [make_ticket(line, at=at, **fields) for _number in range(count)]

    def test_small_numbers_are_not_shown(self, client, tree, line):
        self.brings(line, 9, unit=tree.station)

        assert self.told(client, tree.district) == ["fewer than 10"] * 3

    def test_larger_ones_are_told_in_tens(self, client, tree, line):
        for ticket in self.brings(line, 23, unit=tree.station)[:11]:
            for kind in (events.ACTED, events.OUTCOME):
                ticket.record(kind, by=None, at=ticket.arrived_at)

        assert self.told(client, tree.district) == ["20+", "10+", "10+"]

    def test_matters_about_police_todays_and_other_districts_do_not_move_it(
        self, client, tree, line
    ):
        self.brings(line, 5, unit=tree.station)
        self.brings(line, 9, unit=tree.station, is_restricted=True)
        self.brings(line, 9, unit=tree.other_station)
        for _number in range(9):
            make_ticket(line, tree.station, at=timezone.now())

        assert self.told(client, tree.district) == ["fewer than 10"] * 3


class TestManners:
    def test_no_cookie_and_every_cache_may_keep_it(self, client, tree, line):
        answer = page(client, tree.district)

        assert not answer.cookies
        assert "csrf" not in answer.content.decode().lower()
        assert answer["Cache-Control"] == "public, max-age=600"

    @pytest.mark.parametrize("language", ["hi", "en"])
    def test_it_weighs_little_and_brings_nothing_from_elsewhere(self, client, tree, line, language):
        answer = page(client, tree.district, language)
        shown = answer.content.decode()
        with open("static/css/public.css", "rb") as sheet:
            weight = len(answer.content) + len(sheet.read())

        assert weight <= MOST and len(gzip.compress(answer.content)) < 10_000
        assert re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//', shown) == []
        assert re.findall(r"<script|<style|\sstyle=|\son\w+=|<img|<form", shown) == []
        assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_any_cache_may_keep_it_for_everybody(client, tree, line, language):
    plain = page(client, tree.district, language)
    client.cookies["language"], client.cookies["session"] = "en", "somebody"
    other = page(client, tree.district, language, accept_language="en", hx_request="true")

    for answer in (plain, other):
        assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=600"}
        assert "Vary" not in answer
        assert not answer.cookies
    assert plain.content == other.content


def test_no_cache_keeps_what_is_for_one_reader(client):
    answer = client.get("/login/")

    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]
