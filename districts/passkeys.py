"""Passkeys, in the place of the app's code: WebAuthn, as a second step after the password.

The officer's device signs our challenge together with the address it is at, so that a page which
only looks like ours gets nothing from it.
"""

import ipaddress
import json
import struct
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from fido2.server import Fido2Server, to_descriptor
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from districts.models import AccountEvent, Officer, Passkey

MOST = 10  # of one officer
LONGEST = 20_000  # characters of what a browser may send
# whatever a browser that is none may make the decoders say
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, struct.error)
State = dict[str, Any]  # kept in the session between offering and answering; good for one try


class UnableToAdd(Exception):
    """The passkey was not added; the message is fit to show."""


def are_possible() -> bool:
    """Say whether PUBLIC_URL has a name: WebAuthn knows no bare numbers."""
    try:
        ipaddress.ip_address(_host())
    except ValueError:
        return bool(_host())
    return False


def of(officer: Officer) -> QuerySet[Passkey]:
    """Return the passkeys that `officer` may sign in with."""
    return officer.passkeys.filter(copied_at=None)


def offer(officer: Officer) -> tuple[State, State]:
    """Return what the browser needs for making a passkey, and the state that awaits it."""
    known = [to_descriptor(_data(each)) for each in officer.passkeys.all()]
    user = PublicKeyCredentialUserEntity(
        id=f"officer {officer.pk}".encode(),
        name=officer.service_number,
        display_name=officer.name,
    )
    options, state = _server().register_begin(
        user,
        known,
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), dict(state)


@transaction.atomic
def add(*, officer: Officer, state: State, said: str, name: str, now: datetime) -> Passkey:
    """Keep the passkey that a browser has made for `state`. Raises UnableToAdd."""
    Officer.objects.select_for_update().get(pk=officer.pk)
    if officer.passkeys.count() >= MOST:
        raise UnableToAdd(_("You have ten passkeys. Remove one that you no longer use."))
    try:
        made = _server().register_complete(state, RegistrationResponse.from_dict(_read(said)))
    except MALFORMED as error:
        raise UnableToAdd(_("Your device gave no passkey for this page. Try again.")) from error
    data = made.credential_data
    if data is None:
        raise UnableToAdd(_("Your device gave no passkey for this page. Try again."))
    try:
        with transaction.atomic():
            kept = Passkey.objects.create(
                officer=officer,
                name=name,
                credential=bytes(data),
                credential_id=data.credential_id,
                sign_count=made.counter,
                since=now,
            )
    except IntegrityError as error:
        raise UnableToAdd(_("This passkey is there already.")) from error
    _tell(officer, AccountEvent.Kind.PASSKEY_ADDED, now)
    return kept


def ask(officer: Officer) -> tuple[State, State]:
    """Return what the browser needs for signing with a passkey, and the state that awaits it."""
    known = [to_descriptor(_data(each)) for each in of(officer)]
    options, state = _server().authenticate_begin(
        known, user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options), dict(state)


@transaction.atomic
def check(*, officer: Officer, state: State, said: str, now: datetime) -> bool:
    """Say whether a passkey of `officer` has signed the challenge of `state`, here.

    One whose count did not rise was copied: it is refused, now and from then on.
    """
    known = {bytes(each.credential_id): each for each in of(officer).select_for_update()}
    try:
        response = AuthenticationResponse.from_dict(_read(said))
        used = _server().authenticate_complete(state, list(map(_data, known.values())), response)
    except MALFORMED:
        return False
    passkey, count = known[used.credential_id], response.response.authenticator_data.counter
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        passkey.copied_at = now
        passkey.save(update_fields=["copied_at"])
        _tell(officer, AccountEvent.Kind.PASSKEY_COPIED, now)
        return False
    passkey.sign_count, passkey.used_at = count, now
    passkey.save(update_fields=["sign_count", "used_at"])
    return True


@transaction.atomic
def remove(*, officer: Officer, key: UUID, now: datetime) -> bool:
    """Remove one of the officer's passkeys; say whether there was one. Safe to repeat."""
    removed = officer.passkeys.filter(pk=key).delete()[0] > 0
    if removed:
        _tell(officer, AccountEvent.Kind.PASSKEY_REMOVED, now)
    return removed


def _server() -> Fido2Server:
    site = PublicKeyCredentialRpEntity(name="Sataark", id=_host())
    # to the letter, where the library would also take a page of any host below ours
    return Fido2Server(site, verify_origin=lambda origin: origin == _origin())


def _origin() -> str:
    scheme, host, *_rest = urlsplit(settings.PUBLIC_URL)
    return f"{scheme}://{host}"


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _data(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))


def _read(said: str) -> dict[str, Any]:
    read = json.loads(said) if len(said) <= LONGEST else None
    if not isinstance(read, dict):
        raise ValueError("No answer of a browser.")
    return read


def _tell(officer: Officer, kind: AccountEvent.Kind, at: datetime) -> None:
    AccountEvent.objects.create(officer=officer, kind=kind, at=at, by=officer)
