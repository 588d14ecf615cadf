"""The simulated world's clock."""

import time


class Clock:
    """Two times: the wall's, which webhooks carry, and the world's, which can be moved on.

    Windows, media, links and retries go by the world's time. The stamps in webhooks stay on the
    wall's, as they would when the desk lives through the same hours as the citizen.
    """

    def __init__(self) -> None:
        self.ahead = 0.0  # seconds

    def wall(self) -> float:
        return time.time()

    def now(self) -> float:
        return self.wall() + self.ahead

    def travel(self, *, hours: float = 0, seconds: float = 0) -> None:
        self.ahead += hours * 3600 + seconds

    def come_back(self) -> None:
        self.ahead = 0.0
