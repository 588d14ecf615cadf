"""Twenty people tell the police something; nobody finds out from our side who they are.

Searched is everything a running system holds or shows, except what the simulated WhatsApp keeps
for itself and what the vault's private key opens.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psycopg
import pytest
import redis
import requests

from tests.evidence.making import PLANTED, jpeg
from tests.story import plot, traces
from tests.story.canaries import canaries, found_in, found_plainly_in, stranger
from tests.story.visitors import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.media, pytest.mark.timeout(900)]

POSTS = ("desk", "sho-izzatnagar", "chief", "range")
SECRETS = (
    "SATAARK_VAULT_PRIVATE_KEYS",
    "SATAARK_INDEX_KEY",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
)
POSTGRES = "services/postgres/"


@dataclass
class Told:
    """The system after the story, and what could only be seen while it went on."""

    system: object
    port: int
    database: str
    broker: str
    codes: dict[str, str] = field(default_factory=dict)
    heard: bytes = b""
    spooled: dict[str, bytes] = field(default_factory=dict)
    pages: dict[str, dict[str, bytes]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def told(system) -> Told:
    port = int(system.url.rsplit(":", 1)[1])
    own = traces.processes(port)["web"][0].variables
    story = Told(system, port, own["DATABASE_URL"], own["REDIS_URL"])
    ear = traces.Eavesdropper(story.broker)
    play = plot.Plot(system, story.database)
    story.codes = play.tips_become_tickets()
    play.officers_and_citizens_talk()
    story.spooled = play.the_database_is_away(system.folder / "spool")
    play.comes_to_rest()
    with ThreadPoolExecutor(len(POSTS)) as pool:
        visitors = [Visitor(system, f"demo-bareilly-{post}") for post in POSTS]
        seen = pool.map(Visitor.sees, visitors)
        story.pages = dict(zip(POSTS, seen, strict=True))
    story.heard = ear.stop()
    return story


def everything_in(parts: dict[str, bytes]) -> bytes:
    return b"\n".join(part for name, body in parts.items() for part in (name.encode(), body))


class TestTheStoryHappened:
    def test_everyone_became_a_ticket(self, told):
        assert len(set(told.codes.values())) == len(canaries()) == 20

    def test_the_desk_opened_every_ticket_and_its_files(self, told):
        seen = told.pages["desk"]
        pages = [seen[f"/tickets/{code}/"] for code in told.codes.values()]

        assert all(page.startswith(b"200") for page in pages)
        assert sum("/evidence/" in place for place in seen) >= 5
        assert "•••".encode() in everything_in(seen)

    def test_each_post_saw_pages_and_answers(self, told):
        for post, seen in told.pages.items():
            assert sum(body.startswith(b"200") for body in seen.values()) >= 20, post

    def test_something_waited_on_disk_and_something_went_through_the_broker(self, told):
        assert told.spooled
        assert b"messaging.tasks.read_inbox" in told.heard


class TestNobodyIsFound:
    def test_in_the_processes(self, told):
        for role, running in traces.processes(told.port).items():
            assert running, role
            for one in running:
                assert found_in(one.command + b"\n" + one.environment) == set(), role

    def test_in_any_table(self, told):
        rows = traces.tables(told.database)

        assert len(rows["tickets_ticket"].splitlines()) >= 20
        assert {name for name, body in rows.items() if found_in(body)} == set()

    @pytest.mark.parametrize("post", POSTS)
    def test_on_any_page(self, told, post):
        seen = told.pages[post]
        if found_in(everything_in(seen)):
            assert {place: found for place in seen if (found := found_in(seen[place]))} == {}

    def test_in_what_every_stranger_may_ask(self, told):
        for place in ("metrics", "healthz", "readyz", "login/"):
            answer = requests.get(f"{told.system.url}/{place}", timeout=30)
            assert answer.status_code == 200
            assert found_in(str(answer.headers).encode() + answer.content) == set()

    def test_in_the_broker(self, told):
        assert found_in(everything_in(traces.broker(told.broker))) == set()
        assert found_in(told.heard) == set()

    def test_in_the_spool(self, told):
        assert found_in(everything_in(told.spooled)) == set()

    def test_in_any_file(self, told):
        """Logs, evidence, spool, schedule, the broker's journal."""
        kept = traces.files(told.system.folder, but=("simulator", POSTGRES))

        names = " ".join(kept)
        assert {"log", "services/postgres.log", "services/valkey.log"} <= set(kept)
        assert all(f"media/{kind}/" in names for kind in ("originals", "clean"))
        assert {name for name, body in kept.items() if found_in(name.encode() + body)} == set()

    def test_in_the_files_of_the_database(self, told):
        """Rows deleted long ago and the journal of all changes included."""
        kept = traces.files(told.system.folder / POSTGRES, but=("postmaster",))

        assert any("pg_wal" in name for name in kept)
        assert {name for name, body in kept.items() if found_plainly_in(body)} == set()


