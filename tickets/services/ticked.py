"""One thing done to each of the tickets somebody ticked, and taken back in one go."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import Officer
from tickets import events
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed, Refused, Unacceptable
from tickets.services import assignment, forwarding, notes, prioritising, shelving
from tickets.services.together import UNDO

MOST = 200  # tickets in one go; no list shows more


class Fate(models.TextChoices):
    DONE = "done", gettext_lazy("Done")
    NOT_YOURS = "not_yours", gettext_lazy("Not yours")
    NOT_NOW = "not_now", gettext_lazy("No longer possible")


@dataclass(frozen=True)
class Result:
    """What became of one ticked ticket, and why it was not done."""

    code: str
    fate: Fate
    why: str = ""


DOES: dict[Deed, Callable[..., Any]] = {
    Deed.FORWARD: forwarding.forward,
    Deed.CATEGORISE: notes.categorise,
    Deed.SHELVE: shelving.shelve,
    Deed.PRIORITISE: prioritising.prioritise,
    Deed.ASSIGN: assignment.assign,
}
# forwardings are taken back by `tickets.services.sending`
TAKES_BACK: dict[str, Callable[..., Any]] = {
    events.CATEGORISED: notes.take_back,
    events.SHELVED: shelving.take_back,
    events.PRIORITISED: prioritising.take_back,
    events.ASSIGNED: assignment.take_back,
}


def do(
    *, codes: Iterable[str], deed: Deed, by: Officer, at: datetime, given: Mapping[str, Any]
) -> list[Result]:
    """Do one deed to each ticket: by the rules of a single one, in a transaction of its own.

    Return what became of each, in the order given; what may not be seen is answered like what is
    not there. Does no more than MOST.
    """
    wanted = list(dict.fromkeys(codes))[:MOST]
    seen = Ticket.objects.visible_to(by).filter(code__in=wanted)
    keys = dict(seen.values_list("code", "pk"))
    word = uuid.uuid4().hex
    told = {"by": by, "at": at, "together": word, **given}
    return [_one(code, keys.get(code), DOES[deed], told) for code in wanted]


def _one(code: str, key: int | None, use_case: Callable[..., Any], told: dict[str, Any]) -> Result:
    unknown = Result(code, Fate.NOT_YOURS, _("No ticket of yours has this code."))
    if key is None:
        return unknown
    try:
        use_case(ticket_id=key, **told)
    except Ticket.DoesNotExist:
        return unknown
    except NotAllowed as refusal:
        return Result(code, Fate.NOT_YOURS, str(refusal))
    except (DoesNotFollow, Unacceptable) as refusal:
        return Result(code, Fate.NOT_NOW, str(refusal))
    return Result(code, Fate.DONE)


def take_back(*, word: str, by: Officer, at: datetime) -> int:
    """Undo what `by` did in one go within UNDO; return how many tickets are as they were.

    Each that no officer has touched since, and that `by` may still change.
    """
    done = standing(by, at).filter(data__together=word)
    changes = list(done.filter(ticket__in=Ticket.objects.visible_to(by)).order_by("ticket"))
    back = [change for change in changes if _is_back(change, by=by, at=at)]
    if not back:
        raise DoesNotFollow(
            _("This can no longer be taken back: it is too long ago, or somebody went on with it.")
        )
    return len(back)


def _is_back(change: Event, *, by: Officer, at: datetime) -> bool:
    try:
        TAKES_BACK[change.kind](change=change, by=by, at=at)
    except (Refused, Ticket.DoesNotExist):
        return False
    return True


def standing(by: Officer, at: datetime) -> Any:
    """Return the events of what `by` did from a list within UNDO, untouched by officers since."""
    since: Any = Event.objects.filter(
        ticket=OuterRef("ticket"), number__gt=OuterRef("number"), by__isnull=False
    )
    mine = Event.objects.filter(by=by, kind__in=sorted(TAKES_BACK), happened_at__gt=at - UNDO)
    return mine.filter(data__has_key="together").exclude(Exists(since))
