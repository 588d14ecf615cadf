"""The whole system as `make run` starts it, on another port and with impatient clocks.

`python -m tests.story.serve PORT FOLDER`
"""

import dataclasses
import os
import sys
from pathlib import Path

from local import run


def plan() -> run.Plan:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    os.environ |= {
        "PORT": str(port),
        "STORAGE_URL": f"file://{folder / 'media'}",
        "SATAARK_SPOOL_DIR": str(folder / "spool"),
        "LOG_LEVEL": "INFO",  # as in production: what is never said must not be said there
    }
    usual = run.plan()
    logins = folder / "demo-officers.json"
    simulator = usual.commands["simulator"].replace("var/simulator", str(folder / "simulator"))
    return dataclasses.replace(
        usual,
        var=folder,
        commands={**usual.commands, "simulator": simulator},
        prepare=[sys.executable, "-m", "tests.story.prepare", str(logins)],
    )


if __name__ == "__main__":
    sys.exit(run.main(plan))
