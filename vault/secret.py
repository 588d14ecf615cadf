"""Values that may be used but never shown by accident."""

import hmac
from typing import Any, Generic, NoReturn, Self, TypeVar

T = TypeVar("T", str, bytes)

DOTS = "•••"


class Secret(Generic[T]):
    """A string or bytes that prints as dots wherever it goes; `reveal()` is the only way out.

    Not hashable and not picklable, so that it cannot become a cache key, a task argument or a
    session value. It is true when the value is not empty.
    """

    __slots__ = ("__value",)

    __value: T

    def __init__(self, value: T) -> None:
        object.__setattr__(self, "_Secret__value", value)

    def reveal(self) -> T:
        return self.__value

    def __repr__(self) -> str:
        return DOTS

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return DOTS

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        mine, theirs = self.__value, other.reveal()
        return type(mine) is type(theirs) and hmac.compare_digest(_octets(mine), _octets(theirs))

    __hash__ = None  # type: ignore[assignment]  # how Python spells "not hashable"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("A secret cannot be changed.")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("A secret cannot be changed.")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __getstate__(self) -> NoReturn:
        raise TypeError("A secret cannot be pickled.")


# Templates call whatever is callable: without this, {{ route.reveal }} would print the value.
Secret.reveal.alters_data = True  # type: ignore[attr-defined]  # read by Django's template engine


def _octets(value: str | bytes) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
