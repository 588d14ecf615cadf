"""Private servers: they start anywhere, keep what they are told to keep, and leave nothing."""

import os
import signal
from pathlib import Path

import psycopg
import pytest
import redis

from local import postgres, valkey
from local.children import UnableToStart, stop
from local.services import private_services
from tests.local.conftest import Script, comes_true, naming

pytestmark = [pytest.mark.usefixtures("nothing_set"), pytest.mark.timeout(90)]

HOLD = """
    import sys, time
    from pathlib import Path
    from local.services import private_services
    from local.with_services import end_in_order
    import signal
    signal.signal(signal.SIGTERM, end_in_order)
    with private_services(state=Path(sys.argv[1])) as urls:
        print(urls["DATABASE_URL"], urls["REDIS_URL"])
        time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    return tmp_path


def write_and_read(url: str) -> list[int]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept SELECT count(*) FROM kept")
        return [row[0] for row in connection.execute("SELECT n FROM kept ORDER BY n")]


def test_both_servers_answer_and_are_gone_afterwards(tmp_path):
    with private_services(state=tmp_path) as urls:
        assert write_and_read(urls["DATABASE_URL"]) == [0]
        assert redis.Redis.from_url(urls["REDIS_URL"]).ping()
        assert naming(tmp_path)

    assert naming(tmp_path) == []


def test_data_are_kept_from_one_run_to_the_next(tmp_path):
    with private_services(state=tmp_path) as urls:
        write_and_read(urls["DATABASE_URL"])
        redis.Redis.from_url(urls["REDIS_URL"]).set("kept", "yes")

    with private_services(state=tmp_path) as urls:
        assert write_and_read(urls["DATABASE_URL"]) == [0, 1]
        assert redis.Redis.from_url(urls["REDIS_URL"]).get("kept") == b"yes"


def test_servers_you_name_are_used_and_none_is_started(tmp_path):
    mine = {"DATABASE_URL": "postgres://mine/db", "REDIS_URL": "redis://mine/1"}

    with private_services(state=tmp_path, environ=mine) as urls:
        assert urls == mine
        assert naming(tmp_path) == []


def test_strangers_are_refused_without_the_password(tmp_path):
    with private_services(state=tmp_path) as urls:
        password = psycopg.conninfo.conninfo_to_dict(urls["DATABASE_URL"])["password"]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(urls["DATABASE_URL"].replace(str(password), "guess"))
        address = urls["REDIS_URL"].rpartition("@")[2]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(f"redis://{address}").ping()


def test_committed_rows_survive_kill_9_of_the_server(folder):
    with postgres.running(state=folder, runtime=folder / "first", durable=True) as server:
        write_and_read(server.url)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()

    with postgres.running(state=folder, runtime=folder / "second", durable=True) as server:
        assert write_and_read(server.url) == [0, 1]


def test_killed_servers_come_back_under_the_same_addresses(folder):
    with (
        postgres.running(state=folder, runtime=folder / "first", durable=True) as database,
        valkey.running(state=folder, durable=True) as broker,
    ):
        write_and_read(database.url)
        for server in (database, broker):
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
        again = [broker.launch_again()]

        def answers() -> bool:
            # what its predecessor left alive may turn it away for a moment
            if len(again) == 1 or again[-1].poll() is not None:
                again.append(database.launch_again())
            try:
                return psycopg.connect(database.url).close() is None
            except psycopg.OperationalError:
                return False

        try:
            assert comes_true(answers)
            assert write_and_read(database.url) == [0, 1]
            assert comes_true(lambda: again[0].poll() is None and _pings(broker.url))
        finally:
            for process in reversed(again):
                stop(process)


def _pings(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url).ping())
    except redis.ConnectionError:
        return False


def test_a_lock_that_names_another_process_is_not_believed(tmp_path, script: Script):
    other = script("import time; time.sleep(60)")
    with private_services(state=tmp_path) as urls:
        write_and_read(urls["DATABASE_URL"])
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{other.pid}\n")

    with private_services(state=tmp_path) as urls:
        assert write_and_read(urls["DATABASE_URL"]) == [0, 1]
    assert other.poll() is None


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_process_that_started_it(script: Script, tmp_path, sign):
    process = script(HOLD, tmp_path)
    assert process.stdout.readline().startswith("postgres://")

    process.send_signal(sign)
    process.wait(60)

    assert comes_true(lambda: not naming(tmp_path))


def test_an_orphan_is_ended_at_the_next_start(tmp_path, monkeypatch, script: Script):
    untied = HOLD.replace(
        "import sys, time", "import sys, time; import local.children; local.children.LIBC = None"
    )
    process = script(untied, tmp_path)
    process.stdout.readline()
    process.kill()
    process.wait()
    orphans = len(naming(tmp_path))

    with private_services(state=tmp_path) as urls:
        assert write_and_read(urls["DATABASE_URL"]) == [0]

    assert orphans == 2
    assert naming(tmp_path) == []


def test_a_second_run_from_the_same_folder_is_refused(tmp_path):
    with (
        private_services(state=tmp_path),
        pytest.raises(UnableToStart, match=r"already runs from this folder .* stop it first"),
        private_services(state=tmp_path),
    ):
        pass


def test_another_major_version_is_refused_with_a_way_out(tmp_path):
    with private_services(state=tmp_path):
        pass
    (tmp_path / "postgres" / "PG_VERSION").write_text("14\n")

    with pytest.raises(UnableToStart, match="made by PostgreSQL 14 .* pg_dump"):
        private_services(state=tmp_path).__enter__()

    assert naming(tmp_path) == []


def test_a_missing_server_names_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "find_spec", lambda name: None)
    monkeypatch.setattr(postgres, "SYSTEM", tmp_path)

    with pytest.raises(UnableToStart, match="apt-get install postgresql"):
        postgres.programs()


def test_programs_you_name_come_before_the_wheel(tmp_path, monkeypatch):
    monkeypatch.setenv("SATAARK_PG_BIN", str(tmp_path))
    with pytest.raises(UnableToStart, match="no initdb in it"):
        postgres.programs()
    (tmp_path / "initdb").touch()

    assert postgres.programs() == tmp_path


def test_system_programs_are_the_second_choice(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "find_spec", lambda name: None)
    monkeypatch.setattr(postgres, "SYSTEM", tmp_path)
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()

    assert postgres.programs() == tmp_path / "17" / "bin"
