"""A real Chromium for the tests that look at pages: one of each kind for the whole run."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

from districts.models import Officer

__all__ = [
    "Browser",
    "Page",
    "launched",
    "open_page",
    "running_playwright",
    "too_wide",
    "violations",
]

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CAMERAS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
# size, language, dark: each language, each theme and both kinds of screen
LOOKS = [
    pytest.param(PHONE, "hi", False, id="phone-hi-light"),
    pytest.param(DESK, "en", True, id="desk-en-dark"),
]
AA = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@contextmanager
def running_playwright() -> Iterator[Playwright]:
    """Start what drives browsers. It keeps a loop in this thread, and a thread has room for one.

    Django takes that loop for its own, and opens another connection beside it.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
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
def open_page(
    browser: Browser,
    url: str,
    *,
    officer: Officer | None = None,
    language: str = "hi",
    size: ViewportSize = DESK,
    dark: bool = False,
    javascript: bool = True,
    forgives: Collection[str] = (),
) -> Iterator[Page]:
    """Open `url` as `officer`; fail when the browser refuses anything by the page's policy."""
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        is_mobile=size is PHONE,
        bypass_csp=False,
    )
    cookies = [{"name": "language", "value": language}, *_session(officer)]
    context.add_cookies([{**cookie, "url": urljoin(url, "/")} for cookie in cookies])  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        page.goto(url, wait_until="networkidle")
        yield page
    finally:
        context.close()
    assert [said for said in complaints if not any(code in said for code in forgives)] == []


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


def _session(officer: Officer | None) -> list[dict[str, str]]:
    if officer is None:
        return []
    client = Client()
    client.force_login(officer)
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value}]
