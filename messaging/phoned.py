"""What a desk wrote down of a call, understood as if the citizen had written it."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from messaging import accused, danger, line_views, words
from messaging.conversation import LineView
from tickets.models import Ticket
from tickets.services.hearsay import Hearsay, Told

FRAUD_NUMBERS = "1930, cybercrime.gov.in"


def hear(told: Told) -> Hearsay:
    """Return whom the words accuse, how urgent they are, and which numbers to tell the caller."""
    if told.line is None:
        return Hearsay()
    found = accused.find(told.line, told.unit, told.text)
    helps, is_danger = danger.helps(told.text), danger.is_now(told.text)
    advice = _advice(line_views.view(told.line), helps, is_danger=is_danger)
    return Hearsay(
        accused.at_birth(found, told.category, told.station),
        _priority(helps, is_danger=is_danger),
        tuple(advice),
    )


def _priority(helps: Sequence[str], *, is_danger: bool) -> Ticket.Priority:
    if is_danger:
        return Ticket.Priority.EMERGENCY
    is_harm = not {danger.CHILD, danger.WOMEN}.isdisjoint(helps)
    return Ticket.Priority.HIGH if is_harm else Ticket.Priority.ORDINARY


def _advice(view: LineView, helps: Sequence[str], *, is_danger: bool) -> Iterator[str]:
    language = get_language() or view.first_language
    if is_danger:
        yield _("Danger now: %s") % _in_a_row(words.numbers(view, language))
    if danger.CYBER in helps:
        yield _("Money lost online: %s") % FRAUD_NUMBERS
    if danger.CHILD in helps:
        yield _("A child in need: %s") % _in_a_row(words.helplines(view, language, "child"))
    if danger.WOMEN in helps:
        yield _("A woman in need: %s") % _in_a_row(words.helplines(view, language, "women"))


def _in_a_row(numbers: str) -> str:
    return ", ".join(numbers.replace("*", "").splitlines())
