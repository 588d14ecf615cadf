"""Starting and stopping the stand-in: its server, its postman and what keeps its state."""

import threading
from pathlib import Path

from messaging.simulator import graph, state
from messaging.simulator.phones import Phones
from messaging.simulator.server import Router, Server
from messaging.simulator.simulator import Simulator

POLL = 0.02  # seconds between looks whether to stop


class Running:
    """A stand-in that listens. `port` 0 takes a free one; `kept` is where its state lives."""

    def __init__(self, sim: Simulator, *, port: int = 0, kept: Path | None = None) -> None:
        self.sim = sim
        router = Router()
        graph.add_routes(router, sim)
        Phones(sim).add_routes(router)
        self.server = Server(port, router, sim.stopping)
        if kept:
            state.load(sim, kept)
        self.keeper = state.Keeper(sim, kept) if kept else None
        self.thread = threading.Thread(target=self.server.serve_forever, args=(POLL,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def start(self) -> None:
        self.sim.postman.start()
        self.thread.start()
        if self.keeper:
            self.keeper.start()

    def stop(self) -> None:
        self.server.stop()
        self.sim.postman.stop()
        if self.keeper:
            self.keeper.stop()
