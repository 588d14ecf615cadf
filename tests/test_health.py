"""What /readyz says: names of what fails, nothing else, and 503 while anything does."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from districts.models import Line, Unit
from messaging import circuit, ledger, spool
from messaging.models import Delivery, Quarantined
from tests.factories import make_line, make_unit

pytestmark = pytest.mark.django_db
LONG_AGO, JUST_NOW = timedelta(seconds=130), timedelta(seconds=100)


@pytest.fixture(autouse=True)
def spool_folder(settings, tmp_path):
    settings.SATAARK_SPOOL_DIR = tmp_path / "spool"
    spool.require_writable()


def failing(client):
    answer = client.get("/readyz")
    assert set(answer.json()) == {"failing", "unwatched"}
    assert answer.status_code == (503 if answer.json()["failing"] else 200)
    return answer.json()["failing"]


def deliver(ago, **fields):
    at = timezone.now() - ago
    usual = {"digest": uuid4().bytes, "box": b"x", "box_id": uuid4(), "signed_by": "X"}
    return Delivery.objects.create(**usual, received_at=at, next_attempt_at=at, **fields)


def spooled(ago, suffix=spool.SUFFIX):
    path = spool.folder() / f"00{suffix}"
    path.write_bytes(b"x")
    moment = (timezone.now() - ago).timestamp()
    os.utime(path, (moment, moment))


def set_aside(**fields):
    delivery = deliver(LONG_AGO, read_at=timezone.now())
    Quarantined.objects.create(
        delivery=delivery,
        reason="unreadable",
        box=b"x",
        box_id=uuid4(),
        kept_at=timezone.now(),
        **fields,
    )


def stop_a_number():
    line: Line = make_line(make_unit(Unit.Kind.DISTRICT))
    circuit.open_for(line, 190, timezone.now())


def test_a_system_that_rests_is_ready(client):
    assert failing(client) == []


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        (lambda: deliver(LONG_AGO), "inbox-stuck"),
        (lambda: spooled(LONG_AGO), "spool"),
        (lambda: spooled(JUST_NOW, spool.CORRUPT), "spool"),
        (set_aside, "quarantine"),
        (stop_a_number, "numbers-stopped"),
    ],
)
def test_what_holds_up_tips_is_named(client, harm, name):
    harm()

    assert failing(client) == [name]


@pytest.mark.parametrize(
    "habit",
    [
        lambda: deliver(JUST_NOW),
        lambda: deliver(LONG_AGO, read_at=timezone.now()),
        lambda: spooled(JUST_NOW),
        lambda: set_aside(resolved_at=timezone.now()),
    ],
)
def test_what_is_under_way_or_settled_is_no_trouble(client, habit):
    habit()

    assert failing(client) == []


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_missing_database_is_named_and_its_sentence_is_not(client, monkeypatch, error):
    def refuse(*, now):
        raise error("connection to server at 10.0.0.5 refused")

    monkeypatch.setattr(ledger, "troubles", refuse)

    assert failing(client) == ["database"]
    assert "10.0.0.5" not in client.get("/readyz").content.decode()
