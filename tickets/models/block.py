"""The beginning of a block of hours, reckoned by the database."""

from typing import Any

from django.db.models import Case, DateTimeField, F, Func, When

EMERGENCY = 2  # `Ticket.Priority.EMERGENCY`, which cannot be imported here


class _Start(Func):
    """date_bin over India's days, which begin at half past six in the evening, UTC."""

    template = (
        "date_bin(make_interval(hours => %(expressions)s, TIMESTAMPTZ '2000-01-01 00:00:00+05:30')"
    )
    arg_joiner = "), "
    output_field = DateTimeField()


def Block(moment: str, *, to_ticket: str = "", exactly: Any = None) -> Case:
    """Return the start of the block of `moment`; the moment itself where it is shown exactly."""
    exact = [
        When(**{f"{to_ticket}priority": EMERGENCY}, then=F(moment)),
        When(**{f"{to_ticket}block_hours": 0}, then=F(moment)),
    ]
    if exactly is not None:
        exact.append(When(exactly, then=F(moment)))
    return Case(
        *exact,
        default=_Start(F(f"{to_ticket}block_hours"), F(moment)),
        output_field=DateTimeField(),
    )
