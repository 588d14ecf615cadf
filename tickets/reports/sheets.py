"""What every report is before it is a file: sheets of cells. Pure.

Where a paper leaves the district, counts so small that they point at somebody are not told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

SMALLEST = 5  # counts from one up to this are not told
HIDDEN = "<5"
BESIDE = "–"  # told, it would give away a hidden one
# what spreadsheets take for a formula, in ASCII and in full width, and what hides it from sight
FORMULA = re.compile(r"^[\s\x00]*[=+\-@|%＝＋－＠]|^[\t\r\n]")
Cell = str | int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    counts: frozenset[int] = frozenset()  # columns of people or tickets: hidden when small
    has_total: bool = False  # one more row: the sums of `counts`


@dataclass(frozen=True, kw_only=True)
class Paper:
    title: str
    subtitle: str
    sheets: Sequence[Sheet]
    notes: Sequence[str] = ()
    is_wide: bool = False
    # codes named in it: whoever may no longer see one of these gets the paper no more
    names: frozenset[str] = field(default_factory=frozenset)


def whole(sheet: Sheet) -> Sheet:
    """Return the sheet with its row of sums, if it has one."""
    if not sheet.has_total or not sheet.rows:
        return sheet
    sums: list[Cell] = [""] * len(sheet.columns)
    sums[0] = _("All together")
    for column in sheet.counts:
        sums[column] = sum(_number(row[column]) for row in sheet.rows)
    return replace(sheet, rows=[*sheet.rows, sums])


def suppressed(sheet: Sheet) -> Sheet:
    """Return the sheet as it may leave the district: no small count, and none to be reckoned out.

    One hidden cell of a column with a sum could be had by subtraction: then the next smallest
    goes too, or the sum where there is no other.
    """
    rows = [list(row) for row in sheet.rows]
    sums: list[Cell] = list(whole(sheet).rows[-1]) if sheet.has_total and rows else []
    for column in sorted(sheet.counts):
        _hide(rows, sums, column)
    return replace(sheet, rows=[*rows, sums] if sums else rows, has_total=False)


def safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and FORMULA.search(cell) and cell not in {BESIDE, HIDDEN}:
        return f"'{cell}"
    return cell


def _hide(rows: list[list[Cell]], sums: list[Cell], column: int) -> None:
    numbers = [(_number(row[column]), place) for place, row in enumerate(rows)]
    hidden = [place for number, place in numbers if 0 < number < SMALLEST]
    for place in hidden:
        rows[place][column] = HIDDEN
    if not sums:
        return
    others = sorted(pair for pair in numbers if pair[0] >= SMALLEST)
    if len(hidden) == 1 and others:
        rows[others[0][1]][column] = BESIDE
    elif len(hidden) == 1 or 0 < _number(sums[column]) < SMALLEST:
        sums[column] = BESIDE


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
