"""Phrases people use, as plain lists that anybody can read and lengthen: one phrase a line."""

from functools import cache
from pathlib import Path


@cache
def phrases(name: str) -> tuple[str, ...]:
    """Return the phrases of the list `name`, without comments and empty lines."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def names() -> list[str]:
    """Return the names of all lists."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.txt"))
