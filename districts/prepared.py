"""Questions that every page asks are put into SQL once in a process, and from then on only asked.

Django builds and compiles a query anew each time, and PostgreSQL plans it anew; for the longest of
these either takes more of the processor than to answer. So each connection plans them once.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, TypeVar

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connection
from django.db.models import BooleanField, Expression, F, Field, Func, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from psycopg import ClientCursor, RawCursor
from psycopg._queries import PostgresQuery
from psycopg.abc import Params, Query

from districts.among import among

Read = TypeVar("Read", bound=Model)


class Place(str):
    """Stands among the parameters of a statement for what is given under this name."""


class Given(Expression):
    """What is known only when the question is asked."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, tuple[Place]]:
        return "%s", (Place(self.name),)


class AnyOf(Func):
    """Whether a column is equal to any of the values given, or stands so to it by `operator`."""

    template = "%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, column: str, given: Given, operator: str = "=") -> None:
        super().__init__(F(column), given, arg_joiner=f" {operator} ANY(")


class Prepared:
    """Ask for what `build` selects; nothing else in it may change.

    With `of`, it is asked of these rows of the table alone.
    """

    def __init__(
        self,
        build: Callable[[], QuerySet[Any, Any]],
        *,
        of: Callable[[], QuerySet[Any, Any]] | None = None,
    ) -> None:
        self._build, self._of = build, of

    @cached_property
    def _statement(self) -> tuple[str, list[str], SQLCompiler]:
        """What does not change stands in it as itself: by that the database chooses its indexes.

        Two threads may both make it, each with a compiler of its own: one compiler at work for both
        could leave a join out, for as long as the process runs.
        """
        compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parts = compiler.as_sql()
        if self._of:
            begins, first = among(self._of())
            sql, parts = begins + sql, (*first, *parts)
        names = list(dict.fromkeys(str(part) for part in parts if isinstance(part, Place)))
        stands = [
            f"${names.index(part) + 1}" if isinstance(part, Place) else _literal(part)
            for part in parts
        ]
        return sql % tuple(stands), names, compiler

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Return the rows as the database gives them, in the order of their columns."""
        try:
            return self._asked(given)
        except NotSupportedError:
            # a column has been given another type since this connection prepared the statement
            if connection.in_atomic_block:
                raise
            connection.close()
            return self._asked(given)

    def objects(self, **given: Any) -> list[Any]:
        """Return the rows as objects, with all that was selected beside them, as a query does."""
        rows = self.rows(**given)
        asked: Any = _Answered(self._statement[-1], rows)
        return list(ModelIterable(asked))

    def _asked(self, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            sql, names, _compiler = self._statement
            # Django's own binds on the client, of which the server could prepare nothing
            cursor.cursor = _OnServer(connection.connection)
            cursor.execute(sql, [given[name] for name in names])
            return cursor.fetchall()


class _Answered:
    """To Django's maker of objects a queryset, its query and its compiler, all of them done."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: ClassVar[dict[Any, Any]] = {}

    def __init__(self, compiler: SQLCompiler, rows: list[tuple[Any, ...]]) -> None:
        self._compiler, self._rows = compiler, rows
        self.query = self

    def get_compiler(self, **_where: str) -> "_Answered":
        return self

    def execute_sql(self, **_how: object) -> list[list[tuple[Any, ...]]]:
        return [self._rows]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler, name)


class _OnServer(RawCursor[tuple[Any, ...]]):
    """Keeps what it asks also when that is prepared: Django's log of queries reads it there."""

    def _convert_query(self, query: Query, params: Params | None = None) -> PostgresQuery:
        self._query = super()._convert_query(query, params)
        return self._query


def _literal(value: Any) -> str:
    return ClientCursor(connection.connection).mogrify("%s", [value])


def take(model: type[Read], columns: Sequence[str], row: Iterator[Any]) -> Read:
    """Return a row of `model`, of which the next values of a row read are these columns."""
    # as `from_db` leaves it, which asks of every field of each of hundreds what it is
    one = model.__new__(model)
    one._state = ModelState()
    one._state.adding, one._state.db = False, DEFAULT_DB_ALIAS
    vars(one).update(zip(columns, islice(row, len(columns)), strict=True))
    return one


def hang(rows: list[Any], relation: str, one: Model) -> None:
    """Let `rows` be all that hangs on `one` by this relation, as if they were prefetched."""
    manager = getattr(one, relation)
    for row in rows:
        manager.field.set_cached_value(row, one)
    listed = manager.all()
    listed._result_cache, listed._prefetch_done = rows, True
    kept = vars(one).setdefault("_prefetched_objects_cache", {})
    kept[manager.field.remote_field.cache_name] = listed
