"""What every test starts from."""

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

GUARDED = ("tickets_event", "tickets_checkpoint", "tickets_download")
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
HERE = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guard() -> Iterator[None]:
    """Let the flush after a transactional test empty the history, and nothing else."""
    # on the class: beside a browser's event loop Django opens another connection
    operations: Any = type(connection.ops)
    flush = operations.sql_flush

    def unguarded(self: Any, *args: Any, **options: Any) -> list[str]:
        emptying = flush(self, *args, **options)
        guard = "ALTER TABLE {} {} TRIGGER history_is_append_only"
        down = [guard.format(table, "DISABLE") for table in GUARDED]
        up = [guard.format(table, "ENABLE ALWAYS") for table in GUARDED]
        return [*down, *emptying, *up] if emptying else []

    operations.sql_flush = unguarded
    yield
    operations.sql_flush = flush


@pytest.fixture(scope="session", autouse=True)
def _static_files_under_their_own_names(django_test_environment: None) -> Iterator[None]:
    """Fingerprints need collected files; tests/architecture/test_static_files.py collects them."""
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
        yield


@pytest.fixture(scope="session", autouse=True)
def _nobody_is_called() -> Iterator[None]:
    """Let no test reach beyond this machine: a mistake must not send a message to anyone."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert str(address[0]) in HERE, f"a test called {address[0]}"
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect_here)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def _playwright() -> Iterator["Playwright"]:
    # loaded where a browser is wanted: most runs want none
    from tests.portal.browser import running_playwright

    with running_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(_playwright: "Playwright") -> Iterator["Browser"]:
    from tests.portal.browser import launched

    with launched(_playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def chromium_with_cameras(_playwright: "Playwright") -> Iterator["Browser"]:
    """A browser with a made-up camera and microphone, which it gives to whoever asks."""
    from tests.portal.browser import CAMERAS, launched

    with launched(_playwright, *CAMERAS) as browser:
        yield browser
