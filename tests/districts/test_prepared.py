"""What every page asks is put into SQL once, and asked anew each time."""

import pytest
from django.db import NotSupportedError, connection, transaction
from django.db.models import BigIntegerField, IntegerField, Value
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from districts import grants
from districts.models import Officer, Posting, Role, Unit
from districts.prepared import Given, Prepared, hang, take
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
    assert (taken._state.adding, taken._state.db) == (False, "default")


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


def test_objects_come_with_what_was_selected_beside_them(django_assert_num_queries):
    tree = make_tree()
    make_officer(Role.STATION_HEAD, tree.station)
    Unit.objects.filter(pk=tree.station.pk).update(aliases=["कोत"])

    def posts():
        return Posting.objects.select_related("unit", "leave_noted_by").defer("unit__path")

    def named():
        mine = posts().filter(unit=Given("unit", BigIntegerField()))
        return mine.annotate(upper=Upper("unit__name_en"))

    prepared = Prepared(named)

    [kept], [read] = posts(), prepared.objects(unit=tree.station.pk)
    assert prepared.objects(unit=tree.district.pk) == []
    with django_assert_num_queries(0):
        assert (read, read.unit, read.leave_noted_by) == (kept, kept.unit, None)
        assert read.unit.aliases == ["कोत"]
        assert read.upper == kept.unit.name_en.upper()
    assert "path" in read.unit.get_deferred_fields()


def test_what_was_read_hangs_on_its_object_without_being_asked_again(django_assert_num_queries):
    tree = make_tree()
    rows = list(Unit.objects.filter(parent=tree.district).order_by("-code"))

    hang(rows, "children", tree.district)

    with django_assert_num_queries(0):
        assert list(tree.district.children.all()) == rows
        assert all(row.parent is tree.district for row in tree.district.children.all())


def test_a_question_is_planned_once_for_a_connection():
    prepared = Prepared(
        lambda: Officer.objects.filter(pk=Given("planned_once", BigIntegerField())).values_list()
    )
    with CaptureQueriesContext(connection) as asked:
        for key in (1, 2, 3):
            prepared.rows(planned_once=key)

    assert [query["sql"] for query in asked.captured_queries] == [prepared._statement[0]] * 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans + generic_plans FROM pg_prepared_statements WHERE statement = %s",
            [prepared._statement[0]],
        )
        assert cursor.fetchall() == [(3,)]


def test_what_does_not_change_stands_in_the_statement():
    name = "100% d'Souza %s $1"
    asha, other = make_officer(name=name), make_officer()
    mine = Officer.objects.filter(pk=Given("key", BigIntegerField()), name=name)
    prepared = Prepared(lambda: mine.filter(name__contains="0% d'").values_list("name", Value(7)))

    assert prepared.rows(key=asha.pk) == [(name, 7)]
    assert prepared.rows(key=other.pk) == []
    assert "d''Souza" in prepared._statement[0]


class _Scratch:
    """Asks for a column of a table of this test alone."""

    query = property(lambda self: self)

    def get_compiler(self, using):
        return self

    def as_sql(self):
        return "SELECT word FROM scratch WHERE %s IS NOT NULL", Given("x", IntegerField()).as_sql(
            None, connection
        )[1]


def _retype(kind: str) -> None:
    """Change the column within a block, so that this connection does not hear of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO 'BEGIN ALTER TABLE scratch ALTER word TYPE {kind}; END'")


@pytest.mark.django_db(transaction=True)
def test_a_column_that_is_given_another_type_disturbs_nobody():
    prepared = Prepared(_Scratch)
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE scratch AS SELECT 'word'::varchar(5) AS word")
        assert prepared.rows(x=1) == [("word",)]

        _retype("varchar(9)")
        assert prepared.rows(x=1) == [("word",)]

        _retype("varchar(8)")
        with pytest.raises(NotSupportedError), transaction.atomic():
            prepared.rows(x=1)  # what the transaction did would be lost with the connection
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE scratch")
