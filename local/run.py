"""`make run`: from a fresh clone to a running system, and nothing left behind after Ctrl-C."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from local import console, keys, ports, procfile, turn
from local.children import UnableToStart, start, stop
from local.progress import step
from local.services import private_services
from local.supervisor import Program, Supervisor
from local.welcome import Welcome
from local.with_services import end_in_order

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Plan:
    """What to run, on which port (the simulator takes the next), and where its data live."""

    port: int
    var: Path
    commands: Mapping[str, str]
    prepare: Sequence[str]

    @property
    def simulator_port(self) -> int:
        return self.port + 1

    @property
    def logins(self) -> Path:
        return self.var / "demo-officers.json"


def plan() -> Plan:
    port, var = os.environ.get("PORT", "8000"), ROOT / "var"
    if not port.isdigit() or not 0 < int(port) < 65535:
        raise UnableToStart(f"PORT must be a number between 1 and 65534, not {port}.")
    simulator = f"python -m messaging.simulator --port {int(port) + 1} --state var/simulator"
    commands = {**procfile.read(ROOT / "Procfile"), "simulator": simulator}
    if relay := turn.command(port=int(port) + 2, folder=var):
        commands["turn"] = relay
    prepare = [sys.executable, "-m", "local.prepare", str(var / "demo-officers.json")]
    return Plan(int(port), var, commands, prepare)


def run(plan: Plan) -> int:
    """Start everything, stay until Ctrl-C, stop everything. Return the exit status."""
    for port in range(plan.port, plan.port + 3):
        ports.must_be_free(port)
    plan.var.mkdir(exist_ok=True)
    with ExitStack() as stack:
        with step("Starting PostgreSQL and Valkey"):
            services = private_services(state=plan.var / "services")
            urls = stack.enter_context(services)
        values = _values(plan, urls)
        at_the_console = keys.environment_of("prepare", values)
        _prepare(plan, at_the_console)
        stack.enter_context(console.kept(plan.var, at_the_console))
        programs = [
            Program(name, command, keys.environment_of(name, values))
            for name, command in plan.commands.items()
        ]
        print("  Starting " + ", ".join(plan.commands) + " ...", flush=True)
        status = Supervisor(programs, ROOT).run(Welcome(plan.port, plan.logins))
        # What is left to do must not be cut short by an impatient second Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("Everything has stopped. The data are kept; `make run` goes on from here.")
    return status


def _values(plan: Plan, urls: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the whole system; what you set yourself is left as it is."""
    simulator = f"http://127.0.0.1:{plan.simulator_port}"
    development = {
        "DEBUG": "1",
        "LOG_LEVEL": "WARNING",
        "GUNICORN_CMD_ARGS": "--log-level warning",
        # root is at home in a container for trying things out
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        "BIND": "127.0.0.1",
        "BEAT_SCHEDULE": str(plan.var / "beat-schedule"),
        "PUBLIC_URL": f"http://127.0.0.1:{plan.port}",
        "SATAARK_SIMULATOR": "1",
        "SATAARK_SIMULATOR_URL": simulator,
        "WHATSAPP_API_URL": simulator,
        "TURN_SECRET": secrets.token_urlsafe(32),
        "HEARING_KEYS": secrets.token_urlsafe(32),
        **keys.kept(plan.var / "keys.env"),
    }
    if "turn" in plan.commands:
        development |= turn.environment(port=plan.port + 2)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    fixed = {"PORT": str(plan.port), "PATH": programs, "PYTHONUNBUFFERED": "1"}
    return {**development, **os.environ, **urls, **fixed}


def _prepare(plan: Plan, env: Mapping[str, str]) -> None:
    process = start(plan.prepare, env=env, output=sys.stdout.fileno(), cwd=ROOT)
    try:
        status = process.wait()
    finally:
        stop(process)
    if status:
        raise UnableToStart("The database could not be prepared; the reason is above.")


def main(planned: Callable[[], Plan] = plan) -> int:
    signal.signal(signal.SIGTERM, end_in_order)
    try:
        return run(planned())
    except (UnableToStart, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
