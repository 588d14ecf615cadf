from collections.abc import Collection

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value


class AmongKeys(Func):
    """Whether a column is among keys: those a query finds, read first, or thousands given.

    So an index serves an OR, and a long list is one value and not thousands.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, keys: QuerySet | Collection[int]) -> None:
        array = (
            ArraySubquery(keys)
            if isinstance(keys, QuerySet)
            else Value(list(keys), output_field=ArrayField(BigIntegerField()))
        )
        super().__init__(F(column), array)
