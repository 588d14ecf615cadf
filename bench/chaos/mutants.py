"""Faults planted into a copy of the checkout: a run against one of them must fail."""

import shutil
from dataclasses import dataclass
from pathlib import Path

LEFT_BEHIND = (".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", "results")


@dataclass(frozen=True)
class Patch:
    path: str
    old: str
    new: str


class LineIsGone(Exception):
    """A line that a mutant changes is not there, or there more than once."""


MUTANTS: dict[str, tuple[Patch, ...]] = {
    # the 200 goes out while the body is still to be stored
    "answer-before-commit": (
        Patch(
            "messaging/views.py",
            "stored = letterbox.keep(raw, signed_by=signed_by, now=timezone.now())",
            'stored = __import__("threading").Timer('
            '0.3, letterbox.keep, [raw], {"signed_by": signed_by, "now": timezone.now()}).start()',
        ),
    ),
    # nothing keeps a message from being stored again; the reader's own look is the first guard
    "no-unique-key": (
        Patch(
            "messaging/migrations/0001_initial.py",
            "fields=('line', 'index'), name='message_kept_once_for_ever'",
            "fields=('line', 'index', 'box_id'), name='message_kept_once_for_ever'",
        ),
        Patch(
            "messaging/reading.py",
            "return indexes - {bytes(index) for index in known}",
            "return indexes",
        ),
    ),
}


def copy(root: Path, target: Path, name: str) -> Path:
    """Copy the checkout with the mutant's lines changed. Raises LineIsGone."""
    shutil.copytree(root, target, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    for patch in MUTANTS[name]:
        path = target / patch.path
        path.write_text(changed(path.read_text(encoding="utf-8"), patch), encoding="utf-8")
    return target


def changed(text: str, patch: Patch) -> str:
    if text.count(patch.old) != 1:
        raise LineIsGone(f"{patch.path} has not exactly one “{patch.old}”: mend the mutant.")
    return text.replace(patch.old, patch.new)
