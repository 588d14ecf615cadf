"""The door: what WhatsApp is answered, and what is durable by then."""

import json
import threading
import time
import tracemalloc
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from messaging import doorbell, letterbox, spool, views
from messaging.models import Delivery
from tests.messaging.arriving import ADDRESS, body, change, message, post, signed
from vault.boxes import unseal
from vault.rings import private_ring

VECTOR_SECRET = "synthetic_app_secret_1"
MEBIBYTE = 1024 * 1024


def opened(delivery: Delivery) -> bytes:
    context = letterbox.context(delivery.box_id)
    return unseal(bytes(delivery.box or b""), context=context, keys=private_ring()).reveal()


@pytest.mark.django_db
class TestWhatIsKept:
    def test_a_signed_body_is_kept_sealed_and_answered_with_nothing(self):
        raw = json.dumps(body(change("1", message("secret words")))).encode()

        answer = post(raw)

        assert (answer.status_code, answer.content) == (200, b"")
        delivery = Delivery.objects.get()
        assert b"secret words" not in bytes(delivery.box)
        assert opened(delivery) == raw
        assert delivery.signed_by == "WHATSAPP_APP_SECRET"

    def test_the_same_body_twenty_times_is_kept_once(self):
        raw = json.dumps(body(change("1", message()))).encode()

        answers = {post(raw).status_code for _ in range(20)}

        assert answers == {200}
        assert Delivery.objects.count() == 1

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b"NaN",
            b"\xff\xfe\x00",
            b"[" * 10_000 + b"]" * 10_000,
            b'{"entry": 1, "entry": 2}',
            b'{"a": "\\u0000\\ud800"}',
            b"1" * MEBIBYTE,
            b'{"object": "pigeon", "entry": [{"changes": [{"field": "coo", "value": {}}]}]}',
            b'  {"entry":\n\t[] }\r\n',
            '{"t": "\u0928\u092e\u0938\u094d\u0924\u0947 \U0001f6a8"}'.encode(),
        ],
        ids=range(11),
    )
    def test_whatever_is_signed_is_kept_as_it_came(self, raw: bytes):
        assert post(raw).status_code == 200
        assert opened(Delivery.objects.get()) == raw

    def test_the_largest_body_whatsapp_sends_is_kept(self):
        many = [message("x" * 2900) for _ in range(900)]
        raw = json.dumps(body(change("1", *many))).encode()
        assert 2.5 * MEBIBYTE < len(raw) < 3 * MEBIBYTE

        assert post(raw).status_code == 200

        assert opened(Delivery.objects.get()) == raw

    def test_keeping_takes_one_statement(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert post(b"{}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_was_acknowledged_is_there_for_everyone():
    seen: list[int] = []

    def look() -> None:
        seen.append(Delivery.objects.count())
        connection.close()

    post(b"{}")
    other_connection = threading.Thread(target=look)
    other_connection.start()
    other_connection.join()

    assert seen == [1]


class TestSignature:
    """No database is allowed here: a wrong signature must cost nothing."""

    RAW = b'{"object":"whatsapp_business_account","entry":[]}'

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "sha256=",
            signed(RAW, "another secret"),
            "é" * 71,
            "sha256=" + "a" * 10_240,
            "sha256=" + "é" * 64,
        ],
        ids=range(6),
    )
    def test_anything_wrong_is_refused(self, header: str):
        assert post(self.RAW, header=header).status_code == 403

    @pytest.mark.parametrize(
        "spoil",
        [
            str.upper,
            lambda right: right.replace("sha256=", "sha1="),
            lambda right: right.removeprefix("sha256="),
            lambda right: f" {right}",
            lambda right: f"{right} ",
            lambda right: f"{right}\n",
            lambda right: "sha256=" + right.removeprefix("sha256=").upper(),
            lambda right: f"{right},{right}",
            lambda right: f"sha256={'0' * 64},{right}",
            lambda right: right[:-1],
        ],
        ids=range(10),
    )
    def test_a_right_signature_written_otherwise_is_refused(self, spoil: Any):
        assert post(self.RAW, header=spoil(signed(self.RAW))).status_code == 403

    def test_one_byte_changed_after_signing_is_refused(self):
        changed = self.RAW.replace(b"[]", b"{}")

        assert post(changed, header=signed(self.RAW)).status_code == 403

    def test_only_the_old_header_is_refused(self):
        answer = Client().post(
            ADDRESS, self.RAW, "application/json", headers={"X-Hub-Signature": signed(self.RAW)}
        )

        assert answer.status_code == 403

    def test_without_secrets_nothing_is_accepted(self, settings):
        settings.WHATSAPP_APP_SECRETS = {"WHATSAPP_APP_SECRET": " , "}

        assert post(self.RAW, header=signed(self.RAW, " ")).status_code == 403


