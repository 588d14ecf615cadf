from pathlib import Path

import pytest
from django.utils import timezone, translation

from districts.models import Officer
from tests.portal.world import World, make_world


@pytest.fixture(autouse=True)
def _files_in_a_temporary_place(settings, tmp_path: Path) -> None:
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def world(db) -> World:
    with translation.override("hi"):
        return make_world(timezone.now())


@pytest.fixture
def lived_in(transactional_db) -> World:
    """A world that a browser's server, in its own thread, sees too; each name in its language."""
    return make_world(timezone.now())


@pytest.fixture
def sign_in(client):
    def signed_in(officer: Officer, language: str = "en"):
        client.force_login(officer)
        client.cookies["language"] = language
        client.officer = officer
        return client

    return signed_in
