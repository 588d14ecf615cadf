"""Which panels a ticket page offers an officer, and what stands in their forms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from districts.models import Officer
from tickets import forms, policy
from tickets.lifecycle import Status
from tickets.models import Draft, Ticket
from tickets.policy import Deed
from tickets.views.panels import PANELS, Panel

ORDER = {deed: place for place, deed in enumerate(PANELS)}
# what a state waits for; its panel stands open
NEXT = {
    Status.NEW: Deed.FORWARD,
    Status.WITH_STATION: Deed.ACKNOWLEDGE,
    Status.ACKNOWLEDGED: Deed.ACT,
    Status.ACTION_TAKEN: Deed.OUTCOME,
    Status.OUTCOME_GIVEN: Deed.CLOSE,
}


@dataclass(frozen=True)
class Offer:
    """A panel with its form for this ticket and this officer."""

    panel: Panel
    form: forms.DeedForm
    is_open: bool
    kept_at: datetime | None = None  # when what stands in it was kept as a draft


def offers(
    ticket: Ticket,
    officer: Officer,
    filled: forms.DeedForm | None = None,
    left: Mapping[str, Draft] | None = None,
) -> Iterable[Offer]:
    """Return what `officer` may do now, what the ticket waits for first.

    The form they filled in stands open, or else the first.
    """
    allowed = policy.deeds(officer, ticket)
    following = NEXT.get(Status(ticket.status))
    for deed in sorted(allowed & set(PANELS), key=lambda deed: (deed != following, ORDER[deed])):
        panel = PANELS[deed]
        is_filled = isinstance(filled, panel.form)
        form = filled if is_filled and filled else panel.form(ticket=ticket, officer=officer)
        draft = (left or {}).get(deed)
        if draft and not is_filled:
            _fill_in(form, draft.words)
        is_open = is_filled or (filled is None and (deed == following or draft is not None))
        if form.is_apt():
            yield Offer(panel, form, is_open, draft.kept_at if draft and not is_filled else None)


def _fill_in(form: forms.DeedForm, words: Mapping[str, list[str]]) -> None:
    """Put a draft into a form, as it was typed and without judging it."""
    sent = QueryDict(mutable=True)
    for name, lines in words.items():
        sent.setlist(name, lines)
    for name, field in form.fields.items():
        if not field.widget.value_omitted_from_data(sent, {}, name):
            form.initial[name] = field.widget.value_from_datadict(sent, {}, name)
