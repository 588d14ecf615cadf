"""Stored deliveries become messages: each once for ever, none lost, none in another's way."""

import json
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging import identity, inbox, ledger, quarantine, reading, statuses
from messaging.models import (
    Contact,
    Conversation,
    Delivery,
    EarlyStatus,
    InboundMessage,
    Quarantined,
)
from messaging.reading import sent_at
from tests.factories import NOON
from tests.messaging.arriving import (
    BSUID,
    DAY,
    PHONE,
    a_line,
    arrive,
    body,
    change,
    contact,
    contents,
    message,
    post,
    read,
)
from vault.boxes import unseal
from vault.rings import KeysMissing, PrivateRing, private_ring

STATUS = {"id": "wamid.OUT", "status": "sent", "timestamp": "1790000005"}


@pytest.fixture
def line(db):
    return a_line()


def texts() -> list[str]:
    rows = InboundMessage.objects.order_by("pk")
    return [contents(row)["message"]["text"]["body"] for row in rows]


def counts(delivery: Delivery | None = None) -> dict[str, int]:
    delivery = delivery or Delivery.objects.latest("pk")
    columns = ("messages", "statuses", "duplicates", "quarantined", "other")
    return {name: getattr(delivery, name) for name in columns if getattr(delivery, name)}


def balances() -> bool:
    return ledger.check(now=NOON).balances


def deliver(raw: Any, at=NOON) -> dict[str, int]:
    assert post(raw).status_code == 200
    read(at)
    return counts()


def fail_for(monkeypatch, word: str, *, times: int = 10**6) -> list[str]:
    """Let the messages with `word` in them fail, as a fault in our code would."""
    failed: list[str] = []
    real = identity.resolve

    def resolve(**arguments: Any) -> Conversation:
        found = real(**arguments)
        if word in json.dumps(arguments["raw_message"]) and len(failed) < times:
            failed.append(word)
            raise ZeroDivisionError(word)
        return found

    monkeypatch.setattr(identity, "resolve", resolve)
    return failed


class TestSplitting:
    def test_every_part_of_every_entry_and_change_is_taken(self, line):
        second = a_line()
        entries = [
            {"changes": [change(line, message("1"), message("2"), statuses=[STATUS])]},
            {
                "changes": [
                    change(second, message("3"), message("4"), errors=[{"code": 1}]),
                    change(line, statuses=[{**STATUS, "id": "wamid.B"}]),
                ]
            },
        ]

        assert deliver({"entry": entries}) == {"messages": 4, "statuses": 2, "other": 1}

        assert texts() == ["1", "2", "3", "4"]
        assert EarlyStatus.objects.count() == 2
        assert Delivery.objects.get().box is None
        assert balances()

    def test_it_says_whose_turn_it_is(self, line):
        talks = arrive(
            line,
            message("1"),
            message("2"),
            message("3", **{"from": "915550000009", "from_user_id": None}),
        )

        assert talks == list(Conversation.objects.order_by("pk").values_list("pk", flat=True))
        assert len(talks) == 2
        assert read() == []

    def test_a_message_is_kept_as_it_came_with_what_must_be_masked(self, line):
        card = contact(profile={"name": "Synthia Devi", "username": "@synth"})
        raw = message("मेरा नाम 😀")
        arrive(line, raw, contacts=[card])

        row = InboundMessage.objects.get()
        assert contents(row) == {
            "message": raw,
            "mask": sorted([PHONE, BSUID, "Synthia Devi", "@synth"]),
        }
        assert row.received_at == Delivery.objects.get().received_at

    def test_oldest_first(self, line):
        for number in range(5):
            post(body(change(line, message(str(number)))))

        read()

        assert texts() == list("01234")

    def test_a_thousand_messages_in_one_body(self, line):
        many = [
            message(str(n), **{"from": f"9155500{n:05}", "from_user_id": f"IN.SYNTH{n:04}"})
            for n in range(1000)
        ]

        assert deliver(body(change(line, *many))) == {"messages": 1000}
        assert Contact.objects.count() == 1000

    def test_a_sender_without_any_id_is_kept(self, line):
        nobody = {"from": None, "from_user_id": None}
        arrive(line, message("1", **nobody), message("2", **nobody), contacts=[])

        assert texts() == ["1", "2"]
        assert Contact.objects.filter(aliases=None).count() == 2

    def test_a_message_without_an_id_is_kept_once(self, line):
        raw = message("x", id=None)
        arrive(line, raw, raw)
        arrive(line, raw, message("y", id=None))

        assert texts() == ["x", "y"]

    @pytest.mark.parametrize("kind", ["pigeon", "unsupported", "", None, 5, ["text"]])
    def test_an_unknown_type_is_kept_for_a_polite_answer(self, line, kind: Any):
        assert len(arrive(line, message(type=kind))) == 1