@pytest.mark.django_db
class TestSecrets:
    @pytest.mark.parametrize(
        ("text", "digest"),
        [
            (
                '{"object":"whatsapp_business_account","entry":[]}',
                "641fdb7b91cbe020c53fe582754e3452c0ec293e8818733a02deb21de18303a9",
            ),
            (
                '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":'
                '"messages","value":{"t":"\u0928\u092e\u0938\u094d\u0924\u0947 \U0001f6a8"}}]}]}',
                "af91983d38958f94f6266bf9a6d0a909eeaf58b037640cc6be9d0f5b65d5fa9c",
            ),
            (
                '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":'
                r'"messages","value":{"t":"\u0928\u092e\u0938\u094d\u0924\u0947 \ud83d\udea8"}}'
                "]}]}",
                "11d59754abe7fb197c1ed374279db03e0a9b6e00199934b47c593b8e56c5dcaa",
            ),
        ],
        ids=["ascii", "utf-8", "escaped"],
    )
    def test_known_signatures_are_accepted(self, settings, text: str, digest: str):
        settings.WHATSAPP_APP_SECRETS = {"WHATSAPP_APP_SECRET": VECTOR_SECRET}

        assert post(text.encode(), header=f"sha256={digest}").status_code == 200

    def test_two_secrets_overlap_and_the_old_one_ends(self, settings):
        settings.WHATSAPP_APP_SECRETS = {"WHATSAPP_APP_SECRET": "new, old"}
        assert post(b"{}", header=signed(b"{}", "old")).status_code == 200
        assert post(b"[]", header=signed(b"[]", "new")).status_code == 200

        settings.WHATSAPP_APP_SECRETS = {"WHATSAPP_APP_SECRET": "new"}
        assert post(b"1", header=signed(b"1", "old")).status_code == 403

    def test_the_app_that_signed_is_remembered(self, settings):
        names = {"WHATSAPP_APP_SECRET": "one", "WHATSAPP_APP_SECRET_VARANASI": "two"}
        settings.WHATSAPP_APP_SECRETS = names

        post(b"{}", header=signed(b"{}", "two"))

        assert Delivery.objects.get().signed_by == "WHATSAPP_APP_SECRET_VARANASI"


