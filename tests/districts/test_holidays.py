"""Holidays as data: fixed days come along for two states, the moon's are the state's to enter."""

from datetime import date, timedelta

import pytest
import yaml
from django.core.management import CommandError, call_command

from districts import blueprint
from districts.blueprint import public_holidays
from districts.models import Calendar, Holiday, Line
from tests.districts.test_blueprint_errors import SOUND
from tests.factories import NOON
from tickets.models import Ticket
from tickets.services import intake

pytestmark = pytest.mark.django_db
NATIONAL = {(1, 26), (4, 14), (8, 15), (10, 2), (12, 25)}


def days(state: str, year: int) -> set[tuple[int, int]]:
    kept = Holiday.objects.filter(state=state, date__year=year).values_list("date", flat=True)
    return {(day.month, day.day) for day in kept}


@pytest.mark.parametrize(
    ("state", "fixed"), [("up", NATIONAL), ("cg", NATIONAL | {(12, 18)})], ids=["up", "cg"]
)
def test_the_fixed_days_of_a_state_are_loaded_for_years(state, fixed):
    for _time in range(2):  # safe to repeat
        call_command("load_holidays", state)

    this_year = min(Holiday.objects.values_list("date", flat=True)).year
    assert days(state, this_year) == days(state, this_year + 9) == fixed
    assert Holiday.objects.exclude(state=state).count() == 0
    assert Holiday.objects.exclude(name_hi="").exclude(name_en="").count() == len(fixed) * 10


def test_what_the_state_announced_is_loaded_from_its_own_file(tmp_path):
    diwali = {"date": "2026-11-08", "hi": "दीपावली", "en": "Diwali"}
    own = tmp_path / "announced.yaml"
    own.write_text(yaml.dump({"state": "up", "dated": [diwali]}), encoding="utf-8")

    call_command("load_holidays", str(own))

    assert list(Holiday.objects.values_list("state", "date")) == [("up", date(2026, 11, 8))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "up"},
        {"state": "Uttar Pradesh", "fixed": []},
        {"state": "up", "fixed": [{"day": "02-30", "hi": "क", "en": "A"}]},
        {"state": "up", "dated": [{"date": "2026-13-01", "hi": "क", "en": "A"}]},
        {"state": "up", "dated": [{"date": "2026-11-08", "en": "Diwali"}]},
    ],
)
def test_a_wrong_file_changes_nothing(tmp_path, wrong):
    own = tmp_path / "wrong.yaml"
    own.write_text(yaml.dump(wrong), encoding="utf-8")

    with pytest.raises(CommandError, match=r"wrong\.yaml"):
        call_command("load_holidays", str(own))

    assert not Holiday.objects.exists()


def test_neither_a_state_nor_a_file():
    with pytest.raises(CommandError, match="neither"):
        call_command("load_holidays", "atlantis")


@pytest.mark.parametrize("wants", [True, False])
def test_a_blueprints_calendar_has_them_only_where_it_wants_them(tmp_path, wants):
    calendar = {**SOUND["calendars"][0], "public_holidays": wants}
    file = tmp_path / "small.yaml"
    file.write_text(yaml.dump({**SOUND, "calendars": [calendar]}), encoding="utf-8")

    blueprint.load(str(file), at=NOON)

    assert days("up", 2027) == (NATIONAL if wants else set())
    assert days("up", 2028) - NATIONAL == {(2, 29)}  # the blueprint's own
    assert Calendar.objects.get().state == "up"


def test_none_of_the_blueprints_that_come_along_wants_any():
    for name in blueprint.names():
        blueprint.load(name, at=NOON)

    assert not Holiday.objects.exists()


def test_a_clock_of_office_hours_stands_still_on_a_loaded_holiday():
    week = [[["10:00", "17:00"]]] * 7
    office = Calendar.objects.create(code="office", state="up", week=week)
    blueprint.load("bareilly-pro", at=NOON)
    line = Line.objects.get(code="bareilly-pro")
    line.calendar, line.calendar_clocks = office, ["resolve"]
    line.clock_minutes = {**line.clock_minutes, "resolve": 60}
    call_command("load_holidays", "up")
    republic_eve = NOON.replace(year=2027, month=1, day=25, hour=16, minute=30)

    ticket = intake.open_ticket(line=line, at=republic_eve, kind=Ticket.Kind.TIP, text="x")

    due = ticket.clocks.get(name="resolve").due_at
    assert due == republic_eve + timedelta(days=2) - timedelta(hours=6)


def test_every_file_that_comes_along_is_sound():
    assert public_holidays.states() == ["cg", "up"]
    for state in public_holidays.states():
        told = public_holidays.of_state(state, at=NOON)
        assert {day["state"] for day in told} == {state}
