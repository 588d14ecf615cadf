from collections.abc import Collection

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast


class AmongKeys(Func):
    """Whether a column is among keys: those a query finds, read first, or thousands given.

    So an index serves an OR, and a long list is one value and not thousands.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, keys: QuerySet | Collection[int]) -> None:
        array = ArraySubquery(keys) if isinstance(keys, QuerySet) else _array(keys)
        super().__init__(F(column), array)


def at_units(units: Collection[int]) -> Q:
    """Return the condition on rows of these units; of none, where there are none."""
    return Q(AmongKeys("unit", units)) if units else Q(pk__in=())


def _array(keys: Collection[int]) -> Cast:
    # written out by ourselves: ArrayField prepares key by key, which takes as long as the query
    written = "{" + ",".join(map(str, keys)) + "}"
    return Cast(Value(written, output_field=TextField()), ArrayField(BigIntegerField()))
