"""The watch sees and hears a new tip without touching anything."""

import pytest
from django.utils import timezone

from tests.factories import make_ticket
from tests.portal.browser import open_page
from tickets import codes
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RANG = "document.documentElement.dataset.rang"


def test_a_new_tip_is_counted_in_the_title_and_heard_where_wished(
    chromium,
    live_server,
    lived_in,
):
    waiting = Ticket.objects.filter(status="new").count()
    with open_page(chromium, live_server.url + "/queue/", officer=lived_in.desk) as page:
        assert page.title().startswith(f"({waiting}) ")
        assert page.evaluate(RANG) is None
        page.click("[data-sound]")  # heard once, so that one knows what to listen for
        assert page.evaluate(RANG) == "1"
        page.reload()
        assert page.get_attribute("[data-sound]", "aria-pressed") == "true"

        new = make_ticket(lived_in.line, at=timezone.now(), text="अभी आया")
        page.wait_for_selector(f"text={codes.spaced(new.code)}", timeout=6_000)
        assert page.title().startswith(f"({waiting + 1}) ")
        assert page.evaluate(RANG) == "1"


def test_a_list_that_stays_the_same_is_not_drawn_anew(
    chromium,
    live_server,
    lived_in,
):
    def is_answer(said):
        return said.url.endswith("/queue/") and said.status in (200, 304)

    with open_page(chromium, live_server.url + "/queue/", officer=lived_in.desk) as page:
        while True:  # drawn anew by the first answer, and when a minute of its times has passed
            page.evaluate("document.querySelector('#live').dataset.mine = 'kept'")
            with page.expect_response(is_answer, timeout=20_000) as said:
                pass
            if said.value.status == 304:
                break
            page.wait_for_selector("#live:not([data-mine])", state="attached")
        assert page.get_attribute("#live", "data-mine") == "kept"
