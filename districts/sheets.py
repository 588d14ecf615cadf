"""Spreadsheets as rows of text: .xlsx and .csv in, .xlsx out."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

LARGEST_BYTES = 2 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 40 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 1000, 50
WIDTH = 28  # characters
NOT_A_BOOK = (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError)


class UnableToRead(Exception):
    """Not a sheet we read; the message is fit to show."""


def rows(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet of an .xlsx file, or of a .csv file in UTF-8, as text.

    Raises UnableToRead.
    """
    if len(content) > LARGEST_BYTES:
        raise UnableToRead(_("The file is larger than 2 MB."))
    read = _of_workbook(content) if content.startswith(b"PK") else _of_csv(content)
    while read and not any(read[-1]):
        read.pop()
    if len(read) > MOST_ROWS + 1:
        raise UnableToRead(_("More than %d rows: divide the sheet.") % MOST_ROWS)
    return read


def workbook(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """Return an .xlsx file; the first row of each sheet is its headings."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(cell.column)].width = WIDTH
        sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _of_workbook(content: bytes) -> list[list[str]]:
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED_BYTES:
                raise UnableToRead(_("The file is larger than 2 MB."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        cells = book.worksheets[0].iter_rows(
            values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS
        )
        return [[_text(cell) for cell in row] for row in cells]
    except NOT_A_BOOK as error:
        raise UnableToRead(_("We cannot read this as a spreadsheet: use .xlsx or .csv.")) from error


def _of_csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
        return [row[:MOST_COLUMNS] for row in csv.reader(io.StringIO(text))][: MOST_ROWS + 2]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnableToRead(_("We cannot read this as a spreadsheet: use .xlsx or .csv.")) from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    # a number typed into a cell of text comes as 2231.0
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
