"""What words written down by a desk mean: asked of whoever understands what citizens say."""

from collections.abc import Callable
from dataclasses import dataclass

from districts.models import Category, Line, Unit
from tickets.models import Ticket
from tickets.services.restriction import Accused


@dataclass(frozen=True)
class Hearsay:
    """What is told of, and what whoever tells it must be told at once, in the language in force."""

    accused: Accused | None = None
    priority: Ticket.Priority = Ticket.Priority.ORDINARY
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What a desk wrote down; `unit` is where the ticket will lie, `station` the one named."""

    line: Line | None
    text: str
    unit: Unit | None = None
    category: Category | None = None
    station: Unit | None = None


Ear = Callable[[Told], Hearsay]
_ears: list[Ear] = []


def register(ear: Ear) -> None:
    """Let `ear` understand what desks write down; the last one registered is asked."""
    _ears.append(ear)


def hear(told: Told) -> Hearsay:
    return _ears[-1](told) if _ears else Hearsay()
