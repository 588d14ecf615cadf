"""Rows in PostgreSQL's text format for COPY."""

import json
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, Model
from django.db.models.fields import NOT_PROVIDED

Row = dict[str, Any]  # by attribute of the model; the rest has its default


class Columns:
    """The columns of one table in the order in which its rows are written."""

    def __init__(self, model: type[Model], given: Row) -> None:
        fields = [each for each in model._meta.concrete_fields if _is_written(each, given)]
        self.table = model._meta.db_table
        self.names = ", ".join(f'"{each.column}"' for each in fields)
        self._usual = {each.attname: _usual(each) for each in fields}

    def as_text(self, row: Row) -> str:
        """Return a row in PostgreSQL's text format for COPY."""
        return "\t".join(map(_field, {**self._usual, **row}.values())) + "\n"


def _is_written(field: Field, given: Row) -> bool:
    return field.attname in given or not field.primary_key


def _usual(field: Field) -> Any:
    if field.default is NOT_PROVIDED:
        return None if field.null else ""
    return "{}" if isinstance(field, ArrayField) else field.get_default()


def _field(value: Any) -> str:
    match value:
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case bytes():
            return f"\\\\x{value.hex()}"
        case datetime():
            return value.isoformat()
        case dict() | list():
            return _escaped(json.dumps(value, ensure_ascii=False))
        case str():
            return _escaped(value)
    return str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
