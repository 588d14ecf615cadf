"""Is everything accounted for? The sum that must come out whatever has died meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q, Sum

from messaging import circuit, registry, spool
from messaging.models import Delivery, InboundMessage, Quarantined

NOTHING = timedelta(0)
STUCK_AFTER = timedelta(seconds=120)  # the sweeps have then passed two dozen times


@dataclass(frozen=True, slots=True)
class Ledger:
    """`differences` is empty when the books balance; the rest tells what waits and for how long."""

    differences: Mapping[str, int]
    oldest_unread_delivery: timedelta
    oldest_waiting_message: timedelta
    oldest_spool_file: timedelta
    spool_files: int
    corrupt_spool_files: int
    unresolved_quarantine: int

    @property
    def balances(self) -> bool:
        return not self.differences


def check(*, now: datetime) -> Ledger:
    """Count what came in against what became of it, by the columns written at each step."""
    files = spool.waiting()
    unread = Delivery.objects.filter(read_at=None)
    waiting = InboundMessage.objects.filter(state=InboundMessage.State.WAITING)
    return Ledger(
        differences={name: number for name, number in _sums().items() if number},
        oldest_unread_delivery=_age(unread.aggregate(at=Min("received_at"))["at"], now),
        oldest_waiting_message=_age(waiting.aggregate(at=Min("received_at"))["at"], now),
        oldest_spool_file=_age(min(_spooled(), default=None), now),
        spool_files=len(files),
        corrupt_spool_files=len(spool.set_aside()),
        unresolved_quarantine=Quarantined.objects.filter(resolved_at=None).count(),
    )


def troubles(*, now: datetime) -> list[str]:
    """Name what keeps tips from being read or answered.

    Looks only at what waits, so that it costs little however much has come in.
    """
    long_ago = now - STUCK_AFTER
    found = {
        "inbox-stuck": Delivery.objects.filter(read_at=None, received_at__lt=long_ago).exists(),
        "spool": bool(spool.set_aside()) or any(at < long_ago for at in _spooled()),
        "quarantine": Quarantined.objects.filter(resolved_at=None).exists(),
        "numbers-stopped": bool(circuit.stopped()),
        "templates": registry.is_amiss_anywhere(now),
    }
    return [name for name, is_wrong in found.items() if is_wrong]


def _spooled() -> list[datetime]:
    return [spool.kept_at(path) for path in spool.waiting()]


def _sums() -> dict[str, int]:
    """Return each equation as left side minus right side."""
    total = Delivery.objects.aggregate(
        messages=Sum("messages", default=0), quarantined=Sum("quarantined", default=0)
    )
    read = Delivery.objects.exclude(read_at=None)
    other_news = Q(messages=0, statuses=0, duplicates=0, quarantined=0, other__gt=0)
    return {
        "messages counted but not stored": total["messages"] - InboundMessage.objects.count(),
        "parts counted but not in quarantine": total["quarantined"] - Quarantined.objects.count(),
        "boxes not emptied": read.exclude(box=None).exclude(other_news).count(),
        "boxes emptied unread": Delivery.objects.filter(read_at=None, box=None).count(),
        "parts left in read deliveries": read.exclude(left=None).count(),
    }


def _age(since: datetime | None, now: datetime) -> timedelta:
    return NOTHING if since is None else max(NOTHING, now - since)