class TestEachProcessHoldsItsOwnSecretsOnly:
    @pytest.mark.parametrize(
        ("role", "held"),
        [
            ("web", {"WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"}),
            (
                "gateway",
                {"SATAARK_VAULT_PRIVATE_KEYS", "SATAARK_INDEX_KEY", "WHATSAPP_ACCESS_TOKEN"},
            ),
            ("lab", set()),
            ("worker", set()),
            ("beat", set()),
        ],
    )
    def test_by_name(self, told, role, held):
        for one in traces.processes(told.port)[role]:
            assert {name for name in one.variables if name.startswith(SECRETS)} == held

    @pytest.mark.parametrize("role", ["lab", "worker", "beat"])
    def test_and_no_key_at_all_where_none_is_needed(self, told, role):
        for one in traces.processes(told.port)[role]:
            assert not [name for name in one.variables if "VAULT" in name]

    @pytest.mark.parametrize("role", ["web", "lab", "worker", "beat"])
    def test_nor_by_value_under_another_name(self, told, role):
        gateway = traces.processes(told.port)["gateway"][0].variables
        private = [gateway[name] for name in SECRETS[:3]]

        for one in traces.processes(told.port)[role]:
            assert not [value for value in private if value.encode() in one.environment]


class TestTheSearchItself:
    """What finds nothing anywhere must be seen to find."""

    who = stranger()

    def finds(self, haystack: bytes) -> bool:
        return bool(found_in(haystack, [self.who]))

    @pytest.mark.parametrize(
        "spelling",
        [
            "+91 55500 77099",
            "(+91) 55500-77099",
            "0 55500.77.099",
            "५५५००७७०९९",
            "+९१ ५५५०० ७७०९९",
            "OMBRIXA YULVENKAT",
            "yulvenkat",
        ],
    )
    def test_finds_a_spelling(self, spelling):
        assert self.finds(f"… {spelling} …".encode())

    def test_finds_the_marker_of_a_photo(self):
        assert found_in(jpeg()) == {PLANTED}

    def test_finds_in_an_environment(self):
        env = {**os.environ, "PORT": "1", "WHOM": self.who.phone}
        sleep = [sys.executable, "-c", "import sys; sys.stdin.read()", "gunicorn"]
        with subprocess.Popen(sleep, env=env, stdin=subprocess.PIPE) as process:
            plot.wait_until(lambda: bool(traces.processes(1)["web"]), "the process is there")
            (one,) = traces.processes(1)["web"]
            process.communicate()

        assert one.pid == process.pid
        assert self.finds(one.environment)

    def test_finds_in_a_file_and_in_its_name(self, tmp_path):
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "it").write_bytes(b"x" * 1000 + self.who.phone.encode().hex().encode())
        (tmp_path / f"of {self.who.name}").touch()
        kept = traces.files(tmp_path)

        assert self.finds(kept["in/it"])
        assert self.finds(everything_in({name: b"" for name in kept if name != "in/it"}))

    def test_finds_in_a_table(self, planted):
        assert self.finds(traces.tables(planted.database)["planted"])

    def test_finds_in_the_broker(self, told):
        with redis.Redis.from_url(told.broker) as client:
            client.rpush("planted", f'{{"to": "{self.who.bsuid}"}}')
            try:
                found = traces.broker(told.broker)["planted"]
            finally:
                client.delete("planted")

        assert self.finds(found)

    def test_finds_on_a_page(self, told):
        """What officers write is theirs to write: a note may name somebody, and is shown."""
        desk, code = Visitor(told.system, "demo-bareilly-desk"), told.codes["canary-1"]
        desk.does(code, "notes", text=f"उनका नंबर {self.who.phone} है")
        for place in (f"/tickets/{code}/", f"{told.system.url}/api/v1/tickets/{code}/history/"):
            assert place in told.pages["desk"]
            assert self.finds(desk.looks_at(place)), place


@pytest.fixture
def planted(told) -> Iterator[Told]:
    with psycopg.connect(told.database, autocommit=True) as connection:
        connection.execute("CREATE TABLE planted (what bytea)")
        try:
            connection.execute("INSERT INTO planted VALUES (%s)", [stranger().phone.encode()])
            yield told
        finally:
            connection.execute("DROP TABLE planted")
