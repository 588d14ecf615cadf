"""What Sentry would be told of an error: where it happened, and nothing that anyone said."""

import json
import logging

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from sataark import error_reports

WORDS = "my neighbour sells drugs"
NUMBER = "915550012345"


class Wire(Transport):
    def __init__(self):
        super().__init__()
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent += [item.payload.json for item in envelope.items]


@pytest.fixture
def wire():
    wire = Wire()
    client = sentry_sdk.Client(
        **error_reports.options("https://key@sentry.invalid/1"), transport=wire
    )
    with sentry_sdk.isolation_scope() as scope:
        scope.set_client(client)
        yield wire


def fail(words):
    raise ValueError(f"Key (text)=({words}) already exists.")


def test_a_report_names_the_line_that_broke_and_quotes_nobody(wire):
    sentry_sdk.get_isolation_scope().set_context("request", {"url": f"/?q={NUMBER}"})
    sentry_sdk.get_isolation_scope().set_extra("arguments", WORDS)
    sentry_sdk.get_isolation_scope().set_user({"username": NUMBER})
    try:
        fail(WORDS)
    except ValueError:
        sentry_sdk.capture_exception()

    (report,) = wire.sent
    (problem,) = report["exception"]["values"]
    assert problem["type"] == "ValueError"
    assert problem["stacktrace"]["frames"][-1]["function"] == "fail"
    assert WORDS not in json.dumps(report) and NUMBER not in json.dumps(report)


def test_a_logged_error_is_reported_by_its_masked_sentence_alone(wire):
    sentence = f"part of {NUMBER} failed"
    logging.getLogger("messaging.inbox").error(sentence, extra={"said": WORDS})

    (report,) = wire.sent
    assert report["logentry"] == {"message": "part of ••• failed"}
    assert WORDS not in json.dumps(report)


def test_without_an_address_nothing_is_reported(monkeypatch):
    begun = []
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: begun.append(options))

    error_reports.start("")
    assert begun == []

    error_reports.start("https://key@sentry.invalid/1")
    assert [options["send_default_pii"] for options in begun] == [False]
