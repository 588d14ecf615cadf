"""What is read of an officer's posts is read again each time, or once while a page is shown."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

Read = TypeVar("Read")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Keep what `remembered` reads until the end of the block, which must not change posts.

    For one page: a post that ends meanwhile ends the view with the next. A block within another
    shares what that one keeps.
    """
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def remembered(key: Hashable, read: Callable[[], Read]) -> Read:
    """Return what `read` returns, without asking again where `read_once` keeps it."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return cast(Read, kept[key])
