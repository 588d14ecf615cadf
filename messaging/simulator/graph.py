"""The Graph API: which address does what, and whose token opens it."""

import os
from collections.abc import Callable

from messaging.simulator import media, numbers, sending, templates
from messaging.simulator.errors import GraphError
from messaging.simulator.people import Line
from messaging.simulator.server import Request, Response, Router
from messaging.simulator.simulator import Simulator

VERSION = r"/v\d+\.\d+"
NUMBER, ACCOUNT = rf"{VERSION}/(?P<number>\d+)", rf"{VERSION}/(?P<account>\d+)"
MEDIA = rf"{VERSION}/(?P<id>\d+)"

ForLine = Callable[[Line, Request], Response]
ForAccount = Callable[[Simulator, str, Request], Response]


def add_routes(router: Router, sim: Simulator) -> None:
    guard = Guard(sim)
    for method, place, by_line in _of_numbers(sim):
        router.add(method, NUMBER + place, guard.line(by_line))
    of_accounts: list[tuple[str, str, ForAccount]] = [
        ("GET", "/message_templates", templates.index),
        ("POST", "/message_templates", templates.create),
        ("DELETE", "/message_templates", templates.delete),
        ("GET", "/subscribed_apps", numbers.subscription),
        ("POST", "/subscribed_apps", numbers.subscription),
        ("DELETE", "/subscribed_apps", numbers.subscription),
    ]
    for method, place, by_account in of_accounts:
        router.add(method, ACCOUNT + place, guard.account(by_account))
    router.add("GET", MEDIA, guard.node)
    router.add("DELETE", MEDIA, guard.node)
    router.add("GET", r"/lookaside/whatsapp_business/attachments/", guard.download)


def _of_numbers(sim: Simulator) -> list[tuple[str, str, ForLine]]:
    return [
        ("POST", "/messages", lambda line, request: sending.messages(sim, line, request)),
        ("POST", "/media", lambda line, request: media.upload(sim, line, request)),
        ("POST", "/register", numbers.register),
        ("POST", "/deregister", lambda line, request: numbers.deregister(line)),
        ("POST", "/settings", numbers.change_settings),
        ("GET", "/settings", lambda line, request: numbers.show_settings(line)),
        ("GET", "/block_users", lambda line, request: numbers.list_blocked(sim, line)),
        ("POST", "/block_users", lambda line, request: numbers.block(sim, line, request)),
        ("DELETE", "/block_users", lambda line, request: numbers.unblock(sim, line, request)),
        ("DELETE", "/contact_book", lambda line, request: numbers.forget(sim, line, request)),
    ]


class Guard:
    """Opens a view to whoever carries the right token: error 190 to all others."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def line(self, view: ForLine) -> Callable[..., Response]:
        def guarded(request: Request, number: str) -> Response:
            self._some_token(request)
            line = self.sim.world.line(number)
            self._token_of(line, request)
            return view(line, request)

        return guarded

    def account(self, view: ForAccount) -> Callable[..., Response]:
        def guarded(request: Request, account: str) -> Response:
            self._some_token(request)
            return view(self.sim, account, request)

        return guarded

    def node(self, request: Request, id: str) -> Response:
        """A bare id is a number or a file."""
        self._some_token(request)
        if request.method == "DELETE":
            return media.delete(self.sim, id)
        if id in self.sim.world.lines:
            line = self.sim.world.line(id)
            self._token_of(line, request)
            return numbers.about(line, request)
        return media.info(self.sim, id, request)

    def download(self, request: Request) -> Response:
        self._some_token(request)
        return media.download(self.sim, request)

    def _some_token(self, request: Request) -> None:
        given_out = {name for name in os.environ if name.startswith("WHATSAPP_ACCESS_TOKEN")}
        self._check(request, {os.environ[name] for name in given_out} - {""})

    def _token_of(self, line: Line, request: Request) -> None:
        self._check(request, {self.sim.token_of(line)} - {""})

    def _check(self, request: Request, tokens: set[str]) -> None:
        carried = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if carried not in tokens or self.sim.faults.peek("token_revoked") is not None:
            raise GraphError(190, "The access token could not be read or has expired.")
