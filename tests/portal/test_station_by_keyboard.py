"""A station head's way without a mouse: in the list, on the ticket, and out again."""

import pytest
from playwright.sync_api import Page, Route

from tests.portal.browser import Browser, open_page, window
from tests.portal.world import World
from tickets.lifecycle import Status
from tickets.models import Action
from tickets.services import resolution

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STEPS = 60
# where one stands, whether one sees it, and whether it comes after where one stood
STANDING = """([wanted]) => {
  const here = document.activeElement, box = here.getBoundingClientRect(), was = window.stood;
  const hasRing = (one) => parseFloat(getComputedStyle(one).outlineWidth) >= 2
    && getComputedStyle(one).outlineStyle !== "none";
  const ringed = [here, here.closest(".row-item") ?? here].some(hasRing);
  const shown = box.width > 1 && box.bottom > 0 && box.top < innerHeight;
  // its parts are stood on one by one; the last, a button, has the browser's own ring
  const hasParts = was === here && here.type === "datetime-local";
  const follows = !was?.isConnected || hasParts || was.compareDocumentPosition(here) & 4;
  window.stood = here;
  return {name: here.id || here.textContent.trim().slice(0, 40) || here.tagName,
    there: here.matches(wanted), seen: (ringed || hasParts) && shown, ordered: Boolean(follows)};
}"""


def reach(page: Page, wanted: str) -> None:
    """Press Tab until `wanted` is reached; every step on the way must be seen, and in order."""
    page.evaluate("window.stood = null")
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        stood = page.evaluate(STANDING, [wanted])
        assert stood["seen"] and stood["ordered"], stood
        if stood["there"]:
            return
    raise AssertionError(f"{wanted} is not reached in {MOST_STEPS} steps")


def press(page: Page, wanted: str) -> None:
    """Press what answers with the ticket as it then stands."""
    reach(page, wanted)
    address = page.get_attribute(wanted.split()[0], "action")
    with page.expect_response(f"**{address}"):
        page.keyboard.press("Enter")
    page.wait_for_selector("#main:focus")


def opened(page: Page, deed: str) -> None:
    if page.get_attribute(f"#do-{deed}", "open") is None:
        reach(page, f"#do-{deed} > summary")
        page.keyboard.press("Enter")


def test_from_the_list_to_the_outcome_and_out(
    chromium: Browser, live_server, lived_in: World
) -> None:
    ticket, head = lived_in.waiting, lived_in.head
    lived_in.line.outcome_needs_nod = True
    lived_in.line.save()
    url = f"{live_server.url}/station/"
    with open_page(chromium, url, officer=head, language="en") as page:
        page.emulate_media(reduced_motion="reduce")  # scrolled to at once
        reach(page, f"a[href='/tickets/{ticket.code}/']")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/tickets/{ticket.code}/")
        press(page, "#f-acknowledge button")
        opened(page, "act")
        reach(page, "#id_action_kind")
        page.keyboard.type("Nothing")
        reach(page, "#id_action_note")
        page.keyboard.type("Nobody was there")
        press(page, "#f-act button.btn-wide")
        opened(page, "propose")
        reach(page, "#f-propose textarea")
        page.keyboard.type("We looked and found nobody.")
        press(page, "#f-propose button.btn-wide")
        page.reload(wait_until="networkidle")
        reach(page, "details.me > summary")
        page.keyboard.press("Enter")
        reach(page, "form[data-leaves] button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/login/**")

    ticket.refresh_from_db()
    assert ticket.status == Status.ACTION_TAKEN
    assert ticket.actions.get().kind == Action.Kind.NOTHING_FOUND
    proposed = resolution.proposal(ticket)
    assert proposed and proposed.note == "We looked and found nobody."


def test_whoever_stands_on_what_is_fetched_goes_on_from_there(
    chromium: Browser, live_server, lived_in: World
) -> None:
    with window(chromium, live_server.url, officer=lived_in.head, language="en") as page:

        def stand_on_it(fetching: Route) -> None:
            page.focus("a[href$='/thread/']")
            fetching.continue_()

        page.route("**/thread/", stand_on_it)
        page.goto(f"{live_server.url}/tickets/{lived_in.waiting.code}/")
        page.wait_for_selector("div[hx-get$='/thread/']:focus")
