"""A line that is written as a blueprint loads to what stood."""

import pytest
from django.utils import timezone

from districts import blueprint
from districts.blueprint import export
from districts.models import Line

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", blueprint.names())
def test_what_is_written_loads_and_changes_nothing(name, tmp_path):
    blueprint.load(name, at=timezone.now())
    lines = [line["code"] for line in blueprint.source.read(name).lines]

    for code in lines:
        path = tmp_path / f"{code}.yaml"
        path.write_text(export.as_yaml(Line.objects.get(code=code)), encoding="utf-8")
        loaded = blueprint.load(str(path), at=timezone.now())

        assert [str(change) for change in loaded.changes] == []
        assert loaded.unchanged > 20


def test_what_was_changed_here_goes_along(tmp_path):
    blueprint.load("bareilly-pro", at=timezone.now())
    line = Line.objects.get(code="bareilly-pro")
    line.clock_minutes = {**line.clock_minutes, "act": 777}
    line.save()
    line.categories.filter(position=0).update(name_en="Another name")
    path = tmp_path / "bareilly-pro.yaml"
    path.write_text(export.as_yaml(line), encoding="utf-8")

    blueprint.load("bareilly-pro", at=timezone.now())
    loaded = blueprint.load(str(path), at=timezone.now())

    assert [(change.what, set(change.fields)) for change in loaded.changes] == [
        ("line", {"clock_minutes"}),
        ("category", {"name_en"}),
    ]
