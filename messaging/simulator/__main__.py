"""`python -m messaging.simulator`: the stand-in as a process of its own."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from messaging.simulator.people import Line
from messaging.simulator.postman import over_http
from messaging.simulator.running import Running
from messaging.simulator.simulator import Manner, Simulator

NEEDED = ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_ACCESS_TOKEN")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m messaging.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--state", type=Path, default=Path("var/simulator"), metavar="FOLDER")
    parser.add_argument("--webhook", default=None, metavar="URL")
    parser.add_argument("--config", type=Path, metavar="FILE", help='JSON: {"lines": [{…}, …]}')
    parser.add_argument("--messages-per-second", type=int, default=80, help="0: no limit")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        print(f"Set {', '.join(missing)} for the simulated WhatsApp.", file=sys.stderr)
        return 1
    webhook = asked.webhook or f"http://127.0.0.1:{asked.port - 1}/webhooks/whatsapp/"
    asked.state.mkdir(parents=True, exist_ok=True)
    manner = Manner(folder=asked.state, pace=0.6, messages_per_second=asked.messages_per_second)
    sim = Simulator(over_http(webhook), manner)
    running = Running(sim, port=asked.port, kept=asked.state / "world.json")
    for row in json.loads(asked.config.read_text())["lines"] if asked.config else ():
        sim.world.learn(Line(**row))
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    running.start()
    print(f"The simulated WhatsApp is at {running.url} and delivers to {webhook}", flush=True)
    over.wait()
    running.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
