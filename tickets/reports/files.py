"""A paper as a file: PDF to print, XLSX and CSV to count further with."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tickets.reports.sheets import Cell, Paper, Sheet, safe

PRINT = Path(__file__).parent / "print"
FONTS = PRINT / "fonts"
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
WIDEST = 60  # characters of a column
LONG = 24  # characters; columns of longer words share the width, others take what they need
FORBIDDEN = str.maketrans("[]:*?/\\", "       ")  # in names of sheets


def pdf(paper: Paper) -> bytes:
    data = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "language": get_language() or "hi",
        "is_wide": paper.is_wide,
        "foot": paper.title,
        "empty": _("Nothing in this time."),
        "notes": list(paper.notes),
        "sheets": [_for_print(sheet) for sheet in paper.sheets],
    }
    made = typst.compile(
        str(PRINT / "report.typ"),
        root=str(PRINT),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
    )
    return bytes(made)


def xlsx(paper: Paper) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, sheet in enumerate(paper.sheets, start=1):
        page = book.create_sheet(f"{place} {sheet.title}".translate(FORBIDDEN)[:31])
        lines: list[Sequence[Cell]] = [sheet.columns, *sheet.rows]
        for row, line in enumerate(lines, start=1):
            for column, cell in enumerate(line, start=1):
                put = page.cell(row, column, safe(cell))
                if isinstance(cell, str):
                    put.data_type = "s"  # never a formula, whatever it begins with
        for put in page[1]:
            put.font = Font(bold=True)
        page.freeze_panes = "B2"
        for column in range(1, len(sheet.columns) + 1):
            longest = max(len(str(line[column - 1])) for line in lines)
            page.column_dimensions[get_column_letter(column)].width = min(longest + 2, WIDEST)
    _about(book, paper)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def csv_file(paper: Paper) -> bytes:
    """Return the sheets one below the other; with a byte order mark, for Hindi in spreadsheets."""
    kept = StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerows([[safe(paper.title)], [safe(paper.subtitle)]])
    for sheet in paper.sheets:
        writer.writerows([[], [safe(sheet.title)], [safe(name) for name in sheet.columns]])
        writer.writerows([safe(cell) for cell in row] for row in sheet.rows)
    writer.writerows([[], *([safe(note)] for note in paper.notes)])
    return kept.getvalue().encode("utf-8-sig")


def table_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return one table, as a program reads it: no title, no notes."""
    kept = StringIO(newline="")
    csv.writer(kept).writerows([safe(cell) for cell in row] for row in (heads, *rows))
    return kept.getvalue().encode("utf-8-sig")


FILES: dict[str, Callable[[Paper], bytes]] = {"pdf": pdf, "xlsx": xlsx, "csv": csv_file}


def _for_print(sheet: Sheet) -> dict[str, Any]:
    words = {
        place
        for place in range(len(sheet.columns))
        if not place or any(_is_long(row[place]) for row in sheet.rows)
    }
    numbers = {
        place
        for place in range(len(sheet.columns))
        if place in sheet.counts or any(isinstance(row[place], int) for row in sheet.rows)
    }
    return {
        "title": sheet.title,
        "columns": list(sheet.columns),
        "numbers": sorted(numbers),
        "narrow": [place for place in range(len(sheet.columns)) if place not in words],
        "rows": [[str(cell) for cell in row] for row in sheet.rows],
    }


def _is_long(cell: Cell) -> bool:
    # a hash has no place to break a line, and must be copied whole
    return len(str(cell)) > LONG and " " in str(cell)


def _about(book: Workbook, paper: Paper) -> None:
    page = book.create_sheet(_("About"))
    for row, words in enumerate([paper.title, paper.subtitle, *paper.notes], start=1):
        page.cell(row, 1, safe(words)).data_type = "s"
    page.column_dimensions["A"].width = WIDEST
