"""The blueprints that come with the project, and loading them."""

import io
import json
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone

from districts import blueprint
from districts.blueprint import source
from districts.models import (
    Category,
    Gazetteer,
    Line,
    Officer,
    Place,
    Posting,
    Role,
    Shift,
    Unit,
    Watch,
)
from districts.timing import Timing
from tests.districts.test_blueprint_errors import SOUND, write
from tests.factories import NOON

SHIPPED = tuple(blueprint.names())
PRAYAGRAJ = ("prayagraj-hearing", "prayagraj-emukhbir")
NATIONAL = {"112", "1930", "181", "1098"}
EVERYWHERE = (Unit, Place, Line, Category, Posting, Watch, Shift)


@pytest.fixture
def quick_hashing(settings):
    """Officers by the dozen: the cost of a real hash is paid in one test only."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def load(name, *flags) -> str:
    printed = io.StringIO()
    call_command("load_blueprint", name, *flags, stdout=printed)
    return printed.getvalue()


def test_every_shipped_blueprint_is_sound():
    assert set(SHIPPED) == {"bareilly-pro", "dhamtari", "varanasi-zone", *PRAYAGRAJ}
    for name in blueprint.names():
        assert source.read(name).units


@pytest.mark.django_db
@pytest.mark.parametrize("name", SHIPPED)
def test_a_second_loading_changes_nothing(name):
    first = load(name)
    rows = snapshot()

    second = load(name)

    assert "created unit" in first
    assert second == f"{name}: nothing changed.\n"
    assert snapshot() == rows


def snapshot() -> list:
    return [list(model.objects.order_by("pk").values()) for model in EVERYWHERE]


@pytest.mark.django_db
def test_bareilly_has_its_ranks_and_stations():
    load("bareilly-pro")

    stations = Unit.objects.filter(kind="station")
    assert stations.count() == 30
    assert Unit.objects.get(code="bareilly-izzatnagar").path == (
        "bareilly-zone/bareilly-range/bareilly/bareilly-city/bareilly-co-city-3/bareilly-izzatnagar/"
    )
    assert set(Unit.objects.filter(kind="division").values_list("branch", flat=True)) == {
        "city",
        "rural",
        "crime",
    }
    line = Line.objects.get(code="bareilly-pro")
    assert (line.unit.code, line.display_number) == ("bareilly", "")
    assert line.categories.get(about_police=True).clock_minutes["triage"] == 60


@pytest.mark.django_db
def test_varanasi_zone_is_nine_districts_without_the_city():
    load("varanasi-zone")

    districts = Unit.objects.filter(kind="district")
    assert set(districts.values_list("parent__code", "code")) == {
        ("varanasi-range", "jaunpur"),
        ("varanasi-range", "ghazipur"),
        ("varanasi-range", "chandauli"),
        ("azamgarh-range", "azamgarh"),
        ("azamgarh-range", "mau"),
        ("azamgarh-range", "ballia"),
        ("mirzapur-range", "mirzapur"),
        ("mirzapur-range", "bhadohi"),
        ("mirzapur-range", "sonbhadra"),
    }
    for district in districts:
        assert Unit.objects.below(district.path).filter(kind="station").count() >= 8
    line = Line.objects.get(code="varanasi-zone")
    assert (line.display_number, line.asks_district) == ("+917839860411", True)
    assert {"cattle", "liquor", "drugs", "women", "other", "police-corruption"} <= set(
        line.categories.values_list("code", flat=True)
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_everything_is_named_in_both_languages_and_can_be_found(name):
    for unit in source.read(name).units:
        assert any("ऀ" <= letter <= "ॿ" for letter in unit["hi"]), unit["code"]
        assert unit["en"].isascii(), unit["code"]
        if unit["kind"] == "station":
            assert unit["aliases"], unit["code"]
            assert "point" in unit, unit["code"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_category_has_words_in_both_scripts(name):
    for line in source.read(name).lines:
        assert {h["number"] for h in line["helplines"]} >= NATIONAL
        for category in line["categories"]:
            scripts = {word.isascii() for word in category["keywords"]}
            assert scripts == {True, False}, category["code"]


@pytest.mark.django_db
@pytest.mark.parametrize("order", [PRAYAGRAJ, PRAYAGRAJ[::-1]])
def test_two_blueprints_of_one_district_share_its_units_in_any_order(order):
    load(order[0])
    units = list(Unit.objects.order_by("pk").values())

    told = load(order[1])

    assert list(Unit.objects.order_by("pk").values()) == units
    assert " unit " not in told
    assert " place " not in told
    assert set(Line.objects.values_list("unit__code", "code")) == {
        ("prayagraj", name) for name in PRAYAGRAJ
    }
    assert load(order[0]) == f"{order[0]}: nothing changed.\n"


def test_no_demo_officer_stands_in_two_blueprints():
    """The second loading would change the password that the first one printed."""
    named = [one["username"] for name in SHIPPED for one in source.read(name).demo_officers]

    assert len(set(named)) == len(named)


def test_no_two_lines_have_one_number():
    lines = [line for name in SHIPPED for line in source.read(name).lines]

    assert len({line["phone_number_id"] for line in lines}) == len(lines)


@pytest.mark.django_db
def test_a_commissionerate_lies_outside_ranges():
    load("prayagraj-hearing")

    assert Unit.objects.get(code="prayagraj-naini").path == (
        "up-headquarters/prayagraj/prayagraj-yamunanagar/prayagraj-acp-karchhana/prayagraj-naini/"
    )
    assert not Unit.objects.filter(kind="range").exists()
    assert source.read("prayagraj-hearing").titles["circle"] == "ACP"


@pytest.mark.django_db
def test_a_change_is_told_from_old_to_new():
    load("bareilly-pro")
    Unit.objects.filter(code="bareilly-qila").update(name_en="Fort")
    Category.objects.filter(code="land").update(position=99)

    told = load("bareilly-pro")

    assert "changed unit bareilly-qila\n    name_en: Fort → Qila\n" in told
    assert "changed category bareilly-pro/land\n    position: 99 → 4\n" in told
    assert "2 changed, " in told
    assert Unit.objects.get(code="bareilly-qila").name_en == "Qila"


@pytest.mark.django_db
def test_a_category_no_longer_named_is_retired_and_a_unit_is_left_alone():
    load("bareilly-pro")
    line = Line.objects.get(code="bareilly-pro")
    line.categories.create(code="old", name_hi="पुराना", name_en="Old", position=50)
    circle = Unit.objects.get(code="bareilly-co-city-2")
    post = Unit.objects.create(
        code="bareilly-own-post", kind="outpost", parent=circle, name_hi="चौकी", name_en="Post"
    )

    told = load("bareilly-pro")

    assert told.startswith("retired category bareilly-pro/old\n")
    assert not line.categories.get(code="old").is_active
    post.refresh_from_db()
    assert post.is_active


@pytest.mark.django_db
def test_the_real_phone_number_id_survives_the_placeholder():
    load("bareilly-pro", "--phone-number-id", "bareilly-pro=55555000001")

    assert load("bareilly-pro") == "bareilly-pro: nothing changed.\n"
    assert Line.objects.get(code="bareilly-pro").phone_number_id == "55555000001"


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["elsewhere=55555000001", "bareilly-pro=12a45678"])
def test_a_phone_number_id_that_fits_nothing_is_refused(given):
    with pytest.raises(CommandError, match="--phone-number-id"):
        load("bareilly-pro", "--phone-number-id", given)
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_a_station_that_moves_in_the_tree_is_found_in_its_new_circle():
    load("bareilly-pro")
    circle = Unit.objects.get(code="bareilly-co-baheri")
    circle.parent = Unit.objects.get(code="bareilly-rural-south")
    circle.save()

    told = load("bareilly-pro")

    assert "parent: bareilly-rural-south → bareilly-rural-north" in told
    north = Unit.objects.get(code="bareilly-rural-north")
    assert north.contains(Unit.objects.get(code="bareilly-shishgarh"))


@pytest.mark.django_db
def test_demo_officers_can_sign_in_and_play_the_story():
    told = json.loads(load("bareilly-pro", "--demo-officers", "--json"))

    officers = told["officers"]
    assert [set(officer) for officer in officers] == [
        {"username", "password", "role", "unit"}
    ] * len(officers)
    roles = [officer["role"] for officer in officers]
    assert roles.count("circle") >= 2
    assert roles.count("station_head") >= 3
    assert {"desk", "chief", "deputy", "range", "zone"} <= set(roles)
    desk = next(officer for officer in officers if officer["role"] == "desk")
    signed_in = authenticate(username=desk["username"], password=desk["password"])
    assert signed_in is not None
    assert Unit.objects.visible_to(signed_in).filter(code="bareilly-kotwali").exists()
    assert str(signed_in.postings.get()) in {"PRO, Bareilly", "PRO, बरेली"}


@pytest.mark.django_db
def test_demo_passwords_are_new_each_time_and_nothing_else_is(quick_hashing):
    first = json.loads(load("bareilly-pro", "--demo-officers", "--json"))
    second = json.loads(load("bareilly-pro", "--demo-officers", "--json"))

    assert second["changes"] == []
    assert [o["username"] for o in first["officers"]] == [o["username"] for o in second["officers"]]
    passwords = [o["password"] for o in (*first["officers"], *second["officers"])]
    assert len(set(passwords)) == len(passwords)
    old = first["officers"][0]
    assert authenticate(username=old["username"], password=old["password"]) is None
    assert Posting.objects.filter(until=None).count() == len(first["officers"])


@pytest.mark.django_db
def test_demo_officers_are_printed_as_a_table(quick_hashing):
    lines = load("bareilly-pro", "--demo-officers").splitlines()

    heading = next(line for line in lines if line.startswith("username"))
    assert heading.split() == ["username", "password", "role", "unit"]
    row = lines[lines.index(heading) + 1].split()
    assert [row[0], *row[2:]] == ["demo-bareilly-desk", "desk", "bareilly"]


@pytest.mark.django_db
def test_without_the_flag_there_are_no_officers():
    told = json.loads(load("varanasi-zone", "--json"))

    assert told["officers"] == []
    assert not Officer.objects.exists()


@pytest.mark.django_db
def test_a_demo_officer_posted_elsewhere_returns_to_the_blueprints_post(quick_hashing):
    load("bareilly-pro", "--demo-officers")
    desk = Officer.objects.get(service_number="demo-bareilly-desk")
    extra = Posting.objects.create(
        officer=desk,
        unit=Unit.objects.get(code="bareilly-range"),
        role=Role.RANGE,
        since=timezone.now(),
    )

    told = load("bareilly-pro", "--demo-officers")

    assert "retired posting demo-bareilly-desk range bareilly-range" in told
    extra.refresh_from_db()
    assert extra.until is not None


@pytest.mark.django_db
def test_loading_again_costs_few_queries(django_assert_max_num_queries):
    load("varanasi-zone")

    with django_assert_max_num_queries(13):
        load("varanasi-zone")


@pytest.mark.django_db
def test_a_campaign_is_loaded_and_one_of_the_districts_own_is_left_alone(tmp_path):
    shipped = (source.FOLDER / "bareilly-pro.yaml").read_text(encoding="utf-8")
    told = (
        "    campaigns:\n      - {code: shakti, hi: मिशन शक्ति, en: Mission Shakti}\n    categories:"
    )
    path = tmp_path / "bareilly-pro.yaml"
    path.write_text(shipped.replace("    categories:", told, 1), encoding="utf-8")
    blueprint.load(str(path), at=timezone.now())
    line = Line.objects.get(code="bareilly-pro")
    line.campaigns.create(code="own", name_hi="अपना", name_en="Own")

    changed = blueprint.load(str(path), at=timezone.now()).changes

    assert changed == []
    names = line.campaigns.order_by("code").values_list("code", "name_hi", "is_active")
    assert list(names) == [("own", "अपना", True), ("shakti", "मिशन शक्ति", True)]


@pytest.mark.django_db
def test_a_place_no_longer_named_is_retired_and_comes_back():
    load("bareilly-pro")
    station = Unit.objects.get(code="bareilly-qila")
    Place.objects.create(station=station, kind="village", name_hi="पुराना", name_en="Old")

    told = load("bareilly-pro")

    assert "retired place bareilly-qila/Old" in told
    assert not Place.objects.get(name_en="Old").is_active
    assert load("bareilly-pro") == "bareilly-pro: nothing changed.\n"


@pytest.mark.django_db
def test_any_change_of_units_or_places_is_a_new_edition():
    load("bareilly-pro")
    editions = [Gazetteer.current()]
    station = Unit.objects.get(code="bareilly-qila")

    Unit.objects.filter(pk=station.pk).update(name_en="Fort")
    editions.append(Gazetteer.current())
    place = Place.objects.create(station=station, kind="village", name_hi="अ", name_en="A")
    editions.append(Gazetteer.current())
    place.delete()
    editions.append(Gazetteer.current())

    assert len(set(editions)) == 4
    assert Gazetteer.objects.count() == 1


@pytest.mark.parametrize("name", SHIPPED)
def test_places_are_named_in_both_scripts(name):
    places = source.read(name).places
    assert len(places) >= 30
    for place in places:
        assert any("ऀ" <= letter <= "ॿ" for letter in place["hi"]), place["en"]
        assert place["en"].isascii(), place["en"]


@pytest.mark.django_db
def test_only_a_demonstration_answers_at_once(quick_hashing):
    for demo, delay in ((True, timedelta(0)), (False, Timing.of({}).delay[0])):
        blueprint.load("bareilly-pro", at=NOON, demo_officers=demo)

        assert Line.objects.get(code="bareilly-pro").manners.delay[0] == delay


@pytest.mark.django_db
def test_calendars_and_holidays_are_loaded_and_kept_by_lines(tmp_path):
    path = write(tmp_path, SOUND)
    told = [str(change) for change in blueprint.load(path, at=NOON).changes]

    assert {"created calendar office", "created holiday up/2028-02-29"} <= set(told)
    line = Line.objects.select_related("calendar").get(code="tips")
    assert line.calendar.week[0] == [["10:00", "13:30"], ["14:00", "24:00"]]
    assert line.calendar.week[1:] == [[]] * 6
    assert line.pauses == [{"reason": "court", "max_minutes": 9, "nod": False}]
    assert (line.warn_percent, line.categories.get().keeps_calendar) == (75, True)
    assert blueprint.load(path, at=NOON).changes == []