class TestOnce:
    def test_twenty_times_in_bodies_of_its_own(self, line):
        raw = message("once")
        for number in range(20):
            arrive(line, raw, extra=number)

        assert texts() == ["once"]
        assert sum(delivery.duplicates for delivery in Delivery.objects.all()) == 19
        assert balances()

    def test_twice_in_one_body(self, line):
        raw = message("once")

        assert deliver(body(change(line, raw, raw))) == {"messages": 1, "duplicates": 1}

    def test_batched_otherwise(self, line):
        first, second, third = message("1"), message("2"), message("3")
        arrive(line, first, second)
        arrive(line, second, third)

        assert texts() == ["1", "2", "3"]

    def test_the_same_words_twice_are_two_messages(self, line):
        arrive(line, message("same"), message("same"))

        assert texts() == ["same", "same"]

    def test_one_id_on_two_numbers_is_two_messages(self, line):
        raw = message("x")
        arrive(line, raw)
        arrive(a_line(), raw)

        assert len(texts()) == 2

    def test_other_contents_under_one_id_raise_the_alarm_and_change_nothing(self, line, caplog):
        raw = message("first")
        arrive(line, raw)
        assert "other contents" not in caplog.text

        arrive(line, {**raw, "text": {"body": "forged"}})

        assert texts() == ["first"]
        assert [r.levelname for r in caplog.records if "other contents" in r.message] == ["ERROR"]

    def test_the_same_message_again_raises_none(self, line, caplog):
        raw = message("first")
        arrive(line, raw)
        arrive(line, raw, more="x")

        assert "other contents" not in caplog.text

    def test_the_database_itself_keeps_a_message_once(self, line):
        arrive(line, message())
        row = InboundMessage.objects.get()
        row.pk = None

        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    @given(batches=st.lists(st.lists(st.sampled_from("abcdef"), max_size=5), max_size=5))
    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_in_any_batches_in_any_order(self, line, batches: list[list[str]]):
        with transaction.atomic():
            for number, batch in enumerate(batches):
                raws = [message(x, id=f"wamid.{x}") for x in batch]
                arrive(line, *raws, number=number)
                read()

            assert sorted(texts()) == sorted({x for batch in batches for x in batch})
            assert balances()
            transaction.set_rollback(True)


class TestTime:
    RECEIVED = NOON

    @pytest.mark.parametrize(
        ("timestamp", "kept"),
        [
            (str(int(NOON.timestamp()) - 5), NOON.timestamp() - 5),
            (int(NOON.timestamp()) - 5, NOON.timestamp() - 5),
            (str(int(NOON.timestamp() - 8 * 86400)), NOON.timestamp() - 8 * 86400),
            (str(int(NOON.timestamp() - 5) * 1000), NOON.timestamp() - 5),
            (f" {int(NOON.timestamp()) - 5} ", NOON.timestamp() - 5),
            (str(int(NOON.timestamp()) + 86400), NOON.timestamp()),
            ("0", NOON.timestamp()),
            ("-5", NOON.timestamp()),
            ("yesterday", NOON.timestamp()),
            ("\u0967\u0968", NOON.timestamp()),
            ("9" * 13, NOON.timestamp()),
            ("9" * 400, NOON.timestamp()),
            (1.5, NOON.timestamp()),
            (True, NOON.timestamp()),
            (None, NOON.timestamp()),
            ({}, NOON.timestamp()),
        ],
    )
    def test_is_the_providers_unless_it_cannot_be(self, timestamp: Any, kept: float):
        assert sent_at(timestamp, NOON).timestamp() == kept

    def test_a_late_message_is_taken_and_can_be_told(self, line):
        old = str(int((NOON - 8 * DAY).timestamp()))
        delivered = body(change(line, message(timestamp=old)))
        post(delivered)
        Delivery.objects.update(received_at=NOON)
        read()

        row = InboundMessage.objects.get()
        assert row.received_at - row.sent_at == 8 * DAY


