from collections.abc import Collection

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet


class AmongKeys(Func):
    """Whether a column is among keys: those a query finds, read first, or thousands given.

    So an index serves an OR, and a long list is one value and not thousands.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, keys: QuerySet | Collection[int]) -> None:
        if isinstance(keys, QuerySet):
            super().__init__(F(column), ArraySubquery(keys))
        else:
            super().__init__(F(column), template=f"%(expressions)s = ANY({written(keys)})")


def written(keys: Collection[int]) -> str:
    """Return keys as SQL: ArrayField prepares key by key, which takes as long as the query."""
    return f"'{{{('%d,' * len(keys))[:-1] % tuple(keys)}}}'::bigint[]"


def at_units(units: Collection[int], column: str = "unit") -> Q:
    """Return the condition on rows of these units; of none, where there are none."""
    return Q(AmongKeys(column, units)) if units else Q(pk__in=())
