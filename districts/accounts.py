"""What becomes of an officer's account: opened, reset, closed; each is told and kept."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from districts import postings, second_factor, sessions
from districts.models import AccountEvent, Officer

TEMPORARY = timedelta(days=7)
GROUPS, LETTERS = 3, 4


class UnableToOpen(Exception):
    """No account can be opened so; the message is fit to show."""


@transaction.atomic
def open_account(
    *, service_number: str, name: str, language: str = "hi", by: Officer | None, at: datetime
) -> Officer:
    """Open an account that nobody can sign in to yet: `hand_out` gives the first password.

    Raises UnableToOpen when the number is taken.
    """
    if Officer.objects.filter(service_number__iexact=service_number).exists():
        raise UnableToOpen(_("There is an account with this service number already."))
    officer = Officer(service_number=service_number, name=name, language=language)
    officer.set_unusable_password()
    officer.save()
    note(officer, AccountEvent.Kind.OPENED, at=at, by=by)
    return officer


@transaction.atomic
def hand_out(*, officer: Officer, at: datetime) -> str:
    """Return a first password, good for a week, that the officer replaces when signing in."""
    return _hand_out(officer, at)


@transaction.atomic
def close(*, officer: Officer, by: Officer | None, at: datetime) -> None:
    """Close the account and end every post. Ends all sessions and tokens. Safe to repeat."""
    running = officer.postings.filter(Q(until=None) | Q(until__gt=at))
    for posting in running.select_related("officer"):
        postings.end(posting=posting, at=at, by=by)
    if officer.is_active:
        officer.is_active = False
        officer.save(update_fields=["is_active"])
        note(officer, AccountEvent.Kind.CLOSED, at=at, by=by)


@transaction.atomic
def reopen(*, officer: Officer, by: Officer | None, at: datetime) -> None:
    """Open a closed account again; without a post it sees nothing. Safe to repeat."""
    if not officer.is_active:
        officer.is_active = True
        officer.save(update_fields=["is_active"])
        note(officer, AccountEvent.Kind.REOPENED, at=at, by=by)


@transaction.atomic
def choose_password(*, officer: Officer, password: str, at: datetime) -> None:
    """Set the officer's own password. Ends all sessions and tokens."""
    officer.set_password(password)
    officer.temporary_until = None
    officer.save(update_fields=["password", "temporary_until"])
    sessions.end_all(officer)
    note(officer, AccountEvent.Kind.PASSWORD, at=at, by=officer)


@transaction.atomic
def reset(*, officer: Officer, by: Officer | None, at: datetime) -> str:
    """Take password and second factor away; return a password for the officer's next sign-in.

    It is good for a week and must be replaced then. Ends all sessions and tokens. `by` is None
    at the console. Whether `by` may is asked before: `districts.staffing`.
    """
    given = _hand_out(officer, at)
    second_factor.forget(officer)
    sessions.end_all(officer)
    note(officer, AccountEvent.Kind.RESET, at=at, by=by)
    return given


def tell_what_others_did(officer: Officer, *, at: datetime) -> list[AccountEvent]:
    """Return, once, what others did to the account since the officer was last told."""
    kinds = AccountEvent.Kind
    grave = (kinds.RESET, kinds.CLOSED, kinds.REOPENED, kinds.PASSKEY_COPIED)
    untold = officer.account_events.filter(told_at=None, kind__in=grave).select_related("by")
    events = list(untold.order_by("at"))
    AccountEvent.objects.filter(pk__in=[event.pk for event in events]).update(told_at=at)
    return events


def note(officer: Officer, kind: AccountEvent.Kind, *, at: datetime, by: Officer | None) -> None:
    AccountEvent.objects.create(officer=officer, kind=kind, at=at, by=by)


def _hand_out(officer: Officer, at: datetime) -> str:
    alphabet = second_factor.ALPHABET
    groups = ("".join(secrets.choice(alphabet) for _ in range(LETTERS)) for _ in range(GROUPS))
    given = "-".join(groups)
    officer.set_password(given)
    officer.temporary_until = at + TEMPORARY
    officer.save(update_fields=["password", "temporary_until"])
    return given
