"""Sections of law that officers choose from. A table to help, never a fence: others are typed."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

TABLES = Path(__file__).parent


@dataclass(frozen=True)
class Act:
    act: str  # as papers shorten it, "BNS"
    name_en: str
    name_hi: str


@dataclass(frozen=True)
class Section:
    act: str
    section: str
    title_en: str
    title_hi: str

    @property
    def cited(self) -> str:
        """The section as it stands in the records, the same in every language: "BNS 303(2)"."""
        return f"{self.act} {self.section}"

    @property
    def title(self) -> str:
        """Both titles, the reader's first: whoever looks for it may know either."""
        titles = (self.title_en, self.title_hi)
        return " · ".join(titles if get_language() == "en" else titles[::-1])


@cache
def sections() -> tuple[Section, ...]:
    return tuple(Section(**row) for row in _rows("sections.csv"))


@cache
def acts() -> dict[str, Act]:
    return {row["act"]: Act(**row) for row in _rows("acts.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
