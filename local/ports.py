"""Ports of this machine's own address."""

import socket

from local.children import UnableToStart

HERE = "127.0.0.1"


def free() -> int:
    """Return a port nobody uses now; another may still take it first."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def must_be_free(port: int) -> None:
    """Raise UnableToStart with what to do when somebody uses `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except OSError as error:
            raise UnableToStart(
                f"Port {port} is taken: stop what uses it, or choose another with "
                f"`make run PORT={port + 100}` (the two ports after it are needed too)."
            ) from error
