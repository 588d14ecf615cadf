"""A spreadsheet of officers and their posts, read and checked as a whole before anything is saved.

Every cell that is not right is told by its row and column; one such cell, and nothing is saved.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from districts import accounts, postings, staffing
from districts.models import Officer, Posting, Role, Unit

COLUMNS: dict[str, str | Promise] = {
    "service_number": gettext_lazy("Service number"),
    "name": gettext_lazy("Name"),
    "unit": gettext_lazy("Unit"),
    "role": gettext_lazy("Post"),
    "title": gettext_lazy("Rank as people say it"),
    "language": gettext_lazy("Language"),
}
OUTCOMES = ("new", "transferred", "unchanged")
NEEDED = ("service_number", "name", "unit", "role")
LONGEST = {"service_number": 40, "name": 120, "title": 60}
TONGUES = {"": "hi", "hi": "hi", "en": "en", "हिन्दी": "hi", "हिंदी": "hi", "hindi": "hi"}
TONGUES |= {"english": "en", "अंग्रेज़ी": "en", "अंग्रेजी": "en"}


class Wrong(NamedTuple):
    row: int  # as the spreadsheet counts
    column: str | Promise
    words: str


@dataclass(frozen=True)
class Line:
    """One officer as the sheet wants it: codes, not objects, so that it can be carried."""

    service_number: str
    name: str
    unit: str
    role: str
    title: str
    language: str
    becomes: str  # new, transferred, unchanged

    @property
    def post_label(self) -> str:
        return str(Role(self.role).label)


class Read(NamedTuple):
    lines: list[Line]
    wrong: list[Wrong]

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.becomes for line in self.lines)

    def carried(self) -> list[dict[str, str]]:
        return [asdict(line) for line in self.lines]


def read(rows: Sequence[Sequence[str]], *, keeper: Officer) -> Read:
    """Check a sheet, its first row the headings, against what stands now and what `keeper` may."""
    heads, wrong = _headings(rows[0] if rows else [])
    if wrong:
        return Read([], wrong)
    reader = _Reader(keeper)
    lines = []
    for number, cells in enumerate(rows[1:], start=2):
        given = {name: cells[at].strip() if at < len(cells) else "" for name, at in heads.items()}
        if any(given.values()) and (line := reader.line(number, given)):
            lines.append(line)
    if not lines and not reader.wrong:
        reader.wrong.append(Wrong(2, COLUMNS["service_number"], _("There is nobody in the sheet.")))
    return Read(lines, sorted(reader.wrong, key=lambda wrong: wrong.row))


def as_rows(lines: list[Line]) -> list[list[str]]:
    """Return the sheet that says the same, to be checked again."""
    heads = [str(label) for label in COLUMNS.values()]
    return [heads, *([getattr(line, name) for name in COLUMNS] for line in lines)]


@transaction.atomic
def save(lines: list[Line], *, keeper: Officer, at: datetime) -> Counter[str]:
    """Open the accounts and give the posts of checked lines. All or nothing.

    Nobody can sign in by it yet: first passwords are handed out afterwards.
    """
    units = {unit.code: unit for unit in staffing.units(keeper)}
    for line in lines:
        officer = Officer.objects.filter(service_number__iexact=line.service_number).first()
        if officer is None:
            officer = accounts.open_account(
                service_number=line.service_number,
                name=line.name,
                language=line.language,
                by=keeper,
                at=at,
            )
        if line.becomes == "unchanged":
            continue
        postings.transfer(
            officer=officer,
            unit=units[line.unit],
            role=Role(line.role),
            title=line.title,
            at=at,
            by=keeper,
        )
    return Counter(line.becomes for line in lines)


def _headings(cells: Sequence[str]) -> tuple[dict[str, int], list[Wrong]]:
    """Return at which place each column stands; headings are read in either language."""
    known = {name: name for name in COLUMNS}
    for tongue in ("hi", "en"):
        with override(tongue):
            known |= {str(label).casefold(): name for name, label in COLUMNS.items()}
    heads = {
        known[cell.strip().casefold()]: at
        for at, cell in enumerate(cells)
        if cell.strip().casefold() in known
    }
    missing = [COLUMNS[name] for name in NEEDED if name not in heads]
    return heads, [Wrong(1, column, _("This column is missing.")) for column in missing]


class _Reader:
    """What is read once for all lines, and what is wrong in them."""

    def __init__(self, keeper: Officer) -> None:
        self.keeper, self.paths = keeper, staffing.part(keeper)
        self.units = _by_name(staffing.units(keeper))
        self.roles = _roles()
        self.wrong: list[Wrong] = []
        self.seen: dict[str, int] = {}

    def line(self, number: int, given: dict[str, str]) -> Line | None:
        before = len(self.wrong)
        for name in NEEDED:
            if not given[name]:
                self._tell(number, name, _("This cell is empty."))
        for name, longest in LONGEST.items():
            if len(given.get(name, "")) > longest:
                self._tell(number, name, _("Longer than %d characters.") % longest)
        service_number = self._number(number, given["service_number"])
        post = self._post(number, given)
        language = TONGUES.get(given.get("language", "").casefold())
        if language is None:
            self._tell(number, "language", _("Write hi or en."))
        if post is None or len(self.wrong) > before:
            return None
        becomes = self._becomes(number, service_number, *post)
        if becomes is None:
            return None
        unit, role = post
        title = given.get("title", "")
        return Line(
            service_number, given["name"], unit.code, role.value, title, language or "hi", becomes
        )

    def _number(self, number: int, text: str) -> str:
        key = text.casefold()
        if key and key in self.seen:
            self._tell(number, "service_number", _("Already in row %d.") % self.seen[key])
        self.seen.setdefault(key, number)
        try:
            ASCIIUsernameValidator()(text or "a")
        except ValidationError:
            self._tell(number, "service_number", _("Only letters, digits and . @ + - _"))
        return text

    def _post(self, number: int, given: dict[str, str]) -> tuple[Unit, Role] | None:
        units = self.units.get(given["unit"].casefold(), [])
        role = self.roles.get(given["role"].casefold())
        if given["unit"] and not units:
            self._tell(number, "unit", _("No such unit in your part: “%s”.") % given["unit"])
        if len(units) > 1:
            codes = ", ".join(unit.code for unit in units)
            self._tell(number, "unit", _("Several have this name; write the code: %s") % codes)
        if given["role"] and role is None:
            self._tell(number, "role", _("No such post: “%s”.") % given["role"])
        if len(units) != 1 or role is None:
            return None
        if units[0].kind not in postings.SITS_AT[role]:
            self._tell(number, "role", _("There is no such post at a unit of this kind."))
        elif not staffing.may_give(self.keeper, self.paths, role=role, unit=units[0]):
            self._tell(number, "role", _("This post is given from above."))
        return units[0], role

    def _becomes(self, number: int, service_number: str, unit: Unit, role: Role) -> str | None:
        officer = Officer.objects.filter(service_number__iexact=service_number).first()
        if officer is None:
            return "new"
        held = list(Posting.objects.current().filter(officer=officer))
        if not officer.is_active:
            self._tell(number, "service_number", _("This account is closed."))
        elif held and not staffing.may_keep(self.keeper, self.paths, officer):
            self._tell(
                number,
                "service_number",
                _("Holds a post elsewhere; that office must end it first."),
            )
        elif officer.is_superuser or officer.pk == self.keeper.pk:
            self._tell(number, "service_number", _("You cannot change this account."))
        elif any((post.unit_id, post.role) == (unit.pk, role) for post in held):
            return "unchanged"
        else:
            return "transferred"
        return None

    def _tell(self, row: int, column: str, words: str) -> None:
        self.wrong.append(Wrong(row, COLUMNS[column], words))


def _by_name(units: Any) -> dict[str, list[Unit]]:
    known: dict[str, list[Unit]] = {}
    for unit in units:
        for name in {unit.code.casefold(), unit.name_hi.casefold(), unit.name_en.casefold()}:
            known.setdefault(name, []).append(unit)
    return known


def _roles() -> dict[str, Role]:
    known = {role.value.casefold(): role for role in Role}
    for tongue in ("hi", "en"):
        with override(tongue):
            known |= {str(role.label).casefold(): role for role in Role}
    return known
