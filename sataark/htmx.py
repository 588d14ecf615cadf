"""One page, two layouts: the whole page, or only its main part when htmx asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


def layout(request: HttpRequest) -> dict[str, str]:
    """Name the template a page extends; history restores get the whole page."""
    htmx = getattr(request, "htmx", None)
    partial = bool(htmx) and not getattr(htmx, "history_restore_request", False)
    return {"layout": "_fragment.html" if partial else "base.html"}


def vary(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell caches that a fragment and a page are different answers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return middleware
