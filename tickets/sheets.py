"""Tables as CSV that a spreadsheet opens as it is meant: in UTF-8, and never as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

BOM = "\ufeff"  # without it Excel takes Hindi for something else
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: Any) -> Any:
    """Return a cell that no spreadsheet reckons with: words that look like a formula are quoted."""
    if isinstance(cell, str) and cell.startswith(BEGINS_FORMULA):
        return f"'{cell}"
    return cell


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    written = io.StringIO()
    lines = csv.writer(written)
    for row in (heads, *rows):
        lines.writerow([safe(cell) for cell in row])
    return (BOM + written.getvalue()).encode()
