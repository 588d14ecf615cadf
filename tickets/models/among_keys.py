from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet


class AmongKeys(Func):
    """Whether a column is among the keys a query finds, read first: so an index serves an OR."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, keys: QuerySet) -> None:
        super().__init__(F(column), ArraySubquery(keys))
