"""Posters: who may make them, what is on them, and that a telephone reads them."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from districts.models import Poster, Role
from messaging.reach import campaigns, figures, links, posters
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tickets.refusals import NotAllowed, Unacceptable

pytestmark = pytest.mark.django_db
NUMBER = "+917839860411"
HELPLINES = [
    {"number": number, "name_hi": name, "name_en": name, "for": "women"}
    for number, name in [
        ("112", "आपात"),
        ("1930", "साइबर"),
        ("1090", "वीमेन पावर लाइन"),
        ("181", "महिला"),
    ]
]


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.zone, display_number=NUMBER, helplines=HELPLINES, asks_district=True)


class TestMaking:
    @pytest.mark.parametrize(
        ("role", "where", "may"),
        [
            (Role.DESK, "district", True),
            (Role.CHIEF, "district", True),
            (Role.ZONE, "zone", True),
            (Role.WATCH, "district", False),
            (Role.STATION_HEAD, "station", False),
            (Role.CIRCLE, "circle", False),
            (Role.AUDITOR, "district", False),
        ],
    )
    def test_desk_and_chiefs_make_posters_of_their_part(self, tree, line, role, where, may):
        officer = make_officer(role, getattr(tree, where))

        assert campaigns.lines_of(officer).exists() is may
        try:
            campaigns.make_poster(line=line, by=officer, at=NOON, unit=tree.station)
        except NotAllowed:
            assert not may
        else:
            assert may

    def test_nobody_makes_one_for_another_district(self, tree, line):
        desk = make_officer(Role.DESK, tree.district)

        with pytest.raises(NotAllowed):
            campaigns.make_poster(line=line, by=desk, at=NOON, unit=tree.other_station)
        assert tree.other_station not in campaigns.places_of(desk, line)

    def test_a_line_elsewhere_is_not_theirs(self, tree):
        elsewhere = make_line(tree.other_district, display_number=NUMBER)

        assert not campaigns.lines_of(make_officer(Role.DESK, tree.district)).exists()
        assert campaigns.lines_of(make_officer(Role.RANGE, tree.range)).get() == elsewhere

    def test_a_place_keeps_its_token(self, tree, line):
        desk = make_officer(Role.DESK, tree.district)
        drive = line.campaigns.create(code="a", name_hi="क", name_en="A")
        about = {"line": line, "by": desk, "at": NOON, "unit": tree.station}
        made = [
            campaigns.make_poster(**about),
            campaigns.make_poster(**about),
            campaigns.make_poster(**about, place="बस अड्डा"),
            campaigns.make_poster(**about, place="बस अड्डा", campaign=drive),
        ]
        again = campaigns.make_poster(**about, place=" बस  अड्डा ", campaign=drive)

        assert made[0] == made[1]
        assert len({poster.token for poster in made}) == 3
        assert again == made[3]

    def test_a_taken_token_is_drawn_again(self, line, monkeypatch):
        drawn = iter(["K7Q2", "K7Q2", "K7Q2", "M4T3"])
        monkeypatch.setattr(campaigns, "new_token", lambda: next(drawn))

        first = campaigns.make_poster(line=line, by=None, at=NOON)
        second = campaigns.make_poster(line=line, by=None, at=NOON, place="x")

        assert (first.token, second.token) == ("K7Q2", "M4T3")

    def test_a_place_outside_the_line_is_refused(self, tree):
        line = make_line(tree.district, display_number=NUMBER)

        with pytest.raises(Unacceptable):
            campaigns.make_poster(line=line, by=None, at=NOON, unit=tree.other_station)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "fewer than 10"), (9, "fewer than 10"), (10, "10+"), (19, "10+"), (127, "120+")],
)
def test_small_numbers_are_not_told_and_large_ones_not_exactly(count, said):
    with override("en"):
        assert figures.shown(count) == said


class TestPaper:
    @pytest.mark.parametrize("language", posters.LANGUAGES)
    @pytest.mark.parametrize("paper", posters.PAPERS)
    def test_everything_fits_on_one_sheet(self, tree, line, language, paper):
        line.name_hi = line.name_en = "पुलिस सतर्क मित्र " * 3
        drive = line.campaigns.create(code="a", name_hi="मिशन शक्ति", name_en="Mission Shakti")
        poster = campaigns.make_poster(
            line=line, by=None, at=NOON, unit=tree.station, campaign=drive
        )

        made = posters.render(line, poster, language=language, paper=paper)

        assert made.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1

    def test_it_is_a_picture_of_the_paper(self, line):
        with Image.open(io.BytesIO(posters.render(line, None, language="hi", file="png"))) as shown:
            assert shown.format == "PNG"
            assert shown.width / shown.height == pytest.approx(210 / 297, abs=0.01)
            assert shown.width > 1000

    def test_what_is_said_is_whole_and_in_the_language(self, tree, line):
        poster = campaigns.make_poster(line=line, by=None, at=NOON, unit=tree.station)
        with override("hi"):
            hindi = posters._words(line, poster, "hi", "a4")
        with override("en"):
            english = posters._words(line, poster, "en", "a4")

        assert hindi["number"] == english["number"] == "78398 60411"
        assert [one["number"] for one in hindi["helplines"]] == ["1930", "1090", "181"]
        assert "112" in hindi["danger"] and poster.token in hindi["fallback"]
        assert "WhatsApp" in hindi["privacy"] and "do not see your number" in english["privacy"]
        assert tree.district.name_en in english["subtitle"]
        assert tree.station.name_en not in str(english)
        for words in ([hindi[key] for key in ("headline", "privacy", "danger")], hindi["steps"]):
            assert all(any("\u0900" <= letter <= "\u097f" for letter in one) for one in words)

    def test_the_code_opens_the_chat_with_the_token(self, line):
        link = links.chat_link(line, "hi", "K7Q2")

        assert link == (
            "https://wa.me/917839860411?text="
            "%E0%A4%A8%E0%A4%AE%E0%A4%B8%E0%A5%8D%E0%A4%A4%E0%A5%87%20%C2%B7%20K7Q2"
        )
        assert links.qr(link).error == "Q"

    def test_words_are_never_commands(self, line):
        line.name_hi = '#panic("x") *fett* $x$ \\ ] } ' + '"'

        assert posters.render(line, None, language="hi").startswith(b"%PDF-")

    def test_without_a_number_there_is_no_poster(self, tree):
        with pytest.raises(posters.UnableToPrint, match="display_number"):
            posters.render(make_line(tree.zone), None, language="en")


class TestPage:
    @pytest.fixture
    def desk(self, tree, line, client):
        officer = make_officer(Role.DESK, tree.district)
        client.force_login(officer)
        client.cookies["language"] = "en"
        return officer

    def test_the_desk_makes_a_poster_and_downloads_it(self, tree, line, desk, client):
        url = reverse("messaging:make-poster", args=[line.code])
        answer = client.post(url, {"unit": tree.station.pk, "place": "Bus stand"}, follow=True)
        poster = Poster.objects.get()

        assert poster.token in answer.content.decode() and "Bus stand" in answer.content.decode()
        for language, paper, file in [("hi", "a4", "pdf"), ("en", "a5", "png")]:
            names = [line.code, poster.token, language, paper, file]
            made = client.get(reverse("messaging:poster", args=names))
            assert made["Content-Type"] == posters_type(file)
            assert poster.token.lower() in made["Content-Disposition"]

    def test_counts_below_ten_are_not_shown(self, tree, line, desk, client):
        line.posters.create(unit=tree.station, made_at=NOON, chats=37, tickets=9)
        page = client.get(reverse("messaging:posters")).content.decode()

        assert "Chats: 30+ · Tickets: fewer than 10" in page
        assert "Chats: 37" not in page and "Tickets: 9" not in page

    def test_a_campaign_is_begun_once(self, line, desk, client):
        url = reverse("messaging:begin-campaign", args=[line.code])
        for _time in range(2):
            client.post(url, {"name_hi": "मिशन शक्ति", "name_en": "Mission Shakti"})

        assert line.campaigns.get().name_hi == "मिशन शक्ति"

    def test_another_districts_poster_does_not_exist_for_them(self, tree, line, desk, client):
        other = line.posters.create(unit=tree.other_station, made_at=NOON, place="Elsewhere")
        names = [line.code, other.token, "hi", "a4", "pdf"]

        assert client.get(reverse("messaging:poster", args=names)).status_code == 404
        assert "Elsewhere" not in client.get(reverse("messaging:posters")).content.decode()

    @pytest.mark.parametrize(
        "look", [("fr", "a4", "pdf"), ("hi", "a3", "pdf"), ("hi", "a4", "exe")]
    )
    def test_only_known_papers_are_printed(self, line, desk, client, look):
        url = reverse("messaging:poster", args=[line.code, "plain", *look])

        assert client.get(url).status_code == 404

    def test_a_station_has_no_such_page(self, tree, line, client):
        client.force_login(make_officer(Role.STATION_HEAD, tree.station))

        assert client.get(reverse("messaging:posters")).status_code == 403

    def test_a_campaigns_effect_is_counted_among_what_the_officer_sees(self, tree, line, desk):
        drive = line.campaigns.create(code="a", name_hi="क", name_en="A")
        for _number in range(12):
            make_ticket(line, tree.station, campaign=drive)
        for _number in range(30):
            make_ticket(line, tree.other_station, campaign=drive)

        with override("en"):
            whole, by_drive = figures.effects(line, desk, NOON)
        assert (whole.now, by_drive.now, by_drive.before) == ("10+", "10+", "fewer than 10")


class TestCommand:
    def test_writes_a_file_and_names_the_token(self, tree, line, tmp_path):
        told = io.StringIO()
        arguments = ["--unit", tree.station.code, "--paper", "a5", "--to", str(tmp_path)]
        call_command("poster", line.code, *arguments, stdout=told)

        [made] = tmp_path.glob("*.pdf")
        token = Poster.objects.get(unit=tree.station).token
        assert made.name == f"{line.code}-{token}-hi-a5.pdf".lower()
        assert token in told.getvalue()

    @pytest.mark.parametrize("arguments", [["nowhere"], ["--unit", "nowhere"], ["--campaign", "x"]])
    def test_says_what_there_is_instead(self, line, arguments):
        given = arguments if arguments[0] == "nowhere" else [line.code, *arguments]

        with pytest.raises(CommandError, match="There is no"):
            call_command("poster", *given)


def posters_type(file: str) -> str:
    return {"pdf": "application/pdf", "png": "image/png"}[file]
