"""Pages with made-up cameras, for tests that hold a call."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from districts.models import Officer
from tests.portal.browser import DESK, PHONE

# keeps hold of every connection a page makes, so that a test can ask it what came through
WATCH = """
const Native = RTCPeerConnection;
window.connections = [];
window.refusals = [];
window.lossy = null;
window.RTCPeerConnection = class extends Native {
  constructor(...given) { super(...given); window.connections.push(this);
    this.addEventListener("icecandidateerror", ({ errorCode }) => refusals.push(errorCode)); }
  getStats() { return window.lossy ? Promise.resolve(window.lossy) : super.getStats(); }
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
VOICE = """async () => {
  let packets = 0;
  for (const pc of window.connections) {
    for (const stat of (await pc.getStats()).values()) {
      if (stat.type === "inbound-rtp" && stat.kind === "audio") packets += stat.packetsReceived;
    }
  }
  return packets;
}"""
HEAR_WHICH_CAMERA = """() => {
  window.wanted = [];
  const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (what) => { wanted.push(what.video.facingMode); return ask(what); };
}"""
# what the others report of this page's picture and voice: every second packet is lost
LOSE_HALF = """() => {
  const lost = (kind) => [kind, { type: "remote-inbound-rtp", kind, fractionLost: 0.5 }];
  window.lossy = new Map([lost("video"), lost("audio")]);
}"""
LOSE_NOTHING = "() => { window.lossy = null; }"


def page_of(
    browser: Browser,
    url: str,
    *,
    officer: Officer | None = None,
    language: str = "en",
    size: ViewportSize | None = None,
    zone: str | None = None,
    javascript: bool = True,
) -> Page:
    """Open `url` as an officer at a desk, or as a citizen on a phone."""
    context: BrowserContext = browser.new_context(
        viewport=size or (DESK if officer else PHONE),
        permissions=["camera", "microphone"],
        timezone_id=zone,
        java_script_enabled=javascript,
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
    page.goto(url)
    return page


def reach(page: Page, selector: str) -> None:
    """Go to a control as somebody without a mouse does."""
    page.wait_for_selector(f"{selector}:enabled")
    for _step in range(80):
        if page.evaluate("(what) => document.activeElement.matches(what)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No Tab leads to {selector}.")


def press(page: Page, selector: str) -> None:
    reach(page, selector)
    page.keyboard.press("Enter")


def follow(page: Page, selector: str) -> None:
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        press(page, selector)


def frames_move(page: Page, *, from_others: int) -> bool:
    """Wait until pictures of so many others have been decoded, and then for more of them."""
    shown = until(page, FRAMES, lambda frames: sum(n > 5 for n in frames) >= from_others)
    until(page, FRAMES, lambda frames: sum(frames) > sum(shown) + 5)
    return True


def voice_comes(page: Page) -> bool:
    """Wait until more of the others' voices has come."""
    before = page.evaluate(VOICE)
    return bool(until(page, VOICE, lambda packets: packets > before + 20))


def paths(page: Page) -> set[str]:
    """Return the kinds of addresses at both ends of what is used: "host", "relay", …"""
    return set(until(page, PATHS, bool))


def paths_now(page: Page) -> list[str]:
    return list(page.evaluate(PATHS))


def refusals(page: Page) -> list[int]:
    """Return the codes with which the relay refused this page, once it said 401.

    A busy machine may be told of a relay that is slow (701) as well.
    """
    return list(until(page, "() => window.refusals", lambda codes: 401 in codes))


def until(page: Page, script: str, found: Callable[[Any], object]) -> Any:
    """Return what the page says as soon as it is `found`; asynchronous, so asked from here."""
    value: Any = None
    for _try in range(120):
        value = page.evaluate(script)
        if found(value):
            return value
        page.wait_for_timeout(250)
    raise AssertionError(f"still {value}")
