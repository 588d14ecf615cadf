"""The watch sees and hears a new tip without touching anything."""

import pytest
from django.utils import timezone

from tests.factories import make_ticket
from tests.portal.browser import open_page
from tickets import codes
from tickets.models import Ticket
from tickets.services import notes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RANG = "document.documentElement.dataset.rang"
# what a list asks for in a tab that nobody looks at: whether at all, and how it says so
UNSEEN = """() => {
  const list = document.querySelector("#live"), said = [];
  Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { headers } = event.detail.requestConfig;
    said.push([!event.defaultPrevented, headers["X-Unseen"], headers["Sataark-Unasked"]]);
    event.preventDefault();
  });
  delete list.dataset.watch;
  htmx.trigger(list, "seen");
  list.dataset.watch = "";
  htmx.trigger(list, "seen");
  return said;
}"""
TWICE = """() => {
  const form = document.querySelector("form[data-leaves]");
  const press = () => form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  return [press(), press()];
}"""


def is_answer(said) -> bool:
    return said.url.endswith("/queue/") and said.status in (200, 304)


def is_left_as_it_is(page) -> bool:
    """Say whether the next look at the list left it alone; once a minute its times are drawn anew.

    What was on its way when the list was marked may have drawn it anew as well: look again.
    """
    with page.expect_response(is_answer) as said:
        page.evaluate("document.querySelector('#live').dataset.mine = 'kept'")
    return said.value.status == 304 and page.get_attribute("#live", "data-mine") == "kept"


def test_a_new_tip_is_counted_in_the_title_and_heard_where_wished(chromium, live_server, lived_in):
    waiting = Ticket.objects.filter(status="new").count()
    with open_page(chromium, live_server.url + "/queue/", officer=lived_in.desk) as page:
        assert page.title().startswith(f"({waiting}) ")
        assert page.evaluate(RANG) is None
        page.click("[data-sound]")  # heard once, so that one knows what to listen for
        assert page.evaluate(RANG) == "1"
        page.reload()
        assert page.get_attribute("[data-sound]", "aria-pressed") == "true"

        new = make_ticket(lived_in.line, at=timezone.now(), text="अभी आया")
        page.wait_for_selector(f"text={codes.spaced(new.code)}")
        assert page.title().startswith(f"({waiting + 1}) ")
        assert page.evaluate(RANG) == "1"

        assert any(is_left_as_it_is(page) for _look in range(4))


def test_what_a_page_does_by_itself(chromium, live_server, lived_in, settings):
    with open_page(chromium, live_server.url + "/queue/", officer=lived_in.desk) as page:
        assert page.evaluate(TWICE) == [True, False]  # a second press is the same press
        page.wait_for_selector("#live:not(.htmx-request)")  # or the next would stand in line
        assert page.evaluate(UNSEEN) == [[False, "1", "1"], [True, "1", "1"]]
        page.reload(wait_until="networkidle")  # or a part of it would be sent to the door first
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.evaluate("htmx.trigger('#live', 'seen')")
        page.wait_for_url("**/login/**")  # and not a sign-in page in the place of the list


def test_whoever_stands_in_the_list_stands_there_when_it_is_drawn_anew(
    chromium, live_server, lived_in
):
    link = f"li:has(#t-{lived_in.new.code}) [data-key=c]"
    with open_page(chromium, live_server.url + "/queue/", officer=lived_in.desk) as page:
        for stands, goes_on in ((link, link), ("#ticked [data-key]", "#live")):
            page.focus(stands)
            page.evaluate("document.querySelector('#live').dataset.old = 1")
            about = {"ticket_id": lived_in.waiting.pk, "by": lived_in.desk, "at": timezone.now()}
            notes.note(**about, text="देखें")  # so that the list draws itself anew
            page.wait_for_selector("#live:not([data-old])", state="attached")
            assert page.evaluate("(where) => document.activeElement.matches(where)", goes_on)
