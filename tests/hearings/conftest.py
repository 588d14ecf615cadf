import pytest

from hearings.views import room


@pytest.fixture
def _plain_room(settings, monkeypatch) -> None:
    """The caller's own cookie, too, goes over plain HTTP."""
    settings.SECURE = False
    monkeypatch.setattr(room, "COOKIE", "hearing")


@pytest.fixture
def cameras(chromium_with_cameras, _plain_room, live_server):
    """A browser whose pages are gone before the database is emptied."""
    yield chromium_with_cameras
    for context in chromium_with_cameras.contexts:
        for page in context.pages:
            page.goto("about:blank")  # ends what is under way
        context.close()
