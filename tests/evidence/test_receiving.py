"""A file that arrives is hashed, sealed for the vault, and a locked copy waits for cleaning."""

import io
import os
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction

from evidence import custody
from evidence.models import Attachment, Custody
from tests.factories import NOON
from tickets import events
from tickets.history import verify
from tickets.models import Ticket
from vault import files
from vault.boxes import UnableToOpen
from vault.rings import PrivateRing, private_ring

PHOTO = b"\xff\xd8\xff a photo of a truck, number plate readable" * 50
State, What = Attachment.State, Custody.What


def opened(attachment, keys):
    with attachment.original.open("rb") as sealed:
        sink = io.BytesIO()
        context = custody.original_context(attachment.pk)
        files.unseal_stream(sealed, sink, context=context, keys=keys)
    return sink.getvalue()


def test_the_original_opens_with_the_private_key_alone_and_is_unaltered(quarantine):
    attachment = quarantine(PHOTO)

    assert opened(attachment, private_ring()) == PHOTO
    assert attachment.sha256 == sha256(PHOTO).hexdigest()
    assert attachment.size == len(PHOTO)
    assert attachment.original_key == private_ring().ids[0]
    with pytest.raises(UnableToOpen):
        opened(attachment, PrivateRing.generate())


def test_the_copy_in_quarantine_opens_with_its_own_key(quarantine):
    attachment = quarantine(PHOTO)

    with attachment.quarantine.open("rb") as locked:
        sink = io.BytesIO()
        files.unlock_stream(locked, sink, key=bytes(attachment.quarantine_key))
    assert sink.getvalue() == PHOTO


def test_nothing_readable_is_stored(quarantine, stored):
    quarantine(PHOTO)

    kept = stored(".")
    assert len(kept) == 2
    assert not any(PHOTO[3:40] in path.read_bytes() for path in kept)


def test_receiving_twice_keeps_one_file_and_one_row_of_custody(quarantine, stored):
    attachment = quarantine(PHOTO)
    names = stored(".")

    custody.receive(attachment, io.BytesIO(b"others"), sha256="0" * 64, at=NOON)

    attachment.refresh_from_db()
    assert attachment.sha256 == sha256(PHOTO).hexdigest()
    assert stored(".") == names
    assert attachment.custody.count() == 1


def test_arrival_is_in_the_history_of_the_ticket(quarantine, ticket):
    attachment = quarantine(PHOTO)

    told = ticket.events.get(kind=events.ATTACHED)
    assert told.data == {
        "attachment": str(attachment.pk),
        "kind": "image",
        "state": "quarantined",
        "sha256": attachment.sha256,
        "custody": "fetched",
    }
    assert list(verify()) == []


def test_a_file_is_tied_to_a_ticket_once_and_the_history_says_so(quarantine, ticket):
    attachment = quarantine(PHOTO, ticket=None)

    with transaction.atomic():
        custody.attach([attachment.pk], ticket, at=NOON)
        custody.attach([attachment.pk], ticket, at=NOON)

    attachment.refresh_from_db()
    assert attachment.ticket == ticket
    assert ticket.events.filter(kind=events.ATTACHED).count() == 1


def test_an_old_object_of_the_ticket_does_not_break_its_history(quarantine, ticket):
    attachments = [quarantine(PHOTO, ticket=None) for _ in range(2)]
    old_objects = [Ticket.objects.get(pk=ticket.pk) for _ in range(2)]

    for attachment, old_object in zip(attachments, old_objects, strict=True):
        with transaction.atomic():
            custody.attach([attachment.pk], old_object, at=NOON)

    assert list(verify()) == []


def test_a_lost_file_says_why_and_the_history_says_lost(announce, ticket):
    attachment = announce()

    custody.lose(attachment, problem="gone", at=NOON)
    custody.lose(attachment, problem="refused", at=NOON + timedelta(days=1))

    attachment.refresh_from_db()
    assert (attachment.state, attachment.problem) == (State.LOST, "gone")
    assert ticket.events.get(kind=events.ATTACHED).data["state"] == "lost"
    assert [row.what for row in attachment.custody.all()] == [What.LOST]


def test_what_has_arrived_cannot_be_lost(quarantine):
    attachment = quarantine(PHOTO)

    custody.lose(attachment, problem="gone", at=NOON)

    attachment.refresh_from_db()
    assert attachment.state == State.QUARANTINED


@pytest.mark.parametrize(
    "statement",
    ["UPDATE evidence_custody SET what = 'shown'", "DELETE FROM evidence_custody"],
)
def test_custody_cannot_be_rewritten(quarantine, statement):
    quarantine(PHOTO)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("state", [State.READY, State.WITHHELD, State.LOST, State.ANNOUNCED])
def test_no_state_but_quarantine_may_hold_a_copy_to_unlock(quarantine, state):
    attachment = quarantine(PHOTO)
    attachment.state, attachment.clean_copy = state, "clean/x.jpg"

    with pytest.raises(DatabaseError), transaction.atomic():
        attachment.save()


def test_a_hundred_megabytes_need_little_memory(tmp_path):
    """In a process of its own, so that the peak is of receiving alone."""
    script = """
import os, resource, sys, tempfile
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sataark.settings")
import django
django.setup()
from unittest.mock import patch
from evidence import custody
from evidence.models import Attachment
from tests.factories import NOON

MIB = 1024 * 1024
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
with tempfile.TemporaryFile() as file:
    for _ in range(100):
        file.write(os.urandom(MIB))
    before = peak()
    with patch.object(custody, "_take_in", return_value=True) as take_in:
        custody.receive(Attachment(), file, sha256="", at=NOON)
print(take_in.call_args.kwargs["size"], peak() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "STORAGE_URL": f"file://{tmp_path}"},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    size, growth = map(int, done.stdout.split())
    assert size == 100 * 1024 * 1024
    assert growth < 20 * 1024 * 1024
