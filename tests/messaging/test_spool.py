"""When the database is away: nothing acknowledged is lost, nothing lost is acknowledged."""

import errno
import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from messaging import letterbox, spool
from messaging.models import Delivery
from messaging.models.delivery import DeliveryQuerySet
from tests.factories import NOON
from tests.messaging.arriving import body, change, message, post


@pytest.fixture
def database_down(monkeypatch):
    def refuse(*_: Any) -> None:
        raise OperationalError("connection to server failed: FATAL: too many clients already")

    monkeypatch.setattr(DeliveryQuerySet, "keep", refuse)
    yield
    monkeypatch.undo()


@pytest.fixture
def spooled(database_down) -> list[Path]:
    """Three bodies that came while the database was away."""
    for number in range(3):
        assert post(body(change("1", message(f"words {number}")))).status_code == 200
    return spool.waiting()


def works_again(monkeypatch) -> None:
    monkeypatch.undo()
    letterbox._Trouble.until = float("-inf")


@pytest.mark.django_db
class TestDatabaseAway:
    def test_a_body_is_kept_sealed_on_disk_for_its_owner_only(self, spooled):
        assert len(spooled) == 3
        assert not any(b"words" in path.read_bytes() for path in spooled)
        assert {path.stat().st_mode & 0o777 for path in spooled} == {0o600}

    def test_the_same_body_is_kept_once(self, database_down):
        for _ in range(5):
            post(b"{}")

        assert len(spool.waiting()) == 1

    def test_nobody_waits_for_a_database_that_just_failed(self, monkeypatch):
        asked: list[int] = []

        def refuse(*_: Any) -> None:
            asked.append(1)
            raise OperationalError

        monkeypatch.setattr(DeliveryQuerySet, "keep", refuse)
        for number in range(10):
            post(f"[{number}]".encode())

        assert len(asked) == 1
        assert len(spool.waiting()) == 10

    def test_draining_puts_each_body_into_the_database_once(self, spooled, monkeypatch):
        works_again(monkeypatch)
        copies = {path: path.read_bytes() for path in spooled}

        assert spool.drain(now=NOON) == 3
        for path, content in copies.items():  # as if killed between insert and unlink
            path.write_bytes(content)
        assert spool.drain(now=NOON) == 3
        assert spool.drain(now=NOON) == 0

        assert Delivery.objects.count() == 3
        assert spool.waiting() == []

    def test_what_is_drained_is_what_would_have_been_stored(self, database_down, monkeypatch):
        post(b"{}")
        works_again(monkeypatch)
        spool.drain(now=NOON)

        spooled = Delivery.objects.get()
        Delivery.objects.all().delete()
        post(b"{}")
        stored = Delivery.objects.get()

        assert bytes(spooled.digest) == bytes(stored.digest)
        assert spooled.signed_by == stored.signed_by
        assert stored.received_at - spooled.received_at < timedelta(minutes=1)

    @pytest.mark.parametrize(
        "content",
        [
            lambda whole: b"",
            lambda whole: whole[: len(whole) // 2],
            lambda whole: whole[:-1],
            lambda whole: whole + b"x",
            lambda whole: b"\n" + whole,
            lambda whole: b"null\n" + whole,
            lambda whole: os.urandom(500),
            lambda whole: whole.replace(b"WHATSAPP", b"\xff"),
            lambda whole: b"[" * 20_000 + b"\n",
        ],
        ids=range(9),
    )
    def test_a_file_that_cannot_be_read_is_set_aside_with_an_alarm(
        self, spooled, monkeypatch, caplog, content
    ):
        works_again(monkeypatch)
        bad = spooled[0]
        bad.write_bytes(content(bad.read_bytes()))

        assert spool.drain(now=NOON) == 2

        assert spool.set_aside() == [bad.with_suffix(".corrupt")]
        assert [line.levelname for line in caplog.records if "spool" in line.message] == ["ERROR"]

    def test_one_flipped_byte_anywhere_in_the_box_is_noticed(self, spooled, monkeypatch):
        works_again(monkeypatch)
        whole = bytearray(spooled[0].read_bytes())
        whole[-100] ^= 1
        spooled[0].write_bytes(whole)

        assert spool.drain(now=NOON) == 2
        assert len(spool.set_aside()) == 1

    def test_draining_stops_at_a_database_that_is_still_away(self, spooled):
        with pytest.raises(OperationalError):
            spool.drain(now=NOON)

        assert len(spool.waiting()) == 3


class TestSpoolFails:
    """No database is allowed here: each body goes straight to the disk."""

    @pytest.fixture(autouse=True)
    def _away(self):
        letterbox._Trouble.until = time.monotonic() + 60

    def test_at_its_quota_the_answer_is_come_again(self, monkeypatch):
        monkeypatch.setattr(spool, "QUOTA", 3000)

        answers = [post(f"[{number}]".encode()).status_code for number in range(20)]

        kept = len(spool.waiting())
        assert answers == [200] * kept + [503] * (20 - kept)
        assert 0 < kept < 20

    def test_on_a_full_disk_the_answer_is_come_again(self, monkeypatch):
        monkeypatch.setattr(spool, "RESERVE", 1 << 62)

        assert post(b"{}").status_code == 503
        assert spool.waiting() == []

    @pytest.mark.parametrize("step", ["fsync", "replace", "open"])
    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
    def test_where_any_step_fails_nobody_is_told_it_is_kept(
        self, monkeypatch, spool_folder, step: str, code: int
    ):
        def fail(*_: Any, **__: Any) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(spool.os, step, fail)
        answer = post(b"{}").status_code
        monkeypatch.undo()

        assert answer == 503
        assert list(spool_folder.iterdir()) == []

    def test_the_bytes_are_on_disk_before_the_name_and_the_name_before_the_answer(
        self, monkeypatch
    ):
        steps: list[str] = []
        for step in ("fsync", "replace"):
            real = getattr(os, step)
            monkeypatch.setattr(
                spool.os, step, lambda *a, real=real, step=step: (steps.append(step), real(*a))
            )

        assert post(b"{}").status_code == 200

        assert steps == ["fsync", "replace", "fsync"]

    @pytest.mark.django_db
    def test_what_was_never_finished_is_not_drained_and_goes_in_time(self, spool_folder):
        half = spool_folder / ".abc.part"
        half.write_bytes(b"half")
        left = {}
        for age in (spool.ABANDONED - 1, spool.ABANDONED + 1):
            os.utime(half, (NOON.timestamp() - age,) * 2)
            spool.drain(now=NOON)
            left[age] = half.exists()

        assert list(left.values()) == [True, False]


class TestStart:
    def test_a_folder_that_cannot_be_written_is_refused_in_words(self, settings, tmp_path):
        (tmp_path / "file").write_text("in the way")
        settings.SATAARK_SPOOL_DIR = tmp_path / "file" / "spool"

        with pytest.raises(spool.UnableToSpool, match="set SATAARK_SPOOL_DIR"):
            spool.require_writable()

    def test_the_web_process_does_not_start_without_its_spool(self, tmp_path):
        (tmp_path / "file").write_text("in the way")
        environment = {**os.environ, "SATAARK_SPOOL_DIR": str(tmp_path / "file" / "spool")}

        start = [sys.executable, "-c", "import sataark.wsgi"]
        outcome = subprocess.run(start, env=environment, capture_output=True, text=True)

        assert outcome.returncode != 0
        assert "set SATAARK_SPOOL_DIR" in outcome.stderr


@pytest.mark.django_db(transaction=True)
class TestRealTrouble:
    def lock_deliveries(self, held: threading.Event, done: threading.Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE messaging_delivery IN ACCESS EXCLUSIVE MODE")
            held.set()
            done.wait(20)
            cursor.execute("ROLLBACK")
        connection.close()

    def test_a_database_that_answers_too_late_is_not_waited_for(self):
        held, done = threading.Event(), threading.Event()
        other = threading.Thread(target=self.lock_deliveries, args=(held, done))
        other.start()
        held.wait(30)
        began = time.monotonic()

        answer = post(b"{}").status_code

        took = time.monotonic() - began
        left_waiting = self.backends_waiting_for_a_lock()
        done.set()
        other.join()
        assert answer == 200
        assert took < 15  # of the twenty for which it is held; the machine may be busy
        assert left_waiting == 0  # the server gave up too, not only we
        assert len(spool.waiting()) == 1

    def backends_waiting_for_a_lock(self) -> int:
        with connection.cursor() as cursor:
            # tests of another worker wait for locks of theirs on the same server
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            return cursor.fetchone()[0]

    def test_a_connection_that_went_silent_is_hung_up(self, monkeypatch):
        """As with a frozen server: the limits that the server itself would keep do not help."""
        monkeypatch.setattr("messaging.models.delivery.INSERT", "SELECT pg_sleep(20)" + " --%s" * 6)
        monkeypatch.setattr("messaging.models.delivery.PATIENCE", 0.3)
        began = time.monotonic()

        answer = post(b"{}").status_code

        assert answer == 200
        assert time.monotonic() - began < 15  # of the twenty for which it is silent
        assert len(spool.waiting()) == 1
        monkeypatch.undo()
        assert Delivery.objects.count() == 0  # and the next request has a connection again
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE query LIKE 'SELECT pg_sleep%' AND pid <> pg_backend_pid()"
            )

    def test_the_limits_of_the_door_end_with_its_statement(self):
        post(b"{}")

        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)
