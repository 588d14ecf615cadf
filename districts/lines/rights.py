"""Who may change what on a line: one table."""

from django.db.models import QuerySet

from districts.models import Amendment, Line, Officer, Role, Unit

Subject = Amendment.Subject
COMMAND = frozenset({Role.CHIEF, Role.RANGE, Role.ZONE})
# a desk may not give itself more time, so clocks belong to those above every desk and station
MAY: dict[Subject, frozenset[Role]] = {
    Subject.CLOCKS: COMMAND,
    Subject.CATEGORY: COMMAND | {Role.DESK},
    Subject.HELPLINES: COMMAND | {Role.DESK},
    Subject.TEXTS: COMMAND | {Role.DESK},
}
ANY = frozenset[Role]().union(*MAY.values())


def lines_of(officer: Officer, subject: Subject | None = None) -> QuerySet[Line]:
    """Return the lines of the officer's own units and of those below, by post held now.

    A line that serves many districts belongs to the unit above them, not to each of them.
    """
    roles = ANY if subject is None else MAY[subject]
    held = officer.postings.current().filter(role__in=roles)
    paths = list(held.values_list("unit__path", flat=True))
    lines = Line.objects.filter(unit__in=Unit.objects.below(*paths), is_active=True)
    return lines.select_related("unit")


def may(officer: Officer, line: Line, subject: Subject) -> bool:
    return lines_of(officer, subject).filter(pk=line.pk).exists()
