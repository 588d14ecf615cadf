"""Cleaning goes on from wherever it was cut off, and ends once."""

import logging
from datetime import timedelta
from hashlib import sha256

import pytest

from evidence import cleaning, custody, laboratory
from evidence.models import Attachment, Custody
from evidence.tasks import sweep_cleaning
from tests.evidence import making
from tests.factories import NOON
from tickets import events
from tickets.history import verify

State, What = Attachment.State, Custody.What
AFTER_LEASE = NOON + cleaning.LEASE + timedelta(seconds=1)


class PowerCut(BaseException):
    pass


def cut(*_args, **_more):
    raise PowerCut


@pytest.fixture(autouse=True)
def no_private_keys(settings):
    """The worker that cleans can open nothing of the vault's."""
    settings.SATAARK_VAULT_PRIVATE_KEYS = settings.SATAARK_INDEX_KEY = ""


def test_a_cleaned_file_leaves_nothing_to_unlock(cleaned, stored, workshop):
    attachment = cleaned(making.jpeg())

    assert attachment.state == State.READY
    assert attachment.ready_at == NOON
    assert attachment.quarantine_key is None
    assert not attachment.quarantine
    assert stored("quarantine") == []
    assert [len(stored(name)) for name in ("originals", "clean")] == [1, 1]
    assert list(workshop.iterdir()) == []


def test_custody_and_history_say_what_was_made(cleaned, ticket, stored):
    attachment = cleaned(making.jpeg())

    digest = sha256(stored("clean")[0].read_bytes()).hexdigest()
    rows = list(attachment.custody.values_list("what", "sha256"))
    assert rows == [(What.FETCHED, attachment.sha256), (What.CLEANED, digest)]
    states = [event.data["state"] for event in ticket.events.filter(kind=events.ATTACHED)]
    assert states == ["quarantined", "ready"]
    assert list(verify()) == []


def test_what_cannot_be_shown_is_written_down_too(cleaned, ticket):
    attachment = cleaned(b"%PDF-1.7")

    assert [row.what for row in attachment.custody.all()] == [What.FETCHED, What.WITHHELD]
    assert attachment.quarantine_key is None
    assert ticket.events.last().data["state"] == "withheld"


def test_the_name_of_the_copy_says_nothing(cleaned):
    attachment = cleaned(making.jpeg())

    assert attachment.clean_copy.name == f"clean/2026/11/{attachment.pk}.jpg"


def test_a_second_worker_finds_it_leased(quarantine, monkeypatch):
    attachment = quarantine(making.jpeg())
    monkeypatch.setattr(laboratory, "redraw", cut)
    with pytest.raises(PowerCut):
        cleaning.clean(attachment_id=attachment.pk, now=NOON)

    assert not cleaning.clean(attachment_id=attachment.pk, now=NOON + timedelta(minutes=9))
    assert cleaning.due(now=NOON + timedelta(minutes=9)) == []
    assert cleaning.due(now=AFTER_LEASE) == [attachment.pk]


def test_it_ends_once(cleaned, stored):
    attachment = cleaned(making.jpeg())
    before = stored("clean")[0].read_bytes()

    assert not cleaning.clean(attachment_id=attachment.pk, now=AFTER_LEASE)

    assert stored("clean")[0].read_bytes() == before
    assert attachment.custody.count() == 2


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (laboratory, "redraw"),
        (cleaning, "_unlock"),
        (cleaning, "_store"),
        (cleaning, "_settle"),
        (cleaning, "_finish"),
        (cleaning, "_digest"),
        (custody, "write_down"),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("data", [making.jpeg(), b"%PDF-1.7"], ids=["photo", "document"])
def test_a_worker_killed_at_any_step_is_made_good(
    quarantine, monkeypatch, stored, ticket, module, step, when, data
):
    attachment = quarantine(data)
    real = getattr(module, step)

    def killed(*args, **more):
        if when == "after":
            real(*args, **more)
        raise PowerCut

    with monkeypatch.context() as killing:
        killing.setattr(module, step, killed)
        _until_cut(attachment)
    cleaning.clean(attachment_id=attachment.pk, now=AFTER_LEASE)

    attachment.refresh_from_db()
    shown = data.startswith(b"\xff\xd8")
    assert attachment.state == (State.READY if shown else State.WITHHELD)
    assert stored("quarantine") == []
    assert len(stored("clean")) == shown
    assert attachment.custody.count() == 2
    assert list(verify()) == []


def _until_cut(attachment):
    try:
        cleaning.clean(attachment_id=attachment.pk, now=NOON)
    except PowerCut:
        return


def test_a_file_that_takes_the_worker_with_it_is_not_tried_for_ever(quarantine, monkeypatch):
    attachment = quarantine(making.jpeg())
    # SIGKILL leaves the attempt counted
    Attachment.objects.filter(pk=attachment.pk).update(attempts=cleaning.MOST_ATTEMPTS)
    monkeypatch.setattr(laboratory, "redraw", cut)

    assert cleaning.clean(attachment_id=attachment.pk, now=NOON)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.problem) == (State.WITHHELD, "crashed")


def test_an_attempt_is_counted_while_the_lab_works(quarantine, monkeypatch):
    attachment = quarantine(making.jpeg())
    counted = []

    def look(*_args):
        counted.append(Attachment.objects.get(pk=attachment.pk).attempts)
        raise laboratory.Refused("unreadable")

    monkeypatch.setattr(laboratory, "redraw", look)
    cleaning.clean(attachment_id=attachment.pk, now=NOON)

    attachment.refresh_from_db()
    assert counted == [1]
    assert attachment.attempts == 0


@pytest.mark.parametrize("step", ["_unlock", "_store"])
def test_storage_that_is_away_costs_no_file(quarantine, monkeypatch, step):
    attachment = quarantine(making.jpeg())

    def away(*_args):
        raise ConnectionError("no storage")

    with monkeypatch.context() as outage:
        outage.setattr(cleaning, step, away)
        for day in range(6):
            with pytest.raises(ConnectionError):
                cleaning.clean(attachment_id=attachment.pk, now=NOON + timedelta(days=day))

    assert cleaning.clean(attachment_id=attachment.pk, now=NOON + timedelta(days=7))
    attachment.refresh_from_db()
    assert attachment.state == State.READY


def test_a_locked_copy_that_was_tampered_with_is_not_shown(quarantine, stored):
    attachment = quarantine(making.jpeg())
    path = stored("quarantine")[0]
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    cleaning.clean(attachment_id=attachment.pk, now=NOON)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.problem) == (State.WITHHELD, "damaged")


def test_the_sweep_finds_what_its_hint_has_lost(quarantine, monkeypatch):
    attachment = quarantine(making.jpeg(), next_attempt_at=NOON)
    hinted = []
    monkeypatch.setattr(
        "evidence.tasks.clean_attachment.delay", lambda **arguments: hinted.append(arguments)
    )
    Attachment.objects.update(next_attempt_at="2020-01-01T00:00:00Z")

    sweep_cleaning()

    assert hinted == [{"attachment_id": str(attachment.pk)}]


def test_logs_say_nothing_of_the_file(quarantine, monkeypatch, caplog):
    monkeypatch.setattr(laboratory, "redraw", lambda *_args: _break())
    attachment = quarantine(making.jpeg())
    caplog.set_level(logging.DEBUG)

    cleaning.clean(attachment_id=attachment.pk, now=NOON)

    assert "the lab broke" in caplog.text
    assert making.PLANTED not in caplog.text


def _break():
    raise laboratory.Broke("crashed")
