"""How well words are understood: labelled sentences, precision and recall."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Measured:
    precision: float
    recall: float
    missed: list[str]
    false: list[str]

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}"


def labelled(name: str) -> list[tuple[set[str], str]]:
    """Return the labels and the words of every line of `name`."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return [(set(labels.split()), words) for labels, words in rows]


def measure(name: str, label: str, hears: Callable[[str], bool]) -> Measured:
    """Compare what `hears` says of each sentence with its label."""
    rows = [(label in labels, hears(words), words) for labels, words in labelled(name)]
    right = sum(wanted and heard for wanted, heard, _ in rows)
    missed = [words for wanted, heard, words in rows if wanted and not heard]
    false = [words for wanted, heard, words in rows if heard and not wanted]
    return Measured(right / (right + len(false)), right / (right + len(missed)), missed, false)
