"""Twenty people walk through the door; nobody may be found again by looking at what we keep."""

import base64
import hashlib
import io
import json
import logging
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from celery import current_app
from django.db import connection

from messaging import doorbell, letterbox, spool
from messaging.models import Conversation, InboundMessage
from sataark.logs import JsonLines
from tests.factories import NOON
from tests.messaging.arriving import DAY, a_line, body, change, message, post, read


@dataclass(frozen=True)
class Person:
    phone: str
    bsuid: str
    name: str
    username: str
    wamid: str

    @property
    def marks(self) -> tuple[str, ...]:
        return (self.phone, self.phone[2:], self.bsuid, self.name, self.username, self.wamid)


def people() -> list[Person]:
    return [
        Person(
            phone=f"9155500{77000 + number}",
            bsuid=f"IN.CANARY{number:04}Q",
            name=f"Canaria{number} Singh{number}x",
            username=f"canary.{number}.bird",
            wamid="wamid." + base64.b64encode(f"..9155500{77000 + number}..".encode()).decode(),
        )
        for number in range(20)
    ]


def disguises(mark: str) -> Iterator[bytes]:
    """Yield the ways in which a mark may lie somewhere without being seen at first sight."""
    raw = mark.encode()
    devanagari = "".join(chr(0x966 + int(c)) if c.isdigit() else c for c in mark)
    texts = (mark, mark.lower(), mark[::-1], " ".join(mark), "-".join(mark), devanagari)
    yield from (text.encode() for text in texts)
    yield mark.encode("utf-16-le")
    yield raw.hex().encode()
    yield hashlib.sha256(raw).digest()
    yield hashlib.sha256(raw).hexdigest().encode()
    yield hashlib.md5(raw, usedforsecurity=False).hexdigest().encode()
    yield urllib.parse.quote(mark).encode()
    yield json.dumps(devanagari).strip('"').encode()
    for shift in range(3):  # wherever the mark stands in what was encoded
        inside = base64.b64encode(b"x" * shift + raw)[4 if shift else 0 : -4]
        yield inside
        yield inside.translate(bytes.maketrans(b"+/", b"-_"))


def found_in(haystack: bytes) -> set[str]:
    return {
        mark
        for person in people()
        for mark in person.marks
        for disguise in disguises(mark)
        if len(disguise) >= 8 and disguise in haystack
    }


def everything_in_the_database() -> bytes:
    """Return every column of every row of every table, texts as text and bytes as bytes."""
    parts: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                parts += [
                    bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row
                ]
    return b"\n".join(parts)


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """Everything our code logs, before the filter that would mask it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Unmasked())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


class _Unmasked(JsonLines):
    def format(self, record: logging.LogRecord) -> str:
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return f"{record.getMessage()} {record.__dict__!r} {trace}"


def tells_all(person: Person) -> dict:
    number = int(person.phone[-2:])
    words = f"I am {person.name}, {person.phone}, {' '.join(person.phone)}, @{person.username}"
    return message(
        words,
        id=person.wamid,
        context={"id": people()[(number + 1) % 20].wamid},
        **{"from": person.phone, "from_user_id": person.bsuid},
    )


def card(person: Person) -> dict:
    profile = {"name": person.name, "username": person.username}
    return {"profile": profile, "wa_id": person.phone, "user_id": person.bsuid}


def come_in(line, **more) -> None:
    everyone = people()
    contacts = [card(person) for person in everyone]
    post(body(change(line, *map(tells_all, everyone), contacts=contacts, **more)))


@pytest.fixture
def line(db):
    return a_line()


class TestNobodyIsFound:
    def test_in_the_database_or_the_logs(self, line, logs):
        come_in(line)
        before = everything_in_the_database()
        read()

        assert InboundMessage.objects.count() == 20
        assert found_in(before) == set()
        assert found_in(everything_in_the_database()) == set()
        assert found_in(logs.getvalue().encode()) == set()

    def test_when_things_go_wrong(self, line, logs, monkeypatch):
        """Quarantine, conflicts, moves, failing parts: each logs or keeps something."""
        one, two, three = people()[:3]
        come_in("1234")
        come_in(line, errors=[{"code": 1, "title": f"sent to {one.phone}"}])
        read()
        forged = {**tells_all(one), "text": {"body": f"forged by {two.phone}"}}
        mixed = {**tells_all(two), "id": three.wamid + "x", "from": three.phone}
        moved = {
            "type": "user_changed_number",
            "previous_user_id": one.bsuid,
            "wa_id": "915550066666",
        }
        moved["body"] = f"User {one.name} changed from {one.phone} to 915550066666"
        news = message(id=one.wamid + "y", type="system", text=None, system=moved)
        status = {"id": one.wamid + "z", "status": "failed", "recipient_id": one.phone}
        post(body(change(line, forged, mixed, news, one.phone, statuses=[status])))
        post(f"{{{one.phone} {one.bsuid}".encode())
        read()

        def fail(*_: object, **arguments: object) -> None:
            raise ValueError(f"could not {arguments!r} {one.phone}")

        monkeypatch.setattr("messaging.identity.resolve", fail)
        post(body(change(line, {**tells_all(one), "id": one.wamid + "w"}, contacts=[card(one)])))
        for days in range(7):
            read(NOON + days * DAY)

        assert found_in(everything_in_the_database()) == set()
        assert found_in(logs.getvalue().encode()) == set()

    def test_in_the_spool(self, line, logs, monkeypatch, spool_folder):
        letterbox._Trouble.until = float("inf")
        come_in(line)
        letterbox._Trouble.until = float("-inf")
        names = "\n".join(path.name for path in spool_folder.iterdir()).encode()
        kept = b"\n".join(path.read_bytes() for path in spool_folder.iterdir())

        assert len(spool.waiting()) == 1
        assert found_in(names + kept) == set()

    def test_in_an_error_of_the_database(self, line, logs, monkeypatch):
        monkeypatch.setattr("messaging.models.delivery.INSERT", "SELECT 1/0, %s,%s,%s,%s,%s,%s")
        come_in(line)

        assert "database unavailable" in logs.getvalue()
        assert found_in(logs.getvalue().encode()) == set()

    def test_in_what_is_handed_to_the_broker(self, line, monkeypatch):
        handed: list[str] = []

        def send_task(*arguments: object, **options: object) -> None:
            handed.append(repr((arguments, options)))

        monkeypatch.setattr(current_app._get_current_object(), "send_task", send_task)
        come_in(line)
        assert doorbell.publish()

        assert handed
        assert found_in("".join(handed).encode()) == set()

    def test_in_what_the_inbox_hints_at(self, line):
        come_in(line)

        talks = read()

        assert sorted(talks) == sorted(Conversation.objects.values_list("pk", flat=True))


class TestTheSearchItself:
    """A search that finds nothing anywhere proves nothing."""

    @pytest.mark.parametrize("mark", people()[7].marks)
    def test_finds_each_mark_in_each_disguise(self, mark: str):
        hidden = [d for d in disguises(mark) if len(d) >= 8]

        assert len(hidden) >= 10
        assert all(mark in found_in(b"..." + disguise + b"...") for disguise in hidden)

    def test_finds_what_a_careless_column_would_keep(self, line):
        come_in(line)
        read()
        Conversation.objects.update(state={"said": f"call {people()[3].phone[2:]}"})

        assert people()[3].phone[2:] in found_in(everything_in_the_database())

    def test_finds_what_a_careless_log_would_say(self, line, logs):
        logging.getLogger("messaging").info("taken", extra={"whom": people()[5].bsuid})

        assert people()[5].bsuid in found_in(logs.getvalue().encode())
