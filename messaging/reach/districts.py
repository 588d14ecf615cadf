"""Which public number serves which district: a line of a zone serves every district below it."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet, Value

from districts.models import Line, Unit

PUBLIC = Q(is_active=True) & ~Q(display_number="")


def lines_of(district: Unit) -> QuerySet[Line]:
    """Return the lines with a number that serve `district`, its own before those from above."""
    here = Line.objects.alias(path=Value(district.path)).select_related("unit")
    serving = Q(path__startswith=F("unit__path")) | Q(unit__path__startswith=district.path)
    return here.filter(PUBLIC, serving).order_by("-unit__path", "code")


def served() -> Iterable[Unit]:
    """Return the districts that some public number serves."""
    paths = list(Line.objects.filter(PUBLIC).values_list("unit__path", flat=True).distinct())
    above = {code for path in paths for code in path.strip("/").split("/")}
    districts = Unit.objects.filter(kind=Unit.Kind.DISTRICT, is_active=True)
    return (districts.below(*paths) | districts.filter(code__in=above)).distinct()


def token_of(line: Line, district: Unit) -> str:
    """Return the token of the district's own plain poster on this line, if it has one."""
    posters = line.posters.filter(unit=district, campaign=None, place="")
    return posters.values_list("token", flat=True).first() or ""
