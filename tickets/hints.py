"""What a desk is proposed for a ticket, each with its reason in words. Nothing here decides."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts import places
from districts.gazetteer import Entry
from districts.models import Category, Unit
from districts.sounds import bare
from tickets.models import Ticket

LONGEST = 300  # characters of a story in which a name is looked for
SHORT = 4  # sounds; fewer must be a whole word
MOST_WORDS = 4  # named in a reason
MOST_CATEGORIES = 60


@dataclass(frozen=True)
class Hint:
    """A proposal and why: `station` or `category`."""

    why: str
    station: Unit | None = None
    category: Category | None = None


def station(ticket: Ticket) -> Hint | None:
    """Return the station to propose: the one suggested when it came, or what its place says now.

    Costs one query while the suggestion stands, two otherwise.
    """
    told = _told(ticket)
    known = ticket.suggested_unit
    if known is None:
        path = next((path for path, _why in told), "")
        known = Unit.objects.select_related("parent").filter(path=path).first() if path else None
    if known is None:
        return None
    why = next((why for path, why in told if path == known.path), "")
    return Hint(why or _("it was chosen or named in the talk"), station=known)


def category(ticket: Ticket) -> Hint | None:
    """Return the category whose words the citizen used most often, if any. One query."""
    heard = f" {bare(ticket.text)} "
    of_line = Category.objects.filter(line=ticket.line_id, is_active=True)
    found = [(_heard(heard, one.keywords), one) for one in of_line[:MOST_CATEGORIES]]
    words, best = max(found, key=lambda pair: len(pair[0]), default=([], None))
    if not words or best is None:
        return None
    named = ", ".join(words[:MOST_WORDS])
    return Hint(_("the citizen's words: %(words)s") % {"words": named}, category=best)


def _told(ticket: Ticket) -> list[tuple[str, str]]:
    """Return paths of stations with the reason for each, the surest first."""
    under = ticket.line.unit.path if ticket.line else ""
    told: list[tuple[str, str]] = []
    for words, said in (
        (ticket.place, _("the place said, “%(words)s”, belongs to it")),
        (ticket.text[:LONGEST], _("the words name “%(words)s”")),
    ):
        hits = places.search(words, under=under) if words else []
        told += [(hit.entry.path, said % {"words": _name(hit.entry)}) for hit in hits]
    if ticket.latitude is None or ticket.longitude is None:
        return told
    pin = places.locate(ticket.latitude, ticket.longitude, under=under)
    why = _("the pin lies within its limits") if pin.is_certain else _("it is nearest to the pin")
    return [(pin.station, why), *told] if pin.station else told


def _name(entry: Entry) -> str:
    return str(Unit(name_hi=entry.hi, name_en=entry.en).name)


def _heard(heard: str, keywords: list[str]) -> list[str]:
    """Return those of `keywords` that begin a word of what was said, however it is spelled."""
    found = []
    for keyword in keywords:
        sound = bare(keyword)
        wanted = f" {sound}" if len(sound) >= SHORT else f" {sound} "
        if sound and wanted in heard:
            found.append(keyword)
    return found
