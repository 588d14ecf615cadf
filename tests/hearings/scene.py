"""A hearing under way, for tests that look at it with browsers."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from districts.models import Role
from hearings import booking, desks
from hearings.models import Call
from tests.factories import make_line, make_officer, make_ticket, make_tree
from tests.hearings.browsers import page_of
from tests.hearings.day import open_now
from tickets import invitations
from tickets.models import Ticket


class Scene:
    """A hearing that is open now, with one desk and one caller."""

    def __init__(self, url: str, **request: Any) -> None:
        self.url, now = url, timezone.now()
        self.tree = make_tree()
        line = make_line(self.tree.district, name_en="Prayagraj hearing")
        self.window = open_now(line)
        self.officer = make_officer(Role.HEARING, self.tree.district, name="Asha Rani")
        desks.open_desk(window_id=self.window.pk, by=self.officer, at=now)
        ticket = make_ticket(line, kind=Ticket.Kind.HEARING, at=now)
        self.request = booking.book(ticket_id=ticket.pk, at=now, **request)
        self.link = f"{url}/hearings/{invitations.token(ticket.pk, 1)}/"

    def call(self) -> Call:
        call = desks.call_next(by=self.officer, at=timezone.now())
        assert call is not None
        return call

    def at(self, name: str, *args: object) -> str:
        return self.url + reverse(f"hearings:{name}", args=args)


def come_in(browser: Browser, scene: Scene, *, ready: str = "video") -> Page:
    page = page_of(browser, scene.link)
    page.get_by_role("button", name="Come in").click()
    page.locator(f"[data-ready={ready}]").click()
    return page
