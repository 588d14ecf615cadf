from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events, likeness, texts
from tickets.lifecycle import Status
from tickets.models import Action
from tickets.policy import Deed
from tickets.refusals import Unacceptable
from tickets.seizures import Seizure
from tickets.services import access, clocks
from tickets.services.once import done, mark

MOST_SECTIONS = 20
MOST_SEIZURES = 10
MOST_ARRESTS = 1000


@transaction.atomic
def record(
    *,
    ticket_id: int,
    by: Officer,
    at: datetime,
    kind: Action.Kind,
    note: str,
    happened_at: datetime | None = None,
    reference: str = "",
    sections: Sequence[str] = (),
    arrests: int = 0,
    seized: str = "",
    seizures: Sequence[Seizure] = (),
    once: str = "",
) -> Action:
    """Record what was done about the ticket; the first one stops the clock for action."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.ACT)
    if said := done(ticket, events.ACTED, by=by, once=once):
        return Action.objects.get(event=said)
    words = texts.paragraphs(note, field="note", required=kind == Action.Kind.NOTHING_FOUND)
    action = Action(
        ticket=ticket,
        unit=ticket.unit,
        bands=likeness.bands(words),
        kind=Action.Kind(kind),
        happened_at=happened_at or at,
        reference=texts.line(reference, field="reference", longest=60),
        sections=_sections(sections),
        arrests=arrests,
        seized=texts.line(seized, field="seized"),
        seizures=_seizures(seizures),
    )
    _check(action, at)
    facts = _facts(action) | mark(once)
    action.event = ticket.move_to(
        Status.ACTION_TAKEN, kind=events.ACTED, by=by, at=at, note=words, data=facts
    )
    action.save(force_insert=True)
    clocks.refresh(ticket)
    return action


def _sections(given: Sequence[str]) -> list[str]:
    sections = [texts.line(section, field="sections", longest=60) for section in given]
    if len(sections) > MOST_SECTIONS:
        raise Unacceptable(_("At most %d sections fit.") % MOST_SECTIONS, field="sections")
    return [section for section in sections if section]


def _seizures(given: Sequence[Seizure]) -> list[dict[str, str]]:
    if len(given) > MOST_SEIZURES:
        raise Unacceptable(_("At most %d things fit.") % MOST_SEIZURES, field="seizures")
    return [
        replace(one, what=texts.line(one.what, field="seizures", longest=80)).as_data()
        for one in given
    ]


def _check(action: Action, at: datetime) -> None:
    if action.happened_at > at:
        raise Unacceptable(_("An action cannot lie in the future."), field="happened_at")
    if not 0 <= action.arrests <= MOST_ARRESTS:
        raise Unacceptable(_("This number of arrests cannot be right."), field="arrests")
    if action.kind == Action.Kind.FIR and not action.reference:
        raise Unacceptable(_("Write the number of the FIR."), field="reference")


def _facts(action: Action) -> dict[str, object]:
    return {
        "action": action.kind,
        "done_at": action.happened_at,
        "reference": action.reference,
        "sections": action.sections,
        "arrests": action.arrests,
        "seized": action.seized,
        "seizures": action.seizures,
    }
