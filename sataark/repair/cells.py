"""How a value of the database is said in the repair room."""

from datetime import datetime

from django.db.models import Model
from django.template.defaultfilters import yesno

from sataark.repair.tables import Table
from tickets import moments


def cell(table: Table, row: Model, name: str) -> str:
    """Return a value as the database names it, a related row by its name."""
    value = getattr(row, name)
    if isinstance(value, datetime):
        # to the exact minute, it would tell when a citizen wrote
        return moments.block(value, 1, now=None) if table.is_traffic else _exact(value)
    if isinstance(value, bool):
        return str(yesno(value))
    return "–" if value in (None, "") else str(value)


def _exact(at: datetime) -> str:
    return moments.moment(at, now=None)
