"""From what a citizen says of a place to the station that may be meant: a suggestion, no more.

The ticket goes to a desk: the line's own, that of the district the citizen named, or, where a
border or its own name leaves no doubt, that of another district. A guess moves nothing away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from districts import places
from districts.gazetteer import Entry, Hit, Index
from districts.models import STATIONS, Line, Posting, Role, Unit
from messaging import conversation
from messaging.conversation import AddToTicket, OpenTicket, Part, Spot, State, heard
from messaging.conversation.answers import UNPLACED
from messaging.conversation.spots import LONGEST_NAME
from messaging.payloads import Incoming
from tickets.models import Ticket
from tickets.services import placing

CERTAIN = 95  # of 100; good enough to keep a complaint about police from that station
LEAD = 1.25  # times as much of the text as the next guess explains
SHORTEST = 5  # sounds of a name heard by the way: shorter ones are words as well
LONGEST = 300  # characters of a story in which a name is looked for
DESKS = (Role.DESK, Role.WATCH, Role.CHIEF)  # somebody who takes in what arrives


@dataclass(frozen=True)
class Whereabouts:
    station: Unit | None = None
    is_certain: bool = False  # named or chosen by the citizen as the place, without a rival
    district: Unit | None = None  # whose desk receives it, when not the line's own
    is_outside: bool = False  # the pin lies in no part that this line serves
    latitude: float | None = None
    longitude: float | None = None


def find(line: Line, intent: OpenTicket) -> Whereabouts:
    """Return where a draft points to: the place chosen or named, its pin, a name in the story."""
    chosen = _district(line, intent.district)
    under = (chosen or line.unit).path
    point = (intent.latitude, intent.longitude)
    located = places.Located()
    named, is_certain = (None, False) if intent.elsewhere else _named(line, intent, under)
    if point[0] is not None and point[1] is not None:
        located = places.locate(point[0], point[1], under=under)
    elif intent.elsewhere:
        # a district whose police are not with us is outside all the same
        located = places.elsewhere(intent.elsewhere, under=under)
        located = replace(located, is_outside=True)
    elif named is None and chosen is None and intent.place:
        located = places.elsewhere(intent.place[:LONGEST], under=under)
    if named is None and located.station:
        named = Unit.objects.filter(path=located.station).first()
    story = " ".join(part.text for part in intent.parts)[:LONGEST]
    if named is None and story and not located.is_outside:
        named = _unit(places.search(story, under=under)[:1])
    district = chosen or _receiving(line, located, named)
    return Whereabouts(named, is_certain, district, located.is_outside, *point)


def add(ticket: Ticket, intent: AddToTicket) -> None:
    """Put the place told after a cry for help onto its ticket, with the station it suggests."""
    point = next((part for part in intent.parts if part.latitude is not None), None)
    if ticket.line is None or not (intent.place or point):
        return
    told = OpenTicket(
        intent.parts,
        place=intent.place,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
    )
    found = find(ticket.line, told)
    placing.place(
        ticket_id=ticket.pk,
        place=" ".join(intent.place.split()),
        latitude=found.latitude,
        longitude=found.longitude,
        suggested_unit=found.station,
    )


def spots(line: Line, district: str, text: str) -> tuple[Spot, ...]:
    """Return the places `text` may mean, best first; one alone when there is no doubt."""
    under = (_district(line, district) or line.unit).path
    hits = places.search(text[:LONGEST], under=under)
    if _is_clear(hits):
        return (replace(_spot(hits[0]), is_clear=True),)
    return tuple(map(_spot, hits))


def hear(line: Line, state: State, told: Sequence[Part]) -> State:
    """Return the state with the place that these messages name by the way, if it is one alone."""
    listed = [(part, runs) for part in told for runs in heard.runs(part.text[:LONGEST]) if runs]
    if not listed:
        return state
    names, under = places.names(), (_district(line, state.district) or line.unit).path
    found = [(_by_the_way(names, runs, under), part) for part, runs in listed]
    named = {entry: part for entries, part in found for entry in entries}
    if len(named) != 1:
        return state
    [(entry, part)] = named.items()
    spot = Spot(entry.station, entry.hi, entry.en, is_clear=True)
    return conversation.listening(state, spot, part.ref)


def may_name_a_place(state: State, incoming: Incoming) -> bool:
    """Say whether a few words may be a place although something else was asked."""
    is_open = state.active and not state.place_told and state.asked in UNPLACED
    return is_open and incoming.kind == "text" and 0 < len(incoming.text) <= LONGEST_NAME


def spot_alone(line: Line, district: str, text: str) -> tuple[Spot, ...]:
    """Return the one place that `text` names and hardly says more than."""
    under = (_district(line, district) or line.unit).path
    hits = places.search(text, under=under)
    is_alone = _is_unrivalled(hits) and places.is_all_of(text, hits[0])
    return (replace(_spot(hits[0]), is_clear=_is_clear(hits)),) if is_alone else ()


def is_strange(line: Line, text: str) -> bool:
    """Say whether `text` names a place, and none that is known here or in any other district."""
    return places.is_unknown(text[:LONGEST], under=line.unit.path)


def _by_the_way(names: Index, runs: Iterable[tuple[str, str]], under: str) -> list[Entry]:
    """Return the place that one of these runs of words is the name of, and any named around it."""
    for run, around in runs:
        hits = names.search(run, under=under) if names.holds_a_name(run) else []
        is_long = bool(hits) and hits[0].explained >= SHORTEST * hits[0].score
        if is_long and _is_clear(hits) and names.is_called(run, hits[0]):
            others = names.search(around, under=under)
            here = hits[0].entry
            return [here, *(one.entry for one in others if one.entry.station != here.station)]
    return []


def _named(line: Line, intent: OpenTicket, under: str) -> tuple[Unit | None, bool]:
    if intent.station:
        chosen = Unit.objects.below(line.unit.path).filter(code=intent.station)
        station = chosen.filter(kind__in=STATIONS).first()
        if station is not None:
            return station, True
    hits = places.search(intent.place[:LONGEST], under=under) if intent.place else []
    return _unit(hits[:1]), _is_clear(hits)


def _is_clear(hits: list[Hit]) -> bool:
    return _is_unrivalled(hits) and hits[0].score >= CERTAIN


def _is_unrivalled(hits: list[Hit]) -> bool:
    return len(hits) == 1 or (len(hits) > 1 and hits[0].explained >= LEAD * hits[1].explained)


def _unit(hits: list[Hit]) -> Unit | None:
    return Unit.objects.filter(code=hits[0].entry.station).first() if hits else None


def _spot(hit: Hit) -> Spot:
    station = Unit.objects.get(code=hit.entry.station)
    district = station.district()
    above = [station, district] if district else [station]
    of_hi, of_en = ", ".join(one.name_hi for one in above), ", ".join(one.name_en for one in above)
    return Spot(station.code, hit.entry.hi, hit.entry.en, of_hi, of_en)


def _receiving(line: Line, located: places.Located, station: Unit | None) -> Unit | None:
    """Return the district whose desk should have it, if somebody sits there."""
    stays = located.is_outside and not line.passes_outside_on
    paths = [located.district] if located.district and not stays else []
    if station is not None and line.unit.kind != Unit.Kind.DISTRICT:
        paths.append(station.path)
    for path in paths:
        district = Unit.objects.above(path).filter(kind=Unit.Kind.DISTRICT).first()
        if district is not None and district != line.unit and _is_staffed(district):
            return district
    return None


def _is_staffed(district: Unit) -> bool:
    return Posting.objects.current().filter(unit=district, role__in=DESKS).exists()


def _district(line: Line, code: str) -> Unit | None:
    districts = Unit.objects.below(line.unit.path).filter(kind=Unit.Kind.DISTRICT)
    return districts.filter(code=code).first() if code else None
