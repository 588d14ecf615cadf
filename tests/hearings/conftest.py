import pytest

from hearings.views import room
from tests.hearings.browsers import browser_with_cameras


@pytest.fixture
def _plain_http(settings, monkeypatch) -> None:
    """The test's own server speaks plain HTTP."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    settings.SECURE = False
    monkeypatch.setattr(room, "COOKIE", "hearing")


@pytest.fixture(scope="module")
def _browser():
    with browser_with_cameras() as browser:
        yield browser


@pytest.fixture
def cameras(_browser, _plain_http, live_server):
    """A browser whose pages are gone before the database is emptied."""
    yield _browser
    for context in _browser.contexts:
        for page in context.pages:
            page.goto("about:blank")  # ends what is under way
        context.close()
