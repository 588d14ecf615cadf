"""Which lists a post works with, and where its day begins."""

from collections.abc import Collection
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from districts.models import Role


class Duty(NamedTuple):
    """A list of the portal: `page` is its URL name."""

    page: str
    label: str | Promise
    icon: str


QUEUE = Duty("tickets:queue", _("Queue"), "inbox")
STATION = Duty("tickets:station", _("My station"), "station")
LATE = Duty("tickets:late", _("Late"), "late")
CALL = Duty("tickets:call", _("Phone call"), "phone")
POSTERS = Duty("messaging:posters", _("Posters"), "poster")
OWED = Duty("tickets:owed", _("Explanations"), "ask")
CLOSED = Duty("tickets:closed", _("How it was closed"), "closed")
WATCH = Duty("tickets:roster", _("Watch"), "clock")
REPLIES = Duty("tickets:replies", _("Ready answers"), "message")
HEARING = Duty("hearings:desk", _("Hearing"), "video")
HEARING_FIGURES = Duty("hearings:figures", _("Hearings in figures"), "category")
LINES = Duty("districts:lines", _("Set-up"), "category")
REPORTS = Duty("tickets:reports", _("Reports"), "document")
OFFICERS = Duty("districts:officers", _("Officers"), "officer")
BANNERS = Duty("districts:banners", _("Notices above pages"), "info")
LEAVE = Duty("districts:leave", _("Leave"), "officer")
MORNING = Duty("tickets:morning", _("This morning"), "clock")
FIGURES = Duty("tickets:figures", _("Figures"), "action_taken")
EVERY_TICKET = Duty("tickets:queue", _("All tickets"), "inbox")
# done now and then: they stand in the menu of one's name, the others in the bar. By page: a
# label is another word, and so another hash, in another language
NOW_AND_THEN = frozenset(
    duty.page for duty in (POSTERS, WATCH, REPLIES, LINES, OFFICERS, LEAVE, REPORTS, BANNERS)
)
OVERSEES = (MORNING, LATE, EVERY_TICKET, FIGURES, CLOSED, OWED)

# the first list of a post is where its day begins
OF_ROLE: dict[Role, tuple[Duty, ...]] = {
    Role.DESK: (
        QUEUE,
        LATE,
        CALL,
        OWED,
        POSTERS,
        LINES,
        OFFICERS,
        REPORTS,
        REPLIES,
        WATCH,
        BANNERS,
    ),
    Role.WATCH: (QUEUE, LATE, CALL, WATCH),
    Role.STATION_HEAD: (STATION, LATE, OWED),
    Role.STATION_OFFICER: (STATION, LATE),
    Role.CIRCLE: (*OVERSEES, LEAVE, REPORTS),
    Role.DEPUTY: (*OVERSEES, LEAVE, REPORTS),
    Role.CHIEF: (*OVERSEES, POSTERS, LINES, OFFICERS, LEAVE, REPORTS, WATCH, BANNERS),
    Role.RANGE: (*OVERSEES, POSTERS, LINES, OFFICERS, LEAVE, REPORTS, BANNERS),
    Role.ZONE: (*OVERSEES, POSTERS, LINES, OFFICERS, LEAVE, REPORTS, BANNERS),
    Role.HEARING: (HEARING,),
}


def duties(roles: Collection[str]) -> list[Duty]:
    """Return the lists for an officer who holds `roles` now, each page once."""
    held = [duty for role, lists in OF_ROLE.items() if role in roles for duty in lists]
    return list({duty.page: duty for duty in reversed(held)}.values())[::-1]