class TestSize:
    """No database is allowed here."""

    def test_too_much_is_refused_unread(self):
        stream = BytesIO(b"x" * (4 * MEBIBYTE + 1))
        request = RequestFactory().generic("POST", ADDRESS)
        request.META |= {"CONTENT_LENGTH": str(4 * MEBIBYTE + 1), "wsgi.input": stream}

        assert views.webhook(request).status_code == 413
        assert stream.tell() == 0

    def test_too_much_without_a_length_is_read_no_further_than_the_limit(self):
        stream = BytesIO(b"x" * (64 * MEBIBYTE))
        request = RequestFactory().generic("POST", ADDRESS)
        request.META |= {"wsgi.input": stream, "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
        tracemalloc.start()

        assert views.webhook(request).status_code == 413

        assert stream.tell() == 4 * MEBIBYTE + 1
        assert tracemalloc.get_traced_memory()[1] < 20 * MEBIBYTE
        tracemalloc.stop()

    def test_a_caller_that_hangs_up_is_no_error_of_ours(self):
        class Gone(BytesIO):
            def read(self, *_: Any) -> bytes:
                raise ConnectionResetError

        request = RequestFactory().generic("POST", ADDRESS, b"{}")
        request._stream = Gone()

        assert views.webhook(request).status_code == 400

    @pytest.mark.django_db
    def test_a_body_without_a_length_is_kept(self):
        request = RequestFactory().generic(
            "POST", ADDRESS, headers={"X-Hub-Signature-256": signed(b"{}")}
        )
        request.META |= {
            "wsgi.input": BytesIO(b"{}"),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
        }

        assert views.webhook(request).status_code == 200
        assert opened(Delivery.objects.get()) == b"{}"


class TestHandshake:
    @pytest.fixture(autouse=True)
    def _token(self, settings):
        settings.WHATSAPP_VERIFY_TOKEN = "expected"

    def ask(self, **query: str) -> Any:
        usual = {"hub.mode": "subscribe", "hub.verify_token": "expected", "hub.challenge": "1158"}
        return Client().get(ADDRESS, {**usual, **query})

    def test_the_challenge_comes_back_as_plain_text(self):
        answer = self.ask()

        assert (answer.status_code, answer.content) == (200, b"1158")
        assert answer.headers["Content-Type"].startswith("text/plain")

    @pytest.mark.parametrize(
        "query",
        [
            {"hub.verify_token": "guessed"},
            {"hub.verify_token": ""},
            {"hub.verify_token": "\u00e9\ud7ff"},
            {"hub.mode": "unsubscribe"},
            {"hub.challenge": "<script>alert(1)</script>"},
            {"hub.challenge": "1" * 101},
            {"hub.challenge": ""},
            {"hub.challenge": "11\n58"},
        ],
        ids=range(8),
    )
    def test_anything_else_is_refused_and_not_reflected(self, query: dict[str, str]):
        answer = self.ask(**query)

        assert (answer.status_code, answer.content) == (403, b"")

    def test_without_a_token_of_our_own_nobody_is_known(self, settings):
        settings.WHATSAPP_VERIFY_TOKEN = ""

        assert self.ask(**{"hub.verify_token": ""}).status_code == 403

    @pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace", "head"])
    def test_other_methods_are_not_allowed(self, method: str):
        answer = getattr(Client(), method)(ADDRESS)

        assert answer.status_code == 405
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.django_db
class TestDoorbell:
    def test_a_stored_delivery_is_hinted_at(self, monkeypatch):
        rings: list[int] = []
        monkeypatch.setattr(doorbell, "ring", lambda: rings.append(Delivery.objects.count()))

        post(b"{}")

        assert rings == [1]

    def test_a_dead_broker_costs_the_door_nothing(self, settings, monkeypatch):
        def refused(*_: Any, **__: Any) -> None:
            asked.set()
            raise ConnectionRefusedError

        asked = threading.Event()
        monkeypatch.setattr(doorbell.current_app, "send_task", refused)
        bell = doorbell.Doorbell()
        monkeypatch.setattr(doorbell, "ring", bell.ring)

        assert post(b"{}").status_code == 200
        assert asked.wait(30)

    def test_the_door_does_not_wait_for_a_broker_that_hangs(self, monkeypatch):
        broker_answers = threading.Event()
        monkeypatch.setattr(
            doorbell.current_app, "send_task", lambda *_, **__: broker_answers.wait(20)
        )
        monkeypatch.setattr(doorbell, "ring", doorbell.Doorbell().ring)

        began = time.monotonic()

        answers = {post(f"[{number}]".encode()).status_code for number in range(3)}

        assert answers == {200}
        assert time.monotonic() - began < 15
        broker_answers.set()

    def test_the_hint_names_a_task_that_exists(self):
        from messaging import tasks

        assert tasks.read_inbox.name == doorbell.TASK


def test_the_door_without_database_and_spool_says_come_again(spool_folder, monkeypatch):
    monkeypatch.setattr(letterbox, "keep", _nothing_works)

    assert post(b"{}").status_code == 503


def _nothing_works(*_: Any, **__: Any) -> bool:
    raise spool.UnableToSpool("The spool cannot be written.")
