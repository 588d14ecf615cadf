"""The webhook's own way in: no sessions, languages, pages or portal middleware on it.

WhatsApp knocks hundreds of times a second and needs none of what officers' pages need; the
view alone decides what is let in. Every other path goes the portal's way.
"""

from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch

PATH = "/webhooks/whatsapp/"


class Door(WSGIHandler):
    """Django's handler with nothing between the server and `view`."""

    def __init__(self, view: Any) -> None:
        super().__init__()
        self._match = ResolverMatch(view, (), {}, route=PATH)

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        answer = self._get_response  # type: ignore[attr-defined]  # the stubs leave it out
        self._middleware_chain = convert_exception_to_response(answer)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer without asking first whether the database is there: the letterbox has a spool."""
        connection.health_check_done = True  # type: ignore[attr-defined]  # not in the stubs
        return super().get_response(request)

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        request.resolver_match = self._match
        return self._match


def beside(portal: WSGIHandler, view: Any) -> Any:
    """Return one WSGI application: `view` for PATH, the portal for everything else."""
    door = Door(view)

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        way = door if environ.get("PATH_INFO") == PATH else portal
        return way(environ, start_response)

    return application
