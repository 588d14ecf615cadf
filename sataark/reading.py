"""A page reads the posts of whoever asks once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from districts.standing import read_once

SAFE = frozenset({"GET", "HEAD"})  # whatever changes posts is posted


def posts_once(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let a request that changes nothing keep what it reads of posts until it is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return get_response(request)
        with read_once():
            return get_response(request)

    return middleware
