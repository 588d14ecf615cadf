"""Questions that every page asks are put into SQL once in a process, and from then on only asked.

Django builds and compiles a query anew each time; for the longest of these that takes more of
the processor than all else that makes a page.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

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


class Prepared:
    """Ask for what `build` selects by `values_list`; nothing else in it may change."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...]]:
        return self._build().query.sql_with_params()

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Return the rows as the database gives them, in the order of their columns."""
        sql, parts = self._statement
        values = [given[each] if isinstance(each, Place) else each for each in parts]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()


def take(model: type[Read], columns: Sequence[str], row: Iterator[Any]) -> Read:
    """Return a row of `model`, of which the next values of a row read are these columns."""
    given = dict(zip(columns, islice(row, len(columns)), strict=True))
    # in the order of the model, as `from_db` wants them
    names = [each.attname for each in model._meta.concrete_fields if each.attname in given]
    return model.from_db(DEFAULT_DB_ALIAS, names, [given[name] for name in names])