class TestSetAside:
    def opened(self) -> Any:
        row = Quarantined.objects.get()
        box = unseal(bytes(row.box), context=quarantine.context(row.box_id), keys=private_ring())
        return row.reason, row.place, box.reveal()

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"{", "not_json"),
            (b"", "not_json"),
            (b"\xff\xfe\x00", "not_json"),
            (b"[" * 10_000 + b"]" * 10_000, "not_json"),
            (b"1" * 1_000_000, "not_json"),
            (b"[" * 200 + b"]" * 200, "unreadable"),
            (b"NaN", "unreadable"),
            (b"null", "unreadable"),
            (b'{"object": "pigeon"}', "unreadable"),
        ],
        ids=range(9),
    )
    def test_a_body_nobody_can_read_is_kept_sealed(self, line, raw: bytes, reason: str, caplog):
        assert deliver(raw) == {"quarantined": 1}

        found, _place, box = self.opened()
        assert found == reason
        assert box.replace(b" ", b"") == raw.replace(b" ", b"")
        assert Delivery.objects.get().box is None
        assert [r.levelname for r in caplog.records if "quarantine" in r.message] == ["ERROR"]
        assert balances()

    def test_a_number_that_is_not_ours(self, line):
        found = deliver(body(change("999", message(), message()), change(line, message("ours"))))

        assert found == {"quarantined": 1, "messages": 1}
        assert texts() == ["ours"]
        assert self.opened()[:2] == ("unknown_number", "entry.0.changes.0")

    def test_an_app_that_does_not_own_the_number(self, line):
        foreign = a_line(app_secret_variable="WHATSAPP_APP_SECRET_OTHER")

        assert deliver(body(change(foreign, message()))) == {"quarantined": 1}
        assert self.opened()[0] == "wrong_app"
        assert texts() == []

    def test_things_in_the_wrong_shape_beside_good_ones(self, line):
        mixed = {"entry": [5, {"changes": [None, change(line, "text", message("good"), 7)]}]}

        assert deliver(mixed) == {"quarantined": 4, "messages": 1}
        assert texts() == ["good"]
        assert balances()

    def test_news_of_the_account_is_counted_alarmed_and_still_readable(self, line, caplog):
        news = {"field": "account_update", "value": {"event": "ACCOUNT_RESTRICTION"}}

        assert deliver(body(news)) == {"other": 1}
        assert Delivery.objects.get().box is not None
        assert [r.levelname for r in caplog.records if "account" in r.message] == ["ERROR"]
        assert balances()


