"""What leaves the district tells no small count, and no cell is a formula. Pure."""

import csv
import io
from itertools import product

import pytest
from openpyxl import load_workbook

from tickets.reports.files import csv_file, xlsx
from tickets.reports.sheets import BESIDE, HIDDEN, SMALLEST, Paper, Sheet, safe, suppressed, whole

EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "|x",
    "%x",
]


def sheet(*rows, has_total=True) -> Sheet:
    lines = [[f"थाना {n}", *row] for n, row in enumerate(rows)]
    columns = ["थाना", *(f"c{n}" for n in range(len(rows[0])))] if rows else ["थाना"]
    counts = frozenset(range(1, len(columns)))
    return Sheet(title="t", columns=columns, rows=lines, counts=counts, has_total=has_total)


def column(told: Sheet, place: int = 1) -> list:
    return [row[place] for row in told.rows]


def test_small_counts_are_hidden_and_nothing_is_nothing():
    assert column(suppressed(sheet([0], [1], [4], [5], [20]))) == [0, HIDDEN, HIDDEN, 5, 20, 30]


def test_a_lone_hidden_one_takes_the_next_smallest_along():
    assert column(suppressed(sheet([3], [20], [8]))) == [HIDDEN, 20, BESIDE, 31]


def test_with_no_other_the_sum_goes():
    assert column(suppressed(sheet([3], [0]))) == [HIDDEN, 0, BESIDE]


@pytest.mark.parametrize("numbers", list(product((0, 2, 4, 5, 9), repeat=3)))
def test_no_hidden_count_can_be_had_by_subtraction(numbers):
    told = column(suppressed(sheet(*([number] for number in numbers))))
    *cells, total = told

    hidden = [cell for cell in cells if not isinstance(cell, int)]
    assert all(cell == 0 or cell >= SMALLEST for cell in cells if isinstance(cell, int))
    assert len(hidden) != 1 or not isinstance(total, int)


def test_inside_the_district_all_is_told_with_its_sum():
    assert column(whole(sheet([3], [20]))) == [3, 20, 23]


@pytest.mark.parametrize("cell", EVIL)
def test_no_cell_is_a_formula(cell):
    paper = Paper(
        title=cell,
        subtitle=cell,
        sheets=[Sheet(title=cell, columns=[cell], rows=[[cell]])],
        notes=[cell],
    )
    listed = [
        one for row in csv.reader(io.StringIO(csv_file(paper).decode("utf-8-sig"))) for one in row
    ]
    assert listed and all(one.startswith("'") for one in listed)
    book = load_workbook(io.BytesIO(xlsx(paper)))
    kinds = {put.data_type for page in book for row in page.iter_rows() for put in row if put.value}
    assert kinds == {"s"}
    assert safe(7) == 7 and safe("कोतवाली") == "कोतवाली" and safe(HIDDEN) == HIDDEN
