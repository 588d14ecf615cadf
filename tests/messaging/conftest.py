from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from districts import blueprint
from districts.models import Line
from messaging import letterbox, line_views, spool
from messaging.conversation import LineView


@pytest.fixture(autouse=True)
def spool_folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Give each test a spool of its own, and a door that has had no trouble yet."""
    settings.SATAARK_SPOOL_DIR = tmp_path / "spool"
    spool.require_writable()
    letterbox._Trouble.until = spool._measured.at = float("-inf")
    yield settings.SATAARK_SPOOL_DIR
    letterbox._Trouble.until = float("-inf")


@pytest.fixture(scope="module")
def views(django_db_setup: None, django_db_blocker: Any) -> list[LineView]:
    """Return every shipped line as the talk sees it."""
    with django_db_blocker.unblock(), transaction.atomic():
        for name in blueprint.names():
            blueprint.load(name, at=timezone.now())
        found = [line_views.view(line) for line in Line.objects.all()]
        transaction.set_rollback(True)
    return found
