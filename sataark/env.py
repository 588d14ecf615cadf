"""Reading the environment: loud about what is missing or malformed."""

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Return the variable `name`, or the contents of the file that `NAME_FILE` points to.

    Raises ImproperlyConfigured when neither is set and there is no default.
    """
    if mounted := os.environ.get(f"{name}_FILE"):
        return Path(mounted).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name} (see .env.example).")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for 1, False for 0; anything else is refused, not guessed."""
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1.")
    return value == "1"


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated values of `name`, without empty ones."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def family(prefix: str) -> Mapping[str, str]:
    """Return every variable that is `prefix` itself or begins with `prefix_`, by full name.

    Lines under different Meta apps name their own secret or token this way.
    """
    names = {
        name.removesuffix("_FILE")
        for name in os.environ
        if name == prefix or name.startswith(f"{prefix}_")
    }
    return {name: text(name) for name in sorted(names)}
