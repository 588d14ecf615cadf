"""Counting that stops: what a reader looks at need not be counted to the end."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from districts.among import among

MOST = 1000  # counted so far; what is there beyond is “999+”


def count(rows: Mapping[str, QuerySet[Any]], *, most: int = MOST) -> dict[str, int]:
    """Return how many rows each query finds, none counted beyond `most`. One query for all."""
    return _counted(rows, most)


def count_parts(
    rows: QuerySet[Any], parts: Mapping[str, Q], *, columns: Iterable[str], most: int = MOST
) -> dict[str, int]:
    """Return for how many of `rows` each condition holds, as `count` does.

    Conditions ask nothing but these `columns`. What the parts share is put together once, under
    the name of the table itself; the database reads each part as if it stood in it.
    """
    model = rows.model
    shared = rows.order_by().values("id", *columns)
    return _counted(
        {name: model.objects.filter(part) for name, part in parts.items()}, most, shared
    )


def _counted(
    rows: Mapping[str, QuerySet[Any]], most: int, shared: QuerySet[Any] | None = None
) -> dict[str, int]:
    asked: list[str] = []
    given: list[Any] = []
    counted = dict.fromkeys(rows, 0)
    begins = "SELECT "
    try:
        if shared is not None:
            shares, params = among(shared)
            begins, given = f"{shares}SELECT ", [*params]
    except EmptyResultSet:
        return counted
    for name, found in rows.items():
        try:
            sql, params = found.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append(f'(SELECT count(*) FROM ({sql}) AS found) AS "{name}"')  # noqa: S608 -- our own query and name
        given += params
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(begins + ", ".join(asked), given)
            names = [column.name for column in cursor.description or ()]
            counted |= zip(names, cursor.fetchone(), strict=True)
    return counted


def said(number: int | None, *, most: int = MOST) -> str:
    """Return a number as people read it: “999+” for what was not counted to the end."""
    if number is None:
        return ""
    return f"{most - 1}+" if number >= most else str(number)
