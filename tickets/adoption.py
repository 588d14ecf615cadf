"""Who uses it: officers with a post who have not signed in, by station."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from districts.models import Officer, Posting, Role, Unit

LATELY = timedelta(days=7)
# whoever has nothing to look at every day is not asked
EXPECTED = (
    Role.CHIEF,
    Role.DEPUTY,
    Role.CIRCLE,
    Role.STATION_HEAD,
    Role.STATION_OFFICER,
    Role.DESK,
    Role.WATCH,
)


@dataclass
class Row:
    """The officers of one unit: how many there are, who never came, and who came long ago."""

    unit: Unit
    officers: int = 0
    never: list[Officer] = field(default_factory=list)
    long_ago: list[Officer] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return len(self.never) + len(self.long_ago)


def by_unit(paths: list[str], *, now: datetime) -> list[Row]:
    """Return every unit at or below `paths` whose officers stay away, the most first."""
    posts = Posting.objects.present_at(now).filter(
        unit__in=Unit.objects.below(*paths), role__in=EXPECTED, officer__is_active=True
    )
    rows: dict[int, Row] = {}
    seen: dict[int, set[int]] = defaultdict(set)
    for post in posts.select_related("unit", "officer").defer("unit__boundary").order_by("pk"):
        row = rows.setdefault(post.unit_id, Row(post.unit))
        if post.officer_id in seen[post.unit_id]:
            continue
        seen[post.unit_id].add(post.officer_id)
        row.officers += 1
        came = post.officer.last_login
        if came is None:
            row.never.append(post.officer)
        elif came < now - LATELY:
            row.long_ago.append(post.officer)
    staying_away = [row for row in rows.values() if row.missing]
    return sorted(staying_away, key=lambda row: (-row.missing, row.unit.path))
