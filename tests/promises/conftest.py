"""One loaded blueprint for each module, with its demo officers, and citizens who write to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from districts import blueprint
from messaging import letterbox, spool
from tests.factories import LONG_AGO
from tests.promises.service import Service

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def loaded(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the module's BLUEPRINT once; each test works on it and leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=QUICK):
            blueprint.load(request.module.BLUEPRINT, at=LONG_AGO, demo_officers=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def service(request: Any, loaded: None, db: None) -> Service:
    return Service(request.module.BLUEPRINT)


@pytest.fixture(autouse=True)
def spool_folder(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.SATAARK_SPOOL_DIR = tmp_path / "spool"
    spool.require_writable()
    letterbox._Trouble.until = spool._measured.at = float("-inf")
    yield
    letterbox._Trouble.until = float("-inf")
