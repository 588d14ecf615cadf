"""What citizens say of the outcomes they were given: settled, not settled, or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from districts.models import Officer, Unit
from tickets import events
from tickets.lifecycle import Reopening
from tickets.models import Event, Ticket

_UNSETTLED = Q(kind=events.REOPENED, data__reopening=Reopening.NOT_SOLVED.value)


@dataclass(frozen=True)
class Feedback:
    outcomes: int
    settled: int
    unsettled: int
    by_outcome: dict[str, int]  # of Outcome

    @property
    def share_settled(self) -> float | None:
        """Of those who said anything; None where nobody did."""
        said = self.settled + self.unsettled
        return self.settled / said if said else None


def counts(
    officer: Officer, *, since: datetime, until: datetime, unit: Unit | None = None
) -> Feedback:
    """Count what was said in [since, until) on tickets `officer` may see, at `unit` and below."""
    seen = Ticket.objects.visible_to(officer)
    if unit is not None:
        seen = seen.filter(unit__in=Unit.objects.below(unit.path))
    kinds = [events.OUTCOME, events.SETTLED, events.REOPENED]
    happened = Event.objects.filter(
        ticket__in=seen, kind__in=kinds, happened_at__gte=since, happened_at__lt=until
    )
    said = happened.order_by().aggregate(
        settled=Count("pk", Q(kind=events.SETTLED)), unsettled=Count("pk", _UNSETTLED)
    )
    given = happened.filter(kind=events.OUTCOME).order_by().values_list("data__outcome")
    by_outcome = dict(given.annotate(count=Count("pk")))
    return Feedback(sum(by_outcome.values()), **said, by_outcome=by_outcome)
