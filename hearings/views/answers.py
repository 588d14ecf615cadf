import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from hearings.signalling import TooOften
from tickets.refusals import NotAllowed, Refused

DEVICES = "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()"
LARGEST_BODY = 100_000  # bytes
View = Callable[..., HttpResponse]


def with_devices(view: View) -> View:
    """Let a page use camera and microphone; every other page may not."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Permissions-Policy"] = DEVICES
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


def for_programs(view: View) -> View:
    """Answer refusals in a way the page's program reads."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RecursionError:  # a body nested without end
            return JsonResponse({}, status=400)
        except TooOften:
            return JsonResponse({}, status=429, headers={"Retry-After": "1"})
        except NotAllowed as refusal:
            return JsonResponse({"detail": str(refusal)}, status=403)
        except Refused as refusal:
            return JsonResponse({"detail": str(refusal)}, status=409)

    return wrapped


def told(request: HttpRequest) -> list[object]:
    """Return the signals in a request's body; none when it is misshapen."""
    if len(request.body) > LARGEST_BODY:
        return []
    try:
        data = json.loads(request.body)
    except ValueError:
        return []
    signals = data.get("signals") if isinstance(data, dict) else None
    return signals if isinstance(signals, list) else []


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
