"""Sweep once, as one process among several, and say how it went."""

import json
import time
from datetime import datetime

from tickets.services import escalation


def main(now: str) -> None:
    began, used = time.perf_counter(), time.process_time()
    steps = escalation.escalate_due(now=datetime.fromisoformat(now))
    took, cpu = time.perf_counter() - began, time.process_time() - used
    print(json.dumps({"steps": steps, "seconds": took, "cpu_seconds": cpu}))