class TestPoison:
    def test_one_bad_message_among_a_hundred_does_not_harm_the_others(self, line, monkeypatch):
        fail_for(monkeypatch, "poison")
        good = [message(str(number)) for number in range(100)]

        arrive(line, *good[:50], message("poison"), *good[50:])

        assert texts() == [str(number) for number in range(100)]
        assert Delivery.objects.get().read_at is None
        assert balances()

    def test_it_is_tried_again_and_set_aside_after_five_times(self, line, monkeypatch, caplog):
        failed = fail_for(monkeypatch, "poison")
        arrive(line, message("good"), message("poison"), statuses=[STATUS])

        for attempt in range(2, 12):
            read(NOON + attempt * DAY)

        delivery = Delivery.objects.get()
        assert (delivery.attempts, delivery.read_at) == (5, NOON + 5 * DAY)
        assert counts(delivery) == {"messages": 1, "statuses": 1, "quarantined": 1}
        assert Quarantined.objects.get().reason == "keeps_failing"
        assert len(failed) == 6  # once more at first: with the others, then alone
        assert balances()
        assert "poison" not in caplog.text

    def test_what_works_at_last_is_not_left_in_quarantine(self, line, monkeypatch):
        fail_for(monkeypatch, "shy", times=4)
        arrive(line, message("shy"))

        for attempt in range(2, 7):
            read(NOON + attempt * DAY)

        assert texts() == ["shy"]
        assert counts() == {"messages": 1}
        assert balances()

    def test_pauses_grow_and_what_is_behind_does_not_wait(self, line, monkeypatch):
        fail_for(monkeypatch, "poison")
        arrive(line, message("poison"))
        assert Delivery.objects.get().next_attempt_at > NOON

        arrive(line, message("behind"))

        assert texts() == ["behind"]

    def test_a_failing_status_does_not_hold_up_messages(self, line, monkeypatch):
        def fail(**_: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(statuses, "apply", fail)
        arrive(line, message("good"), statuses=[STATUS])

        assert texts() == ["good"]
        assert Delivery.objects.get().left == ["entry.0.changes.0.statuses.0"]

    def test_an_error_of_the_database_in_one_part_does_not_spoil_the_rest(self, line, monkeypatch):
        real = identity.resolve

        def resolve(**arguments: Any) -> Conversation:
            if "poison" in json.dumps(arguments["raw_message"]):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
            return real(**arguments)

        monkeypatch.setattr(identity, "resolve", resolve)

        arrive(line, message("before"), message("poison"), message("after"))

        assert texts() == ["before", "after"]

    def test_a_part_that_kills_the_process_is_set_aside_and_the_rest_flows(self, line, monkeypatch):
        class Killed(BaseException):
            """Unlike an exception, this lets nothing of the inbox run any more."""

        real = identity.resolve

        def resolve(**arguments: Any) -> Conversation:
            if "poison" in json.dumps(arguments["raw_message"]):
                raise Killed
            return real(**arguments)

        monkeypatch.setattr(identity, "resolve", resolve)
        post(body(change(line, message("before"), message("poison"), message("after"))))

        for attempt in range(1, 8):
            try:
                read(NOON + attempt * DAY)
            except Killed:
                assert texts() in ([], ["before"])

        assert texts() == ["before", "after"]
        assert Quarantined.objects.get().place == "entry.0.changes.0.messages.1"
        assert counts() == {"messages": 2, "quarantined": 1}
        assert balances()

    def test_a_body_that_always_kills_is_set_aside_whole(self, line, monkeypatch):
        def die(*_: Any) -> None:
            raise SystemExit

        monkeypatch.setattr(inbox, "read_body", die)
        post(body(change(line, message())))
        for attempt in range(1, 16):
            try:
                read(NOON + attempt * DAY)
            except SystemExit:
                continue

        assert Quarantined.objects.get().place == "body"
        assert balances()


class TestKeys:
    def test_without_keys_nothing_is_touched(self, line, settings):
        post(body(change(line, message("x"))))
        held, settings.SATAARK_VAULT_PRIVATE_KEYS = settings.SATAARK_VAULT_PRIVATE_KEYS, ""
        with pytest.raises(KeysMissing):
            read()
        assert Delivery.objects.get().attempts == 0

        settings.SATAARK_VAULT_PRIVATE_KEYS = held
        read()
        assert texts() == ["x"]

    def test_a_box_of_another_key_waits_for_it_and_blocks_nobody(self, line, settings, caplog):
        post(body(change(line, message("first"))))
        mine = settings.SATAARK_VAULT_PRIVATE_KEYS
        ours = settings.SATAARK_VAULT_PUBLIC_KEYS
        other = PrivateRing.generate()
        settings.SATAARK_VAULT_PRIVATE_KEYS = other.text().reveal()
        settings.SATAARK_VAULT_PUBLIC_KEYS = other.public().text()
        post(body(change(line, message("second"))))
        read()
        assert texts() == ["second"]
        assert "cannot be opened" in caplog.text

        InboundMessage.objects.all().delete()
        settings.SATAARK_VAULT_PRIVATE_KEYS, settings.SATAARK_VAULT_PUBLIC_KEYS = mine, ours
        read(NOON + DAY)
        assert texts() == ["first"]


class TestMoves:
    def news(self, **system: Any) -> dict[str, Any]:
        usual = {
            "type": "user_changed_number",
            "body": f"User changed from {PHONE} to 915550000002",
            "previous_user_id": BSUID,
            "user_id": "IN.SYNTH0002",
            "wa_id": "915550000002",
        }
        return message(type="system", text=None, system={**usual, **system})

    def test_a_new_number_goes_on_with_the_old_talk_and_takes_no_turn(self, line):
        [talk] = arrive(line, message("before"))

        assert arrive(line, self.news(), contacts=[]) == []

        assert counts() == {"other": 1}
        new = message("after", **{"from": "915550000002", "from_user_id": "IN.SYNTH0002"})
        assert arrive(line, new, contacts=[]) == [talk]


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_splitters_at_once_take_each_message_once(self):
        line = a_line()
        raws = [message(str(number)) for number in range(30)]
        for number in range(30):
            post(body(change(line, raws[number], raws[(number * 7) % 30])))
        start = threading.Barrier(4)

        def split() -> None:
            start.wait()
            read()
            connection.close()

        threads = [threading.Thread(target=split) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        read()

        assert sorted(texts(), key=int) == [str(number) for number in range(30)]
        assert not Delivery.objects.filter(read_at=None).exists()
        assert Contact.objects.count() == 1
        assert balances()

    def test_what_dies_in_the_middle_has_not_happened(self, monkeypatch):
        line = a_line()
        post(body(change(line, message("1"), message("2"), statuses=[STATUS])))

        def die(**_: Any) -> None:
            raise SystemExit

        monkeypatch.setattr(statuses, "apply", die)
        with pytest.raises(SystemExit):
            read()
        assert not InboundMessage.objects.exists()
        assert not Contact.objects.exists()
        assert Delivery.objects.get().attempts == 1
        monkeypatch.undo()

        read(NOON + DAY)

        assert texts() == ["1", "2"]
        assert balances()

    def test_a_delivery_that_is_being_split_is_left_to_its_splitter(self):
        line = a_line()
        post(body(change(line, message("1"))))
        slow = inbox._claim(NOON)
        assert slow is not None
        assert read() == []

        # the first splitter was thought dead, and another took over
        other = inbox._claim(NOON + DAY)
        assert other is not None
        inbox._read(slow, NOON)
        assert texts() == []
        inbox._read(other, NOON + DAY)
        inbox._read(slow, NOON)

        assert texts() == ["1"]
        assert counts() == {"messages": 1}


class TestLedger:
    def test_names_what_does_not_add_up(self, line):
        arrive(line, message())
        InboundMessage.objects.all().delete()

        found = ledger.check(now=NOON)

        assert found.differences == {"messages counted but not stored": 1}
        assert not found.balances

    def test_tells_what_waits_and_for_how_long(self, line):
        post(body(change(line, message())))
        Delivery.objects.update(received_at=NOON - DAY)

        assert ledger.check(now=NOON).oldest_unread_delivery == DAY
        read()
        found = ledger.check(now=NOON)
        assert found.oldest_unread_delivery == ledger.NOTHING
        assert found.oldest_waiting_message == DAY

    def test_counts_what_nobody_resolved(self, line):
        deliver(b"{")

        assert ledger.check(now=NOON).unresolved_quarantine == 1


def test_the_longest_pause_keeps_the_promise_of_a_minute():
    assert inbox.LONGEST_PAUSE.total_seconds() <= 60
    assert reading.OLDEST > 7 * DAY
