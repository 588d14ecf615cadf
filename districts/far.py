"""Districts known by their names alone, whether or not their police are with us. Pure."""

from functools import cache
from pathlib import Path

from districts.sounds import fold

# beside a name these leave it what it is; "near" or "road" would not
BESIDE = frozenset(
    fold(
        "thana kotwali police station zila zile jila jile dist distt district me men mein main in"
        " ka ke ki hai h ba he gaon gav gram village गाँव गांव ग्राम"
    ).split()
)


def is_district(text: str) -> bool:
    """Say whether the name of a district is all that `text` says."""
    return core(text) in _names()


def core(text: str) -> str:
    """Return a name as bare sounds, without the words that may stand beside it."""
    return "".join(word for word in fold(text).split() if word not in BESIDE)


@cache
def _names() -> frozenset[str]:
    lines = (
        (Path(__file__).parent / "names_of_districts.txt").read_text(encoding="utf-8").split("\n")
    )
    named = (name for line in lines if not line.startswith("#") for name in line.split(","))
    return frozenset(filter(None, ("".join(fold(name).split()) for name in named)))
