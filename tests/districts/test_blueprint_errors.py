"""A wrong blueprint is refused whole, and says file, place, what was expected, what was found."""

import copy

import pytest
import yaml
from django.core.management import CommandError, call_command

from districts.blueprint import UnableToLoad, source
from districts.models import Role, Unit

SOUND = {
    "blueprint": "small",
    "units": [
        {"code": "here", "kind": "district", "hi": "यहाँ", "en": "Here"},
        {"code": "post", "kind": "station", "parent": "here", "hi": "थाना", "en": "Post"},
        {
            "code": "side",
            "kind": "division",
            "parent": "here",
            "hi": "न",
            "en": "N",
            "branch": "city",
        },
    ],
    "places": [{"kind": "village", "hi": "गाँव", "en": "Village", "station": "post"}],
    "calendars": [
        {
            "code": "office",
            "state": "up",
            "hi": "दफ़्तर",
            "en": "Office",
            "hours": {"mon": ["10:00-13:30", "14:00-24:00"]},
            "public_holidays": True,
        }
    ],
    "holidays": [{"state": "up", "date": "2028-02-29", "hi": "छुट्टी", "en": "Holiday"}],
    "lines": [
        {
            "code": "tips",
            "unit": "here",
            "purpose": "tips",
            "hi": "सूचना",
            "en": "Tips",
            "phone_number_id": "123456",
            "business_account_id": "654321",
            "languages": ["hi"],
            "clock_minutes": {"triage": 1, "acknowledge": 2, "act": 3, "resolve": 4},
            "calendar": "office",
            "pauses": [{"reason": "court", "max_minutes": 9}],
            "ladder": [{"after_minutes": 0, "role": "circle"}],
            "helplines": [{"number": "112", "hi": "मदद", "en": "Help", "for": "emergency"}],
            "categories": [
                {"code": "a", "kind": "tip", "hi": "क", "en": "A", "short_hi": "क", "short_en": "A"}
            ],
        }
    ],
    "demo_officers": [{"username": "demo-x", "name": "X", "role": "chief", "unit": "here"}],
}
LINE = ("lines", 0)
HOURS = ("calendars", 0, "hours", "mon")
SHIFT = {"code": "day", "hi": "दिन", "en": "Day", "from": "06:00", "to": "18:00"}
WATCH = {"line": "tips", "alarm_after_minutes": 10, "shifts": [SHIFT]}
CATEGORY = (*LINE, "categories", 0)


def write(folder, data):
    path = folder / "small.yaml"
    text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def with_value(steps, value):
    data = copy.deepcopy(SOUND)
    place = data
    for step in steps[:-1]:
        place = place[step]
    if value is ...:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return data


def test_the_sound_one_is_read(tmp_path):
    assert source.read(write(tmp_path, SOUND)).name == "small"


