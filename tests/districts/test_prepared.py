"""What every page asks is put into SQL once, and asked anew each time."""

import pytest
from django.db.models import BigIntegerField

from districts import grants
from districts.models import Officer, Role
from districts.prepared import Given, Prepared, take
from tests.factories import make_officer, make_tree

pytestmark = pytest.mark.django_db


def test_a_question_is_built_once_and_answered_each_time():
    built = []

    def by_key():
        built.append(1)
        return Officer.objects.filter(pk=Given("key", BigIntegerField())).values_list("name")

    prepared, first, second = Prepared(by_key), make_officer(), make_officer()

    assert prepared.rows(key=first.pk) == [(first.name,)]
    assert prepared.rows(key=second.pk) == [(second.name,)]
    Officer.objects.filter(pk=first.pk).update(name="Renamed")
    assert prepared.rows(key=first.pk) == [("Renamed",)]
    assert len(built) == 1


def test_nothing_is_answered_where_something_was_not_given():
    prepared = Prepared(lambda: Officer.objects.filter(pk=Given("key", BigIntegerField())).values())

    with pytest.raises(KeyError):
        prepared.rows()


@pytest.mark.parametrize("columns", [("name", "id"), ("id", "name")])
def test_what_is_taken_from_a_row_stands_in_its_column(columns):
    row = {"id": 7, "name": "Asha"}

    taken = take(Officer, columns, iter([row[name] for name in columns]))

    assert (taken.pk, taken.name) == (7, "Asha")
    assert "password" in taken.get_deferred_fields()


def test_a_post_read_on_every_page_is_the_post(django_assert_num_queries):
    tree = make_tree()
    officer = make_officer(Role.STATION_HEAD, tree.station)
    kept = officer.postings.select_related("unit").get()

    (held,) = grants.held(officer)

    with django_assert_num_queries(0):
        read = {name: getattr(held.posting, name) for name in grants.POST}
        drawn = {name: getattr(held.posting.unit, name) for name in grants.UNIT}
    assert read == {name: getattr(kept, name) for name in grants.POST}
    assert drawn == {name: getattr(kept.unit, name) for name in grants.UNIT}
    with django_assert_num_queries(1):
        assert held.posting.unit.boundary == kept.unit.boundary
