"""From where and with what somebody asks."""

from typing import cast

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

LONGEST = 80
# the first that is found, in this order: every browser also names those it is like
BROWSERS = {
    "SamsungBrowser": "Samsung Internet",
    "Edg": "Edge",
    "OPR": "Opera",
    "UCBrowser": "UC Browser",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def address_of(request: HttpRequest) -> str:
    """Return where the request came from; proxies are believed only as far as the settings say."""
    return BaseThrottle().get_ident(cast(Request, request)) or ""


def device_of(request: HttpRequest) -> str:
    """Return the browser and system a request says it comes from: "Chrome, Android"."""
    said = request.headers.get("User-Agent", "")
    known = [
        next((name for sign, name in table.items() if sign in said), "")
        for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, known)) or said[:LONGEST]
