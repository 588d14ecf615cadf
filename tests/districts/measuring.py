"""How well places are found: labelled phrases, the first guess and the first three."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from districts.blueprint import source
from districts.gazetteer import Entry, Index

DATA = Path(__file__).parent / "data"
BLUEPRINTS = ("bareilly-pro", "varanasi-zone")


@dataclass
class Measured:
    named: int = 0
    first: int = 0
    among: int = 0
    noise: int = 0
    offered: int = 0  # on noise
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"top-1 {self.first / self.named:.3f}, top-3 {self.among / self.named:.3f} of "
            f"{self.named} named; {self.offered} false offers on {self.noise} of noise"
        )


@cache
def shipped() -> tuple[Index, dict[str, str]]:
    """Return the gazetteer of the blueprints, and the path of each unit."""
    units = [unit for name in BLUEPRINTS for unit in source.read(name).units]
    paths: dict[str, str] = {}
    for unit in units:
        paths[unit["code"]] = f"{paths.get(unit.get('parent', ''), '')}{unit['code']}/"
    stations = [unit for unit in units if unit["kind"] in ("station", "outpost")]
    spots = [place for name in BLUEPRINTS for place in source.read(name).places]
    entries = [_entry(unit, unit["code"], paths) for unit in stations]
    entries += [_entry(place, place["station"], paths) for place in spots]
    areas = {
        name: paths[unit["code"]]
        for unit in units
        if unit["kind"] == "district"
        for name in (unit["hi"], unit["en"], *unit.get("aliases", []))
    }
    return Index(entries, areas), paths


def measure(name: str) -> Measured:
    measured = Measured()
    gazetteer, paths = shipped()
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        where, phrase, right = line.split("\t")
        found = [hit.entry.station for hit in gazetteer.search(phrase, under=paths[where])]
        _count(measured, phrase, found, set(right.split("|")))
    return measured


def _count(measured: Measured, phrase: str, found: list[str], right: set[str]) -> None:
    if right == {"-"}:
        measured.noise += 1
        measured.offered += bool(found)
        is_wrong = bool(found)
    else:
        measured.named += 1
        measured.first += bool(found) and found[0] in right
        measured.among += bool(right & set(found))
        is_wrong = not found or found[0] not in right
    if is_wrong:
        measured.wrong.append(f"{phrase}: {found}")


def _entry(data: dict, station: str, paths: dict[str, str]) -> Entry:
    spellings = tuple(data.get("aliases", ()))
    return Entry(station, paths[station], data["hi"], data["en"], spellings)
