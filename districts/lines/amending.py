"""Changing a line or a category, and putting it back: each change is kept with its author."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from districts.lines import rights
from districts.models import Amendment, Category, Line, Officer

FIELDS: dict[Amendment.Subject, frozenset[str]] = {
    Amendment.Subject.CLOCKS: frozenset({"clock_minutes", "priority_minutes", "warn_percent"}),
    Amendment.Subject.CATEGORY: frozenset(
        {"name_hi", "name_en", "short_hi", "short_en", "keywords", "is_active"}
    ),
    Amendment.Subject.HELPLINES: frozenset({"helplines"}),
    Amendment.Subject.TEXTS: frozenset({"texts"}),
}


class UnableToAmend(Exception):
    """Nothing was changed; the message is fit to show."""


@transaction.atomic
def amend(
    *,
    row: Line | Category,
    subject: Amendment.Subject,
    by: Officer,
    at: datetime,
    wanted: Mapping[str, Any],
) -> Amendment | None:
    """Bring `row` to `wanted` and keep what stood before; None when nothing differs.

    Clocks that run keep the terms under which they started. Safe to repeat.
    Raises UnableToAmend.
    """
    line = row if isinstance(row, Line) else row.line
    category = row if isinstance(row, Category) else None
    if not rights.may(by, line, subject):
        raise UnableToAmend(_("This belongs to a higher post."))
    # who retires the last but one category makes whoever retires the last wait, and see it;
    # citizens' tickets do not wait
    Line.objects.select_for_update(no_key=True).get(pk=line.pk)
    fresh = type(row).objects.select_for_update().get(pk=row.pk)
    before = {name: getattr(fresh, name) for name in FIELDS[subject] & wanted.keys()}
    after = {name: wanted[name] for name, stood in before.items() if wanted[name] != stood}
    if not after:
        return None
    for name, value in after.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(after))
    if category is not None:
        _keep_one_category(line)
    return Amendment.objects.create(
        line=line,
        category=category,
        subject=subject,
        by=by,
        made_at=at,
        before={name: before[name] for name in after},
        after=after,
    )


def put_back(*, amendment: Amendment, by: Officer, at: datetime) -> Amendment | None:
    """Bring back what stood before `amendment`, as a change of its own; None when it stands.

    Raises UnableToAmend, also when somebody has changed the same since.
    """
    row = amendment.category or amendment.line
    row.refresh_from_db()
    if any(getattr(row, name) != value for name, value in amendment.after.items()):
        raise UnableToAmend(_("This was changed again since. Look at the latest change first."))
    subject = Amendment.Subject(amendment.subject)
    return amend(row=row, subject=subject, by=by, at=at, wanted=amendment.before)


def _keep_one_category(line: Line) -> None:
    if not line.categories.filter(is_active=True).exists():
        raise UnableToAmend(_("At least one category must stay, or nobody could write."))
