"""Which public number serves which district: a line of a zone serves every district below it."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from districts.models import Line, Unit

PUBLIC = Q(is_active=True) & ~Q(display_number="")


def lines_of(district: Unit) -> QuerySet[Line]:
    """Return the lines with a number that serve `district`, its own before those from above."""
    serving = Line.objects.serving(district.path).filter(PUBLIC).select_related("unit")
    return serving.order_by("-unit__path", "code")


def served() -> Iterable[Unit]:
    """Return the districts that some public number serves."""
    paths = list(Line.objects.filter(PUBLIC).values_list("unit__path", flat=True).distinct())
    districts = Unit.objects.filter(kind=Unit.Kind.DISTRICT, is_active=True)
    return (districts.below(*paths) | districts.above(*paths)).distinct()


def token_of(line: Line, district: Unit) -> str:
    """Return the token of the district's own plain poster on this line, if it has one."""
    posters = line.posters.filter(unit=district, campaign=None, place="")
    return posters.values_list("token", flat=True).first() or ""
