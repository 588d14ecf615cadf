"""Whom a citizen's words accuse, among the officers who serve now: a reason to restrict."""

from dataclasses import replace

from django.db.models import QuerySet

from districts.models import Category, Line, Officer, Posting, Unit
from messaging import accusation
from tickets.services.restriction import Accused


def find(line: Line, unit: Unit | None, text: str) -> Accused | None:
    """Return whom `text` accuses; None when it accuses no police.

    `unit` is where the ticket lies or will lie; by default the line's own. Costs a query only
    when the words tell of a wrong that police might do.
    """
    if not accusation.tells_of_wrong(text):
        return None
    where = unit or line.unit
    district = where.district()
    serving = Officer.objects.filter(is_active=True)
    posted = serving.filter(postings__in=_posts_below(district or where)).distinct()
    roster = {officer.name: officer for officer in posted}
    called = {name: officer for officer in posted for name in officer.nicknames}
    heard = accusation.heard(text, tuple(roster), tuple(called))
    if heard is None:
        return None
    units = (district,) if heard.of_chief and district else ()
    meant = dict.fromkeys((roster | called)[name] for name in heard.names)
    return Accused(units, tuple(meant))


def at_birth(
    told: Accused | None, category: Category | None, station: Unit | None
) -> Accused | None:
    """Return whom a new ticket is about: by words or category, and the `station` it names."""
    if told is None and not (category and category.about_police):
        return None
    told = told or Accused()
    return replace(told, units=(*told.units, station)) if station else told


def _posts_below(unit: Unit) -> QuerySet[Posting]:
    return Posting.objects.current().filter(unit__path__startswith=unit.path)
