"""Each page of the portal is looked at in a browser: here those that no other test looks at."""

from collections.abc import Iterable
from datetime import time
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from districts.models import Officer, Watch
from tests.factories import make_officer
from tests.portal.browser import PHONE, faults, visits
from tests.portal.test_banners import put_up
from tests.portal.test_commanders import leave_unread
from tests.portal.test_replies import keep as keep_reply
from tests.portal.test_roster import add as add_shift
from tests.portal.test_roster import page_of as page_of_shift
from tests.portal.world import World
from tickets.services import incidents, search_notices, searches
from tickets.views.panels import PANELS

HERE = """banners blueprint-import incident line-sentences lines new-reply piles replies reply
search-notices searches shift templates triage unread-of districts_unit_changelist index
tickets_report_changelist"""
# by the file that looks at them
ELSEWHERE = {
    "test_pages_in_browser": "detail handover late login queue station thread",
    "test_station_in_browser": "files places reports search tidings",
    "test_ranks_in_browser": "away closed home owed police rechecks roster unread",
    "test_figures_pages": "behind figures morning unusual",
    "test_clock_pages": "account",
    "test_leave_pages": "leave leave-of",
    "test_flood_pages": "flood",
    "test_triage_in_browser": "ticked",
    "test_my_whatsapp_in_browser": "my-whatsapp",
    "test_passkeys_in_browser": "add-passkey",
    "test_account_pages_in_browser": """import login-app login-code login-password me my-app
        my-password officer officer-add officers""",
    "test_reach_in_browser": "call district district-en districts districts-en posters warnings",
    "test_lines_in_browser": "line line-category line-helplines times",
}
# what is only posted to, a part of a page, or a file
NO_PAGE = """act banner-down banners-now begin-campaign blueprint-load call-receipt close-officer
draft end-others end-post end-session explain first-passwords give-post import-empty import-save
incident-do keep-search leave-back line-blueprint line-put-back login-passkey logout make-poster
my-codes poster read-search ready remove-passkey remove-search reopen-officer report reset-officer
search-notice similar take_up tiding tidings-badge tidings-read undo-forward undo-ticked
undo-together unlink view webhook"""


def names_of(patterns: Iterable[Any], app: str = "") -> set[str]:
    named = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            named |= {str(pattern.name)} if app in APPS else set()
        else:
            named |= names_of(pattern.url_patterns, pattern.app_name or app)
    return named


APPS = {"districts", "messaging", "evidence", "tickets", "admin"}


def test_every_address_is_looked_at_or_is_no_page():
    named = names_of(get_resolver().url_patterns)
    deeds = {deed.value for deed in PANELS}
    of_programs = {name for name in named if name.startswith(("api-", "simulator"))}
    tables = {name for name in named if name.endswith("_changelist")}  # alike: two are looked at
    looked_at = " ".join([HERE, *ELSEWHERE.values()]).split()

    assert len(looked_at) == len(set(looked_at))
    assert (
        named - deeds - of_programs - tables - set(NO_PAGE.split())
        == set(looked_at) - deeds - tables
    )


def pages(world: World) -> dict[str, tuple[Officer, str]]:
    now, code = timezone.now(), world.line.code
    put_up(world, text_hi="आज रात सर्वर बंद रहेगा")
    kept = searches.keep(by=world.desk, at=now, name="रेत", query="q=ट्रैक्टर")
    about = {"digest_hour": 8, "alert_over": 3, "alert_hours": 2}
    search_notices.watch(key=kept.pk, by=world.desk, now=now, **about)
    watch = Watch.objects.create(line=world.line, alarm_after_minutes=15, looked_at=now)
    shift = add_shift(watch, "day", time(8), time(20), world.desk)
    reply = keep_reply(world)
    link = {"ticket_id": world.waiting.pk, "other_code": world.acknowledged.code}
    incident = incidents.link(**link, by=world.desk, at=now)
    leave_unread(world)
    administrator = make_officer(is_superuser=True, name="प्रशासक")
    of_desk = [
        reverse("tickets:searches"),
        reverse("tickets:search-notices", args=[kept.pk]),
        reverse("tickets:replies"),
        reverse("tickets:new-reply", args=[code]),
        reverse("tickets:reply", args=[code, reply.pk]),
        reverse("tickets:incident", args=[incident.code]),
        reverse("tickets:triage", args=[world.new.code, "later"]),
        reverse("messaging:piles"),
        page_of_shift(shift),
    ]
    of_chief = [
        reverse("districts:banners"),
        reverse("districts:lines"),
        reverse("districts:line-sentences", args=[code]),
        reverse("messaging:templates", args=[code]),
        reverse("messaging:unread-of", args=[world.head.pk]),
    ]
    told = [(world.desk, address) for address in of_desk]
    told += [(world.chief, address) for address in of_chief]
    of_administrator = [
        reverse("districts:blueprint-import"),
        reverse("repair:index"),
        reverse("repair:districts_unit_changelist"),
        reverse("repair:tickets_report_changelist"),
    ]
    told += [(administrator, address) for address in of_administrator]
    return {address.strip("/").replace("/", "-"): (who, address) for who, address in told}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_others_are_accessible_and_fit(chromium, live_server, lived_in):
    places = pages(lived_in)
    for look in ({"size": PHONE, "language": "hi"}, {"language": "en", "dark": True}):
        seen = visits(chromium, live_server.url, places, **look)

        assert {name: faults(page, name) for name, page in seen} == dict.fromkeys(places, [])
