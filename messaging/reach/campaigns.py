"""Making campaigns and posters: who may, and each place once."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from districts.models import STATIONS, Campaign, Line, Officer, Poster, Posting, Role, Unit
from districts.models.campaign import new_token
from tickets import texts
from tickets.refusals import NotAllowed, Unacceptable

Key = dict[str, Any]  # what makes a poster one of its kind
# who speaks for a line in public
SPEAKERS = (Role.DESK, Role.CHIEF, Role.RANGE, Role.ZONE)
PLACES = (Unit.Kind.DISTRICT, *STATIONS)
LONGEST_PLACE = 80
TRIES = 20  # tokens drawn before we say that a line has too many


def lines_of(officer: Officer) -> QuerySet[Line]:
    """Return the lines `officer` may make known: those that serve a unit of theirs."""
    serving = Line.objects.serving(*_paths(officer)).filter(is_active=True)
    return serving.select_related("unit").order_by("code")


def places_of(officer: Officer, line: Line) -> QuerySet[Unit]:
    """Return the districts and stations for which `officer` may put up posters of `line`."""
    within = Unit.objects.below(line.unit.path) & Unit.objects.below(*_paths(officer))
    return within.filter(kind__in=PLACES, is_active=True).select_related("parent")


@transaction.atomic
def make_poster(
    *,
    line: Line,
    by: Officer | None,
    at: datetime,
    campaign: Campaign | None = None,
    unit: Unit | None = None,
    place: str = "",
) -> Poster:
    """Return the poster of this line, campaign and place, made when there is none yet.

    Safe to repeat: a place keeps its token. `by` is None for whoever works at the console.
    Raises NotAllowed or Unacceptable.
    """
    if by is not None:
        _require(by, line, unit)
    if campaign is not None and campaign.line_id != line.pk:
        raise Unacceptable(_("This campaign belongs to another line."), field="campaign")
    if unit is not None and not line.unit.contains(unit):
        raise Unacceptable(_("This line does not serve that place."), field="unit")
    named = texts.line(place, field="place", longest=LONGEST_PLACE)
    key: Key = {"line": line, "campaign": campaign, "unit": unit, "place": named}
    return Poster.objects.filter(**_exactly(key)).first() or _new(key, at)


@transaction.atomic
def make_campaign(*, line: Line, by: Officer, name_hi: str, name_en: str) -> Campaign:
    """Return the line's campaign of this name, made when there is none. Raises NotAllowed."""
    _require(by, line, None)
    names = {
        "name_hi": texts.line(name_hi, field="name_hi", longest=80, required=True),
        "name_en": texts.line(name_en, field="name_en", longest=80, required=True),
    }
    Line.objects.select_for_update().get(pk=line.pk)
    known = line.campaigns.filter(name_en__iexact=names["name_en"]).first()
    code = f"own-{line.campaigns.count() + 1}"
    return known or Campaign.objects.create(line=line, code=code, **names)


def _paths(officer: Officer) -> list[str]:
    held = Posting.objects.current().filter(officer=officer, role__in=SPEAKERS)
    return list(held.values_list("unit__path", flat=True)) if officer.is_active else []


def _require(officer: Officer, line: Line, unit: Unit | None) -> None:
    may = lines_of(officer).filter(pk=line.pk).exists()
    if not may or (unit is not None and not places_of(officer, line).filter(pk=unit.pk).exists()):
        raise NotAllowed(_("Your post does not allow you to do this: %s.") % _("make posters"))


def _exactly(key: Key) -> Key:
    wanted: Key = {f"{name}__isnull": True for name, value in key.items() if value is None}
    return wanted | {name: value for name, value in key.items() if value is not None}


def _new(key: Key, at: datetime) -> Poster:
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return Poster.objects.create(**key, token=new_token(), made_at=at)
        except IntegrityError:
            # the token is taken, or somebody made this very poster a moment ago
            if made := Poster.objects.filter(**_exactly(key)).first():
                return made
    raise Unacceptable(_("This line has too many posters."), field="line")
