"""A real Chromium for the tests that look at pages: one of each kind for the whole run."""

import os
import shutil
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright

from districts.models import Officer

__all__ = [
    "Browser",
    "Page",
    "faults",
    "launched",
    "open_page",
    "running_playwright",
    "too_wide",
    "until_answered",
    "violations",
    "visits",
]
SHOTS = os.environ.get("SATAARK_SHOTS")  # a folder: keep pictures there for looking at

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CAMERAS = [
    "--use-fake-device-for-media-stream=fps=5",  # pictures cost what the other tests need
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
# each language, each theme and both kinds of screen
LOOKS = [
    pytest.param({"size": PHONE, "language": "hi", "dark": False}, id="phone-hi-light"),
    pytest.param({"size": DESK, "language": "en", "dark": True}, id="desk-en-dark"),
]
PATIENCE = 30_000  # milliseconds; the machine may be busy
BROKEN = "[...document.images].filter(one => !one.naturalWidth).map(one => one.src)"
Places = Mapping[str, tuple[Officer | None, str]]  # who looks at which address, by name
AA = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@contextmanager
def running_playwright() -> Iterator[Playwright]:
    """Start what drives browsers. It keeps a loop in this thread, and a thread has room for one.

    Django takes that loop for its own, and opens another connection beside it.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)  # as long as everything else is waited for
        yield playwright
        connections.close_all()


@contextmanager
def launched(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=[*QUIET, *flags]
    )
    yield browser
    browser.close()


@contextmanager
def window(
    browser: Browser,
    base: str,
    *,
    officer: Officer | None = None,
    language: str = "hi",
    size: ViewportSize = DESK,
    dark: bool = False,
    javascript: bool = True,
    forgives: Collection[str] = (),
) -> Iterator[Page]:
    """Open an empty window of `officer`; fail when it refuses anything by a page's policy."""
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        is_mobile=size is PHONE,
        bypass_csp=False,
    )
    context.add_cookies([{"name": "language", "value": language, "url": urljoin(base, "/")}])
    page = context.new_page()
    _sign_in(page, base, officer)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        context.close()
        until_answered()
    assert [said for said in complaints if not any(code in said for code in forgives)] == []


@contextmanager
def open_page(
    browser: Browser, url: str, *, officer: Officer | None = None, **look: Any
) -> Iterator[Page]:
    """Open `url` as `officer` in a window of its own."""
    with window(browser, url, officer=officer, **look) as page:
        page.goto(url, wait_until="networkidle")
        yield page


def visits(browser: Browser, base: str, places: Places, **look: Any) -> Iterator[tuple[str, Page]]:
    """Go from place to place in one window, which fetches the common files once."""
    sitting: Officer | None = None
    with window(browser, base, **look) as page:
        for name, (officer, address) in places.items():
            if officer != sitting:
                _sign_in(page, base, officer)
                sitting = officer
            page.goto(urljoin(base, address), wait_until="networkidle")
            yield name, page


def faults(page: Page, name: str = "page") -> list[str]:
    """Return what nobody should meet: hard to read, wider than its window, without a picture."""
    if SHOTS:
        size = page.viewport_size or DESK
        page.screenshot(path=Path(SHOTS) / f"{name}-{size['width']}.png", full_page=True)
    wider = too_wide(page)
    broken = [f"no picture: {source}" for source in page.evaluate(BROKEN)]
    return violations(page) + broken + ([f"{wider} px too wide"] if wider else [])


def too_wide(page: Page) -> int:
    """Return the pixels by which the page outgrows its window, at its size and at the other."""
    was, wider = page.viewport_size or DESK, []
    for size in (PHONE, DESK, was):
        page.set_viewport_size(size)
        wider.append(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
    return max(*wider, 0)


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.1 AA, as readable lines."""
    found = Axe().run(page, options=AA).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


_answering: set[int] = set()  # threads of the server with a request
_answered = threading.Condition()


def _begins(**_about: object) -> None:
    if threading.current_thread() is not threading.main_thread():
        with _answered:
            _answering.add(threading.get_ident())


def _ends(**_about: object) -> None:
    with _answered:
        _answering.discard(threading.get_ident())
        _answered.notify_all()


request_started.connect(_begins)
request_finished.connect(_ends)


def until_answered() -> None:
    """Wait for what the server still does for pages that are gone.

    Emptying the database would otherwise stand in its way, and it in the way of the next test.
    """
    with _answered:
        _answered.wait_for(lambda: not _answering, timeout=PATIENCE / 1000)
        _answering.clear()


def _sign_in(page: Page, base: str, officer: Officer | None) -> None:
    name, context = settings.SESSION_COOKIE_NAME, page.context
    context.clear_cookies(name=name)
    if officer is not None:
        client = Client()
        client.force_login(officer)
        value = client.cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": urljoin(base, "/")}])
