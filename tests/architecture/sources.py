"""Our own files, as text and as syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_OURS = {".git", ".venv", "var", "vendor", "__pycache__", ".hypothesis", "node_modules"}
APPS = ("vault", "districts", "tickets", "evidence", "messaging", "hearings")


def files(*suffixes: str) -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        ours = not NOT_OURS.intersection(parts) and not parts[0].endswith("_cache")
        if ours and path.is_file() and (not suffixes or path.suffix in suffixes):
            yield path


def modules(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield every Python file of ours (or of `packages`), named from the root, and its tree."""
    for path in files(".py"):
        name = path.relative_to(ROOT)
        if not packages or name.parts[0] in packages:
            yield str(name), ast.parse(path.read_text(encoding="utf-8"))
