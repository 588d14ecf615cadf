"""PostgreSQL refuses root. Whoever we are, and wherever the checkout lies, it runs all the same."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from local import demotion, postgres
from local.children import UnableToStart
from local.services import private_services
from tests.local.conftest import Script, as_ordinary_user, naming

pytestmark = [pytest.mark.usefixtures("nothing_set"), pytest.mark.timeout(90)]

TRY = """
    import os, sys
    from pathlib import Path
    import psycopg
    from local.services import private_services
    with private_services(state=Path(sys.argv[1])) as urls:
        connection = psycopg.connect(urls["DATABASE_URL"])
        print(os.geteuid(), connection.execute("SELECT 6 * 7").fetchone()[0])
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anyone can reach, as a checkout in /srv is; pytest keeps its own closed."""
    folder = Path(tempfile.mkdtemp(prefix="sataark-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed_folder(open_folder: Path) -> Path:
    """A folder that only its owner can reach, as a checkout below /root is."""
    open_folder.chmod(0o700)
    return open_folder


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sataark-elsewhere-"))
    folder.chmod(0o711)
    monkeypatch.setattr(postgres, "ELSEWHERE", folder)
    yield folder
    shutil.rmtree(folder)


def works_in(folder: Path) -> bool:
    state = folder / "state"
    with private_services(state=state) as urls, psycopg.connect(urls["DATABASE_URL"]) as session:
        return session.execute("SELECT 6 * 7").fetchone() == (42,)


def owners_of_server(folder: Path) -> set[int]:
    data = folder / "state" / "postgres"
    with private_services(state=data.parent):
        pid = int((data / "postmaster.pid").read_text().split()[0])
        return {os.stat(f"/proc/{pid}").st_uid, data.stat().st_uid}


def test_an_ordinary_user_runs_it(script: Script, tmp_path):
    process = script(TRY, tmp_path, prefix=as_ordinary_user())

    printed, _ = process.communicate(timeout=60)

    uid, answer = printed.split()
    assert uid != "0"
    assert answer == "42"


if os.geteuid() == 0:

    def forbid_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
        """As in a container: `unshare` is there and may do nothing."""
        monkeypatch.setattr(demotion, "_namespace", lambda bin, needed=False: None)

    def test_root_becomes_nobody_where_nobody_can_go(open_folder):
        assert owners_of_server(open_folder) == {demotion.NOBODY}

    def test_below_a_closed_folder_root_seems_to_be_nobody(closed_folder):
        assert owners_of_server(closed_folder) == {0}

    def test_data_follow_when_the_folder_is_closed_or_opened(open_folder):
        assert owners_of_server(open_folder) == {demotion.NOBODY}
        open_folder.chmod(0o700)
        assert owners_of_server(open_folder) == {0}
        open_folder.chmod(0o711)
        assert owners_of_server(open_folder) == {demotion.NOBODY}

    def test_programs_out_of_reach_are_copied_where_namespaces_are_forbidden(
        open_folder, monkeypatch
    ):
        forbid_namespaces(monkeypatch)
        closed = open_folder / "closed"
        closed.mkdir(mode=0o700)
        package = postgres.programs().parent.parent
        (closed / package.name).symlink_to(package)
        (closed / f"{package.name}.libs").symlink_to(package.with_name(f"{package.name}.libs"))
        monkeypatch.setenv("SATAARK_PG_BIN", str(closed / package.name / "pginstall" / "bin"))

        assert works_in(open_folder)

    def test_data_out_of_reach_live_elsewhere_where_namespaces_are_forbidden(
        closed_folder, monkeypatch, elsewhere
    ):
        forbid_namespaces(monkeypatch)

        assert works_in(closed_folder)
        assert works_in(closed_folder)

        assert len(list(elsewhere.glob("*/postgres/PG_VERSION"))) == 1
        assert naming(elsewhere) == []

    def test_a_user_without_a_name_is_told_so(monkeypatch, tmp_path):
        monkeypatch.setattr(os, "geteuid", lambda: 54321)
        monkeypatch.setattr(demotion, "_works", lambda *_: False)

        with pytest.raises(UnableToStart, match="user 54321 has none"):
            demotion.choose(tmp_path, data=tmp_path / "postgres", runtime=tmp_path)
