import io
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest

from districts.models import Role
from evidence import cleaning, custody
from evidence.models import Attachment
from tests.factories import NOON, make_line, make_officer, make_ticket, make_unit


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    """Storage of this test's own."""
    folder = tmp_path / "shelf"
    options = {"location": str(folder)}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": options}}
    return folder


@pytest.fixture(autouse=True)
def workshop(tmp_path, monkeypatch):
    """Where temporary files of this test go; the lab must leave it empty."""
    folder = tmp_path / "workshop"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def station(db):
    return make_unit()


@pytest.fixture
def ticket(station):
    return make_ticket(make_line(station))


@pytest.fixture
def officer(station):
    return make_officer(Role.STATION_HEAD, station)


@pytest.fixture
def announce(ticket):
    def announce(kind="image", **fields):
        usual = {"ticket": ticket, "announced_at": NOON, "next_attempt_at": NOON, "source": b""}
        return Attachment.objects.create(kind=kind, **{**usual, **fields})

    return announce


@pytest.fixture
def quarantine(announce):
    """Take bytes in as if they had been fetched."""

    def quarantine(data: bytes, kind="image", **fields):
        attachment = announce(kind, **fields)
        digest = sha256(data).hexdigest()
        custody.receive(attachment, io.BytesIO(data), sha256=digest, at=NOON)
        attachment.refresh_from_db()
        return attachment

    return quarantine


@pytest.fixture
def cleaned(quarantine):
    """Take bytes in and clean them; return the attachment as it then is."""

    def cleaned(data: bytes, kind="image", **fields):
        attachment = quarantine(data, kind, **fields)
        cleaning.clean(attachment_id=attachment.pk, now=NOON)
        attachment.refresh_from_db()
        return attachment

    return cleaned


@pytest.fixture
def stored(shelf):
    """Names of the files in storage, by their folder."""

    def stored(folder: str) -> list[Path]:
        return [path for path in sorted((shelf / folder).rglob("*")) if path.is_file()]

    return stored
