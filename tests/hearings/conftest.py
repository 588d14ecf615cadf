from datetime import timedelta

import pytest
from django.utils import timezone

from districts.models import Line, Role
from hearings.models import Desk, Window
from hearings.views import room
from tests.factories import make_line, make_officer, make_tree
from tests.hearings.day import make_window
from tests.hearings.noon import opened


@pytest.fixture(autouse=True)
def _begins_at_noon(monkeypatch) -> None:
    """Set the clock forward to India's next noon, so that no day ends while a test runs."""
    clock, local = timezone.now, timezone.localtime()
    ahead = (local.replace(hour=12, minute=0) - local) % timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: clock() + ahead)


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def line(tree) -> Line:
    return make_line(tree.district)


@pytest.fixture
def window(line) -> Window:
    return make_window(line)


@pytest.fixture
def officer(tree):
    return make_officer(Role.HEARING, tree.district)


@pytest.fixture
def desk(window, officer) -> Desk:
    return opened(window, officer)


@pytest.fixture
def _plain_room(settings, monkeypatch) -> None:
    """The caller's own cookie, too, goes over plain HTTP."""
    settings.SECURE = False
    monkeypatch.setattr(room, "COOKIE", "hearing")


@pytest.fixture
def cameras(chromium_with_cameras, _plain_room, live_server):
    """A browser whose pages are gone before the database is emptied."""
    from tests.portal.browser import until_answered

    yield chromium_with_cameras
    for context in chromium_with_cameras.contexts:
        for page in context.pages:
            page.goto("about:blank")  # ends what is under way
        context.close()
    until_answered()
