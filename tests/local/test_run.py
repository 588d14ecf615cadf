"""`make run`, with small programs in place of ours: one terminal, one Ctrl-C, nothing left."""

import json
import os
import secrets
import signal
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from local import console, keys, ports, procfile
from local.children import UnableToStart
from local.welcome import Welcome
from tests.local.conftest import Script, comes_true

pytestmark = pytest.mark.timeout(60)

# arguments: port, folder for data, seconds a program must last, then name=command pairs
RUN = """
    import sys
    from pathlib import Path
    from local import run, supervisor
    port, var, steady, *pairs = sys.argv[1:]
    supervisor.STEADY_SECONDS = float(steady)
    commands = dict(pair.split("=", 1) for pair in pairs)
    sys.exit(run.main(lambda: run.Plan(int(port), Path(var), commands, ["true"])))
"""
# answers on $PORT; its helper would outlive a careless end
WEB = "web=sh -c 'sleep 301 & exec python -m http.server $PORT --bind 127.0.0.1'"
IDLE = "worker=sleep 302"
STUBBORN = """worker=sh -c 'trap "" TERM; echo ready; while :; do sleep 1; done'"""


@pytest.fixture
def port(nothing_set: None, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    return three_in_a_row()


def three_in_a_row() -> int:
    """Return a free port with two free ones after it, none of those that systems hand out."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with suppress(UnableToStart):
            for each in range(port, port + 3):
                ports.must_be_free(each)
            return port


Runs = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def runs(port: int, script: Script, tmp_path: Path) -> Iterator[Runs]:
    """Start `make run`'s program with these commands, and mark its processes by `tmp_path`."""

    def start(*pairs: str, steady: float = 10) -> "subprocess.Popen[str]":
        return script(RUN, port, tmp_path, steady, *pairs, env={"BEAT_SCHEDULE": str(tmp_path)})

    yield start


def await_line(process: "subprocess.Popen[str]", text: str) -> str:
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return line
    raise AssertionError("".join(lines))


def descendants(mark: Path) -> dict[str, dict[str, str]]:
    """Return the environments of living processes that were given `mark`, by command line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            raw = (entry / "environ").read_bytes().decode(errors="replace")
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        pairs = dict(pair.split("=", 1) for pair in raw.split("\0") if "=" in pair)
        if pairs.get("BEAT_SCHEDULE") == str(mark):
            found[f"{entry.name} {line}"] = pairs
    return found


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_end_leaves_nothing_running(runs: Runs, tmp_path, sign):
    process = runs(WEB, IDLE)
    await_line(process, "Sataark is running")
    assert len(descendants(tmp_path)) >= 4

    process.send_signal(sign)
    rest = process.communicate(timeout=60)[0]

    assert descendants(tmp_path) == {}
    assert process.returncode == 0
    assert "The data are kept" in rest


def test_programs_end_with_us_when_we_are_killed(runs: Runs, tmp_path):
    process = runs(IDLE, "beat=sleep 303")
    assert comes_true(lambda: len(descendants(tmp_path)) == 3)

    process.kill()
    process.wait()

    assert comes_true(lambda: not descendants(tmp_path))


def test_a_second_request_does_not_wait_for_the_stubborn(runs: Runs, tmp_path):
    process = runs(STUBBORN)
    await_line(process, "ready")
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2)

    process.send_signal(signal.SIGINT)
    process.wait(15)  # half of what the stubborn would be given

    assert descendants(tmp_path) == {}


def test_each_process_is_given_its_own_secrets_only(runs: Runs, tmp_path):
    runs("web=sleep 304", "gateway=sleep 305", "worker=sleep 306", "beat=sleep 307")
    assert comes_true(lambda: len(descendants(tmp_path)) == 5)

    known = {line.split()[-1]: set(env) for line, env in descendants(tmp_path).items()}

    private = {"SATAARK_VAULT_PRIVATE_KEYS", "SATAARK_INDEX_KEY", "WHATSAPP_ACCESS_TOKEN"}
    meta = {"WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"}
    assert {end: names & (private | meta) for end, names in known.items() if end.isdigit()} == {
        "304": meta,
        "305": private,
        "306": set(),
        "307": set(),
    }


def test_the_console_reaches_what_runs_and_holds_public_keys_only(
    runs: Runs, tmp_path, capfd, monkeypatch
):
    monkeypatch.setenv("TOKEN_OF_ANOTHER_PROJECT", "not ours")
    process = runs(WEB)
    await_line(process, "Sataark is running")
    kept = tmp_path / console.NAME
    values = json.loads(kept.read_text())

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert values["DATABASE_URL"] == "postgres://elsewhere/db"
    assert "TOKEN_OF_ANOTHER_PROJECT" not in values
    assert {name for name in values if name.startswith(keys.GUARDED)} == {keys.PUBLIC}
    assert console.main(["version"], tmp_path) == 0

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert console.main(["version"], tmp_path) == 1
    assert capfd.readouterr().err == "Nothing is running here: start it with `make run` first.\n"


def test_a_program_that_cannot_start_stops_everything(runs: Runs, tmp_path):
    process = runs(IDLE, "web=sh -c 'echo why it failed; exit 3'")

    printed = process.communicate(timeout=60)[0]

    assert process.returncode == 1
    assert "web    | why it failed\n" in printed
    assert "web ended with status 3 0 s after its start, so everything stops" in printed
    assert descendants(tmp_path) == {}


def test_a_program_that_ends_later_is_started_again(runs: Runs, tmp_path):
    process = runs("worker=sh -c 'echo pid $$; exec sleep 308'", steady=0)
    pid = int(await_line(process, "pid").split()[-1])

    os.kill(pid, signal.SIGKILL)

    assert "worker was ended by SIGKILL" in await_line(process, "starting it again")
    assert int(await_line(process, "pid").split()[-1]) != pid


def test_a_port_in_use_is_said_in_one_sentence(runs: Runs, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + 1))
        other.listen()
        process = runs(WEB)
        printed = process.communicate(timeout=60)[0]

    assert process.returncode == 1
    assert printed.splitlines() == [
        f"Port {port + 1} is taken: stop what uses it, or choose another with "
        f"`make run PORT={port + 101}` (the two ports after it are needed too)."
    ]


def test_a_failed_preparation_stops_before_anything_starts(script: Script, port, tmp_path):
    code = RUN.replace('["true"]', '["sh", "-c", "echo no table; exit 1"]')

    process = script(code, port, tmp_path, 10, WEB)
    printed = process.communicate(timeout=60)[0]

    assert process.returncode == 1
    assert printed.endswith("no table\nThe database could not be prepared; the reason is above.\n")


def test_a_malformed_procfile_is_named_with_its_line(tmp_path):
    (tmp_path / "Procfile").write_text("web: gunicorn\n\nnonsense\n")

    with pytest.raises(UnableToStart, match="Procfile, line 3: expected `name: command`"):
        procfile.read(tmp_path / "Procfile")


def test_the_box_shows_both_addresses_and_the_logins(tmp_path):
    logins = tmp_path / "demo-officers.json"
    officer = {"username": "DEMO-1", "password": "shown-once", "role": "SHO", "unit": "kotwali"}
    logins.write_text(json.dumps({"bareilly-pro": [officer]}))

    shown = "\n".join(Welcome(8123, logins).lines())

    assert "http://127.0.0.1:8123/ " in f"{shown} ".replace("\n", " \n")
    assert "http://127.0.0.1:8123/simulator/" in shown
    assert "Demo officers of bareilly-pro" in shown
    assert "DEMO-1    shown-once  SHO   kotwali" in shown
    assert "Ctrl-C stops everything" in shown
