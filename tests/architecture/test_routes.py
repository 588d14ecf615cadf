"""Every address wants a login, or is on the list below with the reason why not."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny

PUBLIC = {
    "healthz": "the load balancer asks whether we live",
    "readyz": "whoever watches asks whether we can work, and hears names alone",
    "metrics": "scraped by the operator's Prometheus; the web server keeps strangers out",
    "language/": "the login page too is read in Hindi or English",
    "login/": "this is where one logs in",
    "login/code/": "and shows one's code, after the right password only",
    "login/passkey/": "or signs with a passkey in its place, after the right password only",
    "login/password/": "and chooses a password, after the one that was handed over only",
    "login/app/": "and sets up the app, after the right password only",
    "d/": "citizens find their district's number",
    "d/en/": "the same in English",
    "d/<slug:code>/": "the number, and what becomes of a tip, for everybody",
    "d/<slug:code>/en/": "the same in English",
    "hearings/book/<slug:line>/": "citizens who have no WhatsApp ask to be heard here",
    "hearings/<str:token>/": "the citizen's room: the link, and the browser that opened it",
    "hearings/<str:token>/look/": "the same for its program",
    "hearings/<str:token>/join/": "the same for its program",
    "hearings/<str:token>/leave/": "the same for its program",
    "hearings/<str:token>/tell/": "the same for its program",
    "hearings/<str:token>/ice/": "the same for its program",
    "hearings/<str:token>/wish/": "the same for what the citizen presses",
    "webhooks/whatsapp/": "Meta has no login here; it signs every body",
    "api/v1/schema/": "says how to ask, and shows nothing that is asked for",
    "api/v1/docs/": "the same for people",
    "api/v1/token/": "this is where a program logs in",
}
# in force only with SATAARK_SIMULATOR=1, which refuses to run beside real tips
SIMULATOR = "simulator/"
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
PLACEHOLDER = re.compile(r"<(?:(\w+):)?\w+>")


def routes(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        route = prefix + str(entry.pattern).lstrip("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        else:
            yield route, entry


def wants_login(callback: Any) -> bool:
    """Read what LoginRequiredMiddleware or Django REST framework will act upon."""
    if api := getattr(callback, "cls", None):
        initial = getattr(callback, "initkwargs", {})
        classes = initial.get("permission_classes", api.permission_classes)
        return bool(classes) and AllowAny not in classes
    return bool(getattr(callback, "login_required", True))


EVERY = dict(routes(get_resolver().url_patterns))
OPEN = {
    route
    for route, entry in EVERY.items()
    if not wants_login(entry.callback) and not route.startswith(SIMULATOR)
}
GUARDED = {route: entry for route, entry in EVERY.items() if wants_login(entry.callback)}


def test_logins_are_asked_for_unless_a_view_says_otherwise():
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == [
        "rest_framework.permissions.IsAuthenticated"
    ]


def test_open_addresses_are_exactly_the_listed_ones():
    assert set(PUBLIC) == OPEN


def address(route: str) -> str:
    """Fill in the placeholders of a route: `tickets/<str:code>/` becomes `/tickets/x/`."""
    return "/" + PLACEHOLDER.sub(lambda found: SAMPLES.get(found[1], "x"), route)


@pytest.mark.parametrize("route", GUARDED)
def test_a_stranger_is_sent_away(client, route):
    answer = client.get(address(route))

    to_login = answer.status_code == 302 and answer["Location"].startswith("/login/")
    assert to_login or answer.status_code in {401, 403}, answer.status_code
