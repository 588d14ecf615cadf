"""The hearing hours come from the blueprint, with the line they belong to."""

import copy
from datetime import time

import pytest
import yaml

from districts import blueprint
from hearings.models import Window
from tests.districts.test_blueprint_errors import SOUND
from tests.factories import NOON

HOURS = {
    "line": "tips",
    "from": "12:00",
    "to": "14:00",
    "desks": [{"hi": "पहली मेज़", "en": "First desk"}],
    "minutes_each": 5,
}


@pytest.fixture
def load(tmp_path, db):
    def load(*hearings):
        data = {**copy.deepcopy(SOUND), "hearings": list(hearings)}
        path = tmp_path / "small.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        return [str(change) for change in blueprint.load(str(path), at=NOON).changes]

    return load


def test_the_hours_are_loaded_once_and_follow_the_blueprint(load):
    assert "created hearing window tips" in load(HOURS)
    window = Window.objects.get(line__code="tips")
    assert (window.opens, window.closes) == (time(12), time(14))
    assert window.weekdays == [0, 1, 2, 3, 4, 5, 6]

    assert load(HOURS) == []
    changed = load({**HOURS, "to": "15:00", "weekdays": [0, 2]})

    assert changed == [
        "changed hearing window tips\n    closes: 14:00:00 → 15:00:00\n"
        "    weekdays: [0, 1, 2, 3, 4, 5, 6] → [0, 2]"
    ]


def test_hours_no_longer_named_are_closed_and_told_once(load):
    load(HOURS)

    assert load() == ["retired hearing window tips"]
    assert Window.objects.get(line__code="tips").weekdays == []
    assert load() == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"line": "gone"}, "hearings[0].line: expected the code of a line in this file"),
        ({"to": "11:00"}, "hearings[0].to: expected a time after 12:00, found “11:00”"),
        ({"from": 720}, "hearings[0].from: expected text, found 720"),
    ],
)
def test_wrong_hours_are_refused_whole(load, wrong, says):
    with pytest.raises(blueprint.UnableToLoad) as refusal:
        load({**HOURS, **wrong})

    assert str(refusal.value).startswith(f"small.yaml: {says}")