@pytest.mark.parametrize(
    ("steps", "value", "says"),
    [
        (
            ("blueprint",),
            "other",
            "blueprint: expected the file's own name, “small”, found “other”",
        ),
        (("units",), ..., "units: expected a value, found nothing"),
        (("units",), "many", "units: expected a list, found “many”"),
        (("units", 1, "parent"), "nowhere", "units[1].parent: expected the code of a unit above"),
        (("units", 1, "parent"), ..., "units[1].parent: expected a value, for all but the first"),
        (("units", 1, "kind"), "zone", "units[1].kind: expected something that lies below a dist"),
        (("units", 1, "kind"), "camp", "units[1].kind: expected one of zone, range, district"),
        (("units", 1, "code"), "here", "units[1].code: expected a value not used before, found “"),
        (("units", 1, "code"), "No Spaces", "units[1].code: expected something that matches ^"),
        (("units", 1, "hi"), "", "units[1].hi: expected at least 1 character, found “”"),
        (("units", 1, "hi"), None, "units[1].hi: expected text, found nothing"),
        (("units", 1, "colour"), "red", "units[1].colour: expected one of code, kind, parent"),
        (("units", 1, "point"), [79.4, 28.3], "units[1].point[0]: expected at most 38, found 79.4"),
        (("units", 1, "point"), [28.3], "units[1].point: expected at least 2 in the list, found"),
        (("places", 0, "kind"), "planet", "places[0].kind: expected one of town, village, quart"),
        (("places", 0, "station"), "here", "places[0].station: expected the code of a station"),
        (("places", 0, "point"), [79, 28], "places[0].point[0]: expected at most 38, found 79"),
        (("places", 0, "hi"), ..., "places[0].hi: expected a value, found nothing"),
        ((*LINE, "unit"), "nowhere", "lines[0].unit: expected the code of a unit in this file"),
        ((*LINE, "display_number"), "98765", "lines[0].display_number: expected something that m"),
        ((*LINE, "phone_number_id"), 123456, "lines[0].phone_number_id: expected text, found 123"),
        ((*LINE, "texts"), {"en": {"a": "b"}}, "lines[0].texts.en: expected a language of this"),
        ((*LINE, "asks_district"), "no", "lines[0].asks_district: expected yes or no, found “no”"),
        (
            (*LINE, "clock_minutes"),
            {"triage": 1},
            "lines[0].clock_minutes.acknowledge: expected a val",
        ),
        ((*LINE, "clock_minutes", "act"), 0, "lines[0].clock_minutes.act: expected at least 1, f"),
        ((*LINE, "helplines", 0, "number"), 112, "lines[0].helplines[0].number: expected text"),
        ((*LINE, "ladder", 0, "role"), "king", "lines[0].ladder[0].role: expected one of zone, r"),
        ((*LINE, "ladder", 0, "branch"), "crime", "lines[0].ladder[0].branch: expected the branc"),
        ((*LINE, "calendar"), "gone", "lines[0].calendar: expected the code of a calendar in this"),
        ((*LINE, "calendar_clocks"), ["sleep"], "lines[0].calendar_clocks[0]: expected one of tri"),
        ((*LINE, "quiet_hours"), ["22:00"], "lines[0].quiet_hours: expected at least 2 in the li"),
        ((*LINE, "pauses", 0, "reason"), "tea", "lines[0].pauses[0].reason: expected one of cit"),
        (
            (*LINE, "restricted_ladder"),
            [{"after_minutes": 0, "role": "circle"}],
            "lines[0].restricted_ladder[0].role: expected one of chief, range, zone",
        ),
        ((*HOURS, 0), "9-17", "calendars[0].hours.mon[0]: expected something that matches"),
        ((*HOURS, 0), "10:00-09:00", "calendars[0].hours.mon[0]: expected hours that begin at 00"),
        ((*HOURS, 1), "13:00-14:00", "calendars[0].hours.mon[1]: expected hours that begin at 13"),
        (("holidays", 0, "date"), "2027-02-29", "holidays[0].date: expected a day of the calenda"),
        ((*CATEGORY, "branch"), "crime", "lines[0].categories[0].branch: expected the branch of"),
        ((*CATEGORY, "kind"), "complaint", "lines[0].categories[0].kind: expected tip, as the l"),
        ((*CATEGORY, "first_says"), "gone", "lines[0].categories[0].first_says: expected a key"),
        (
            (*CATEGORY, "short_hi"),
            "यह शीर्षक चौबीस से बहुत लंबा है",
            "lines[0].categories[0].short_hi: expected at most 24 characters, found 31: “यह",
        ),
        (
            (*LINE, "timing"),
            {"arrival_block_hours": 5},
            "lines[0].timing.arrival_block_hours: expected one of 0, 1, 2",
        ),
        (
            (*LINE, "timing"),
            {"delay_minutes": [90, 30]},
            "lines[0].timing.delay_minutes[1]: expected more than 90, found",
        ),
        (
            (*LINE, "timing"),
            {"decent_hours": ["21:00", "08:00"]},
            "lines[0].timing.decent_hours[1]: expected more than “21:00”",
        ),
        ((*LINE, "shaping"), {"burst": 1}, "lines[0].shaping.burst: expected at least 10, found"),
        (("demo_officers", 0, "unit"), "gone", "demo_officers[0].unit: expected the code of a un"),
        (("demo_officers", 0, "unit"), "post", "demo_officers[0].unit: expected a unit where thi"),
        (("demo_officers", 0, "username"), "sp", "demo_officers[0].username: expected something t"),
        (("built_on",), "nowhere", "built_on: expected a file of shared/, found “nowhere”"),
        (
            (*LINE, "branch"),
            "crime",
            "lines[0].branch: expected the branch of a unit, found “crime",
        ),
        (
            ("watches",),
            [{**WATCH, "line": "gone"}],
            "watches[0].line: expected the code of a line in this file, found “gone”",
        ),
        (
            ("watches",),
            [{**WATCH, "shifts": [{**SHIFT, "officers": ["demo-y"]}]}],
            "watches[0].shifts[0].officers[0]: expected a demo officer of this file, found “demo",
        ),
        (("titles",), {"king": "K"}, "titles: expected one of zone, range, chief"),
    ],
)
def test_what_is_wrong_is_said_exactly(tmp_path, steps, value, says):
    with pytest.raises(UnableToLoad) as refusal:
        source.read(write(tmp_path, with_value(steps, value)))

    assert str(refusal.value).startswith(f"small.yaml: {says}")


