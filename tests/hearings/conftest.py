import pytest

from hearings.views import room


@pytest.fixture
def _plain_http(settings, monkeypatch) -> None:
    """The test's own server speaks plain HTTP."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    settings.SECURE = False
    monkeypatch.setattr(room, "COOKIE", "hearing")


@pytest.fixture
def cameras(chromium_with_cameras, _plain_http, live_server):
    """A browser whose pages are gone before the database is emptied."""
    yield chromium_with_cameras
    for context in chromium_with_cameras.contexts:
        for page in context.pages:
            page.goto("about:blank")  # ends what is under way
        context.close()
