"""Words in a column, as the trigram index can look them up."""

from typing import Any

from django.db.models import F, Lookup, Q


class Holding(Lookup):
    """Whether a column holds one of some words, in capitals or not.

    Of patterns with letters beyond the Latin ones PostgreSQL knows no trigrams, and reads every
    row; and `icontains` asks for capitals of the column, of which there is no index.
    """

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        words = [f"%{connection.ops.prep_for_like_query(word)}%" for word in self.rhs]
        held = " OR ".join([f"{column} ILIKE %s"] * len(words))
        return f"({held})", tuple(each for word in words for each in (*params, word))


class Written(Lookup):
    """Whether a column holds what a pattern says, in capitals or not.

    Not looked up in the index, which learns little from such a pattern: the database may go by it
    all the same, and then reads every row.
    """

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"({column} || '') ~* %s", (*params, self.rhs)


def holding(words: list[str], *columns: str) -> Q:
    """Return the condition on rows of which one of `columns` holds one of `words`."""
    found = Q()
    for column in columns:
        found |= Q(Holding(F(column), words))
    return found


def written(pattern: str, *columns: str) -> Q:
    """Return the condition on rows of which one of `columns` holds what `pattern` says."""
    found = Q()
    for column in columns:
        found |= Q(Written(F(column), pattern))
    return found
