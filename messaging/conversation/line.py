"""What the talk knows of the line it is held on: data, detached from the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Names = Mapping[str, str]  # by language


def name_in(names: Names, language: str) -> str:
    """Return the name in `language`, else in Hindi, else in whichever language there is."""
    return names.get(language) or names.get("hi") or next(iter(names.values()), "")


@dataclass(frozen=True)
class CategoryView:
    code: str
    short: Names
    names: Names
    keywords: tuple[str, ...] = ()
    about_police: bool = False
    first_says: str = ""
    is_complaint: bool = False  # a grievance of one's own, not a tip
    is_hearing: bool = False  # whoever chooses it will be heard by an officer


@dataclass(frozen=True)
class DistrictView:
    code: str
    names: Names
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Helpline:
    number: str
    names: Names
    purpose: str = ""  # "emergency", "cyber", …


@dataclass(frozen=True)
class LineView:
    code: str
    names: Names
    languages: tuple[str, ...] = ("hi", "en")
    categories: tuple[CategoryView, ...] = ()
    districts: tuple[DistrictView, ...] = ()  # asked for only when there are any
    home: DistrictView | None = None  # the one district that the line serves
    helplines: tuple[Helpline, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language → key → text
    takes_tips: bool = True
    asks_name: bool = False  # of whoever wants to be heard: a name can be kept
    is_discreet: bool = False  # speak so that nothing shows whom the citizen writes to

    @property
    def splits(self) -> bool:
        """Say whether tips and complaints both come here, so that one must be asked which it is."""
        return {one.is_complaint for one in self.categories} == {True, False}

    @property
    def first_language(self) -> str:
        return self.languages[0] if self.languages else "hi"

    def category(self, code: str) -> CategoryView | None:
        return next((one for one in self.categories if one.code == code), None)

    def district(self, code: str) -> DistrictView | None:
        return next((one for one in self.districts if one.code == code), None)

    @property
    def police_category(self) -> CategoryView | None:
        return next((one for one in self.categories if one.about_police), None)
