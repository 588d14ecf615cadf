"""Pages with made-up cameras, for tests that hold a call."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from districts.models import Officer
from tests.portal.browser import DESK, PHONE, QUIET

CAMERAS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
# keeps hold of every connection a page makes, so that a test can ask it what came through
WATCH = """
const Native = RTCPeerConnection;
window.connections = [];
window.refusals = [];
window.RTCPeerConnection = class extends Native {
  constructor(...given) { super(...given); window.connections.push(this);
    this.addEventListener("icecandidateerror", ({ errorCode }) => refusals.push(errorCode)); }
};
"""
FRAMES = """async () => {
  const frames = [];
  for (const pc of window.connections.filter((one) => one.connectionState === "connected")) {
    for (const stat of (await pc.getStats()).values()) {
      const isPicture = stat.type === "inbound-rtp" && stat.kind === "video";
      if (isPicture) frames.push(stat.framesDecoded || 0);
    }
  }
  return frames;
}"""
PATHS = """async () => {
  const kinds = new Set();
  for (const pc of window.connections.filter((one) => one.connectionState === "connected")) {
    const stats = await pc.getStats();
    for (const stat of stats.values()) {
      if (stat.type !== "transport" || !stat.selectedCandidatePairId) continue;
      const pair = stats.get(stat.selectedCandidatePairId);
      kinds.add(stats.get(pair.localCandidateId).candidateType);
      kinds.add(stats.get(pair.remoteCandidateId).candidateType);
    }
  }
  return [...kinds];
}"""


@contextmanager
def browser_with_cameras() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*QUIET, *CAMERAS]
        )
        yield browser
        browser.close()


def page_of(
    browser: Browser, url: str, *, officer: Officer | None = None, language: str = "en"
) -> Page:
    """Open `url` as an officer at a desk, or as a citizen on a phone."""
    context: BrowserContext = browser.new_context(
        viewport=DESK if officer else PHONE, permissions=["camera", "microphone"]
    )
    context.add_init_script(WATCH)
    cookies = [{"name": "language", "value": language, "url": urljoin(url, "/")}]
    if officer:
        client = Client()
        client.force_login(officer)
        value = client.cookies["session"].value
        cookies.append({"name": "session", "value": value, "url": urljoin(url, "/")})
    context.add_cookies(cookies)  # type: ignore[arg-type]  # Playwright's own dictionary type
    page = context.new_page()
    page.on(
        "response",
        lambda r: print("RESPONSE", r.status, r.url[-60:]) if r.status not in (200, 304) else None,
    )
    page.goto(url)
    return page


def frames_move(page: Page, *, from_others: int) -> bool:
    """Wait until pictures of so many others have been decoded, and then for more of them."""
    shown = _until(page, FRAMES, lambda frames: sum(n > 5 for n in frames) >= from_others)
    _until(page, FRAMES, lambda frames: sum(frames) > sum(shown) + 5)
    return True


def paths(page: Page) -> set[str]:
    """Return the kinds of addresses at both ends of what is used: "host", "relay", …"""
    return set(_until(page, PATHS, bool))


def _until(page: Page, script: str, found: Callable[[list], bool]) -> list:
    """Return what the page says as soon as it is `found`; asynchronous, so asked from here."""
    value: list = []
    for _try in range(120):
        value = page.evaluate(script)
        if found(value):
            return value
        page.wait_for_timeout(250)
    raise AssertionError(f"still {value}")
