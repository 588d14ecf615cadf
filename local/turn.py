"""A TURN server of our own: for `make run` where coturn is there, and for tests."""

from collections.abc import Mapping
from pathlib import Path

from local import media_tools


def command(*, port: int, folder: Path) -> str | None:
    """Return the command of a coturn for this machine alone; None where there is none.

    It reads its secret from $TURN_SECRET. Development: it relays to this very machine, which a
    server in the open must never do (docs/deploying.md).
    """
    program = media_tools.turn_server()
    if program is None:
        return None
    options = (
        "-n --no-cli --no-tls --no-dtls --fingerprint --use-auth-secret --realm sataark"
        f" --listening-ip 127.0.0.1 --relay-ip 127.0.0.1 --listening-port {port}"
        f" --allow-loopback-peers --pidfile {folder}/turn.pid --log-file {folder}/turn.log"
    )
    return f"{program} {options} --static-auth-secret $TURN_SECRET"


def environment(*, port: int) -> Mapping[str, str]:
    urls = (f"turn:127.0.0.1:{port}?transport={way}" for way in ("udp", "tcp"))
    return {"TURN_URLS": ",".join(urls)}