def test_a_station_names_a_place_once(tmp_path):
    twice = SOUND["places"] * 2

    with pytest.raises(UnableToLoad, match=r"places\[1\].en: expected a name this station has"):
        source.read(write(tmp_path, with_value(("places",), twice)))


def test_the_ladder_must_climb(tmp_path):
    steps = [{"after_minutes": 9, "role": "circle"}, {"after_minutes": 5, "role": "chief"}]

    with pytest.raises(
        UnableToLoad, match=r"ladder\[1\].after_minutes: expected no less than the 9"
    ):
        source.read(write(tmp_path, with_value((*LINE, "ladder"), steps)))


def test_all_problems_are_told_at_once(tmp_path):
    data = with_value(("units", 1, "parent"), "nowhere")
    data["lines"][0]["unit"] = "nowhere"

    with pytest.raises(UnableToLoad) as refusal:
        source.read(write(tmp_path, data))

    assert [problem.path for problem in refusal.value.problems] == [
        "units[1].parent",
        "lines[0].unit",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [1", "small.yaml: line 1, column 6: expected well-formed YAML, found expected ',' or"),
        (
            "a: 1\na: 2",
            "small.yaml: line 2, column 1: expected well-formed YAML, found the key “a”",
        ),
        ("1: 2", "small.yaml: line 1, column 1: expected well-formed YAML, found the key 1, which"),
        ("", "small.yaml: (the whole file): expected a mapping, found nothing"),
        ("- a", "small.yaml: (the whole file): expected a mapping, found a list of 1"),
        ("a: !!python/name:os.system", "small.yaml: line 1, column 4: expected well-formed YAML"),
    ],
)
def test_a_file_that_is_no_blueprint_is_refused(tmp_path, text, says):
    with pytest.raises(UnableToLoad) as refusal:
        source.read(write(tmp_path, text))
    assert str(refusal.value).startswith(says)


def test_other_bytes_than_utf8_are_refused(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_bytes(b"a: \xff")

    with pytest.raises(UnableToLoad, match="small.yaml: byte 3: expected text in UTF-8"):
        source.read(str(path))


@pytest.mark.parametrize("name", ["nowhere", "../settings", "/etc/passwd", ""])
def test_an_unknown_name_lists_the_known_ones(name):
    with pytest.raises(UnableToLoad, match="bareilly-pro, dhamtari, prayagraj-emukhbir"):
        source.read(name)


@pytest.mark.django_db
def test_a_refused_blueprint_changes_nothing(tmp_path):
    path = write(tmp_path, with_value((*LINE, "unit"), "nowhere"))

    with pytest.raises(CommandError, match=r"lines\[0\].unit"):
        call_command("load_blueprint", path)

    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_a_blueprint_from_a_path_is_loaded(tmp_path):
    call_command("load_blueprint", write(tmp_path, SOUND))

    assert Unit.objects.get(code="post").parent.code == "here"


def test_the_schema_knows_the_same_words_as_the_models():
    words = source._schema().schema["$defs"]

    assert words["role"]["enum"] == Role.values
    assert words["unit"]["properties"]["kind"]["enum"] == Unit.Kind.values
