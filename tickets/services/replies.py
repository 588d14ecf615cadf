"""Ready answers of a line: kept by its desk, filled in for one ticket."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from districts.models import Line, Officer
from tickets import codes, moments, policy, texts
from tickets.models import Reply, Ticket
from tickets.policy import Deed
from tickets.refusals import NotAllowed, Unacceptable

LONGEST = 900  # as a question or an outcome
NAMES = ("code", "category", "station", "date")  # what may stand in braces
_BRACES = re.compile(r"\{([^{}]*)\}")


def lines_of(officer: Officer) -> QuerySet[Line]:
    """Return the lines whose ready answers `officer` keeps: those of which they open tickets."""
    served = Line.objects.serving(*policy.parts(officer, Deed.CATEGORISE)).filter(is_active=True)
    return served.order_by("code")


@transaction.atomic
def keep(
    *,
    line: Line,
    by: Officer,
    use: Reply.Use,
    name: str,
    text: str,
    reply_id: UUID | None = None,
    is_active: bool = True,
) -> Reply:
    """Write a ready answer of a line, or change one. Raises NotAllowed, Unacceptable."""
    if not lines_of(by).filter(pk=line.pk).exists():
        raise NotAllowed(_("Your post does not allow you to do this: %s.") % _("keep answers"))
    named = texts.line(name, field="name", longest=80, required=True)
    words = texts.paragraphs(text, field="text", longest=LONGEST, required=True)
    unknown = [name for name in _BRACES.findall(words) if name not in NAMES]
    if unknown:
        said = {"unknown": f"{{{unknown[0]}}}", "known": ", ".join(f"{{{n}}}" for n in NAMES)}
        raise Unacceptable(
            _("%(unknown)s cannot be filled in. These can: %(known)s.") % said, field="text"
        )
    known = line.replies.filter(pk=reply_id).first() if reply_id else None
    same = line.replies.filter(name=named).first()
    if same is not None and same != known:
        raise Unacceptable(_("This line has an answer of this name."), field="name")
    given = {"use": use, "name": named, "text": words, "is_active": is_active}
    reply = known or Reply(line=line)
    for field, value in given.items():
        setattr(reply, field, value)
    reply.save()
    return reply


def filled(text: str, ticket: Ticket, *, now: datetime) -> str:
    """Return a ready answer as this ticket's citizen would read it."""
    told: Mapping[str, str] = {
        "code": codes.spaced(ticket.code),
        "category": ticket.category.name if ticket.category else "–",
        "station": ticket.unit.name,
        "date": moments.day(now),
    }
    return _BRACES.sub(lambda found: told.get(found[1], found[0]), text)
