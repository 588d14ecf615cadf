"""Tickets that may be about the same thing: by words, place and time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from django.db.models import Q
from django.utils.translation import gettext as _

from districts.gazetteer import COMMON
from districts.sounds import fold
from tickets import likeness
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet

NEAR_IN_TIME = timedelta(days=7)
MOST_COMPARED = 150
MOST_SHOWN = 5
ENOUGH = 4  # points
SHORTEST = 4  # sounds of a word that says something
USUAL = 0.25  # of what is compared: a word in so many says nothing
CLOSE_KM, NEARBY_KM = 0.5, 2.0
EARTH_KM = 6371.0


@dataclass(frozen=True)
class Similar:
    ticket: Ticket
    points: int
    why: list[str]


def find(tickets: TicketQuerySet, one: Ticket) -> list[Similar]:
    """Return those of `tickets` most like `one`, best first, each with reasons. One query.

    `tickets` is what the reader may see. A restricted ticket is never named beside another.
    """
    window = Q(arrived_at__range=(one.arrived_at - NEAR_IN_TIME, one.arrived_at + NEAR_IN_TIME))
    same = tickets.filter(window, line=one.line_id, is_restricted=one.is_restricted)
    others = list(same.exclude(pk=one.pk).select_related("unit").order_by("-pk")[:MOST_COMPARED])
    words = {other.pk: _words(other) for other in [one, *others]}
    seen_in = Counter(word for said in words.values() for word in said)
    usual = {word for word, times in seen_in.items() if times > 3 + USUAL * len(words)}
    judged = [_judge(one, other, words, usual) for other in others]
    alike = [found for found in judged if found.points >= ENOUGH]
    return sorted(alike, key=lambda found: -found.points)[:MOST_SHOWN]


def _judge(
    one: Ticket, other: Ticket, words: dict[int, dict[str, str]], usual: set[str]
) -> Similar:
    points, why = 0, list[str]()
    if likeness.nearly_same(one.text, other.text):
        points, why = 4, [_("nearly the same words")]
    elif shared := _shared(words[one.pk], words[other.pk], usual):
        points = min(len(shared), 3)
        why = [_("the same words: %(words)s") % {"words": ", ".join(shared[:4])}]
    apart = _apart(one, other)
    if apart is not None and apart <= NEARBY_KM:
        points += 3 if apart <= CLOSE_KM else 2
        why.append(_("%(metres)d m apart") % {"metres": max(50, round(apart * 20) * 50)})
    elif _same_place(one.place, other.place):
        points += 3
        why.append(_("the same place: %(place)s") % {"place": other.place})
    if points and one.category_id is not None and one.category_id == other.category_id:
        points += 1
        why.append(_("the same category"))
    return Similar(other, points, why)


def _words(ticket: Ticket) -> dict[str, str]:
    """Return what a ticket says as sounds, and for each how it was written."""
    written = ticket.text[:600].replace("।", " ").split()
    said = {fold(word): word.strip(".,;:!?()“”\"'") for word in written}
    return {sound: word for sound, word in said.items() if len(sound) >= SHORTEST}


def _shared(one: dict[str, str], other: dict[str, str], usual: Iterable[str]) -> list[str]:
    common = COMMON | set(usual)
    return [word for sound, word in one.items() if sound in other and sound not in common]


def _same_place(one: str, other: str) -> bool:
    first, second = set(fold(one).split()) - COMMON, set(fold(other).split()) - COMMON
    return bool(first and second) and 2 * len(first & second) >= len(first | second)


def _apart(one: Ticket, other: Ticket) -> float | None:
    """Return kilometres between two pins, None where one has none."""
    if one.latitude is None or one.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    north, south = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    across = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(across))
