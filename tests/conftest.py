"""What every test starts from."""

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import translation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

TRIGGERS = """
SELECT tgrelid::regclass, tgname, CASE tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relname = ANY(%s)
"""
# what every flush would empty only to fill it again with the same
LASTING = ("django_content_type", "auth_permission")
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
HERE = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guard() -> Iterator[None]:
    """Let the flush after a transactional test empty the history too.

    Of a hundred tables a test fills a few, and emptying those takes a tenth of the time.
    """
    # on the class: beside a browser's event loop Django opens another connection
    operations: Any = type(connection.ops)
    flush = operations.sql_flush

    def unguarded(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        quoted = {table: self.quote_name(table) for table in tables if table not in LASTING}
        looks = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quoted[name]})" for name in quoted]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(looks))
            filled = [name for (name,) in cursor]
            cursor.execute(TRIGGERS, [filled])
            triggers = cursor.fetchall()
        if not filled:
            return []
        return [
            *[f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name, _mode in triggers],
            "SET CONSTRAINTS ALL DEFERRED",
            *[f"DELETE FROM {quoted[table]}" for table in filled],
            "SET CONSTRAINTS ALL IMMEDIATE",
            *[f"ALTER TABLE {table} {mode} TRIGGER {name}" for table, name, mode in triggers],
        ]

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


@pytest.fixture(autouse=True)
def _language_of_nobody() -> Iterator[None]:
    """A request leaves its reader's language behind; the next test must not speak it."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _plain_http(request: pytest.FixtureRequest) -> None:
    """The server that a test gives its browser speaks plain HTTP."""
    if request.node.get_closest_marker("browser"):
        settings = request.getfixturevalue("settings")
        settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
        settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False


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
