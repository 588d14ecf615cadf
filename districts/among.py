"""Questions asked of some rows of a table, as if it held no others."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet


def among(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """Return how a statement begins that is to find only these rows in their table.

    They must bear all columns it asks for, under their own names. The database reads them where
    the statement names the table, in their order, and no further than it needs.
    Raises EmptyResultSet where there can be none.
    """
    sql, params = rows.query.sql_with_params()
    table = connection.ops.quote_name(rows.model._meta.db_table)
    return f"WITH {table} AS NOT MATERIALIZED ({sql}) ", params
