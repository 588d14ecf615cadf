"""Run one command with private servers and test values: `python -m local.with_services CMD ...`.

The command ends before the servers do; its exit status is ours.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from local import keys
from local.children import UnableToStart
from local.services import private_services

VALUES = Path(__file__).resolve().parent.parent / ".env.test"


def environment() -> dict[str, str]:
    """Return the values of .env.test and new secrets."""
    return {**keys.read(VALUES), **keys.made_up()}


def end_in_order(_signal: int, _frame: FrameType | None) -> None:
    """Let a polite request to end unwind everything, as Ctrl-C does."""
    sys.exit(128 + signal.SIGTERM)


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, end_in_order)
    try:
        with private_services() as urls:
            values = {**environment(), **os.environ, **urls}
            return subprocess.run(command, env=values).returncode
    except (UnableToStart, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
