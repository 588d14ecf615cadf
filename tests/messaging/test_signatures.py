"""The signature of a webhook; digests computed apart from this code."""

import pytest

from messaging.signatures import signature_is_valid

SECRET = "synthetic_app_secret_1"
EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'
HINDI = (
    '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":'
    '[{"field":"messages","value":{"t":"नमस्ते 🚨"}}]}]}'
).encode()
ESCAPED = HINDI.replace("नमस्ते 🚨".encode(), rb"\u0928\u092e\u0938\u094d\u0924\u0947 \ud83d\udea8")
EMPTY_DIGEST = "641fdb7b91cbe020c53fe582754e3452c0ec293e8818733a02deb21de18303a9"
HINDI_DIGEST = "af91983d38958f94f6266bf9a6d0a909eeaf58b037640cc6be9d0f5b65d5fa9c"
ESCAPED_DIGEST = "11d59754abe7fb197c1ed374279db03e0a9b6e00199934b47c593b8e56c5dcaa"


@pytest.mark.parametrize(
    ("body", "digest"),
    [(EMPTY, EMPTY_DIGEST), (HINDI, HINDI_DIGEST), (ESCAPED, ESCAPED_DIGEST)],
)
def test_a_body_signed_as_it_was_sent_is_accepted(body, digest):
    assert signature_is_valid(body, f"sha256={digest}", [SECRET])


@pytest.mark.parametrize(
    "header",
    [
        "",
        EMPTY_DIGEST,
        f"sha1={EMPTY_DIGEST}",
        f"sha256={EMPTY_DIGEST.upper()}",
        f"SHA256={EMPTY_DIGEST}",
        f"sha256= {EMPTY_DIGEST}",
        f"sha256={EMPTY_DIGEST}\n",
        f"sha256={EMPTY_DIGEST},sha256={EMPTY_DIGEST}",
        f"sha256={HINDI_DIGEST}",
        "sha256=" + "é" * 64,
        "sha256=" + "a" * 10_000,
    ],
)
def test_anything_else_is_refused(header):
    assert not signature_is_valid(EMPTY, header, [SECRET])


def test_the_same_words_written_otherwise_have_another_signature():
    assert not signature_is_valid(HINDI, f"sha256={ESCAPED_DIGEST}", [SECRET])


def test_two_secrets_hold_while_one_replaces_the_other():
    assert signature_is_valid(EMPTY, f"sha256={EMPTY_DIGEST}", ["the-new-one", SECRET])
    assert not signature_is_valid(EMPTY, f"sha256={EMPTY_DIGEST}", ["the-new-one"])


def test_without_a_secret_nothing_is_valid():
    assert not signature_is_valid(EMPTY, f"sha256={EMPTY_DIGEST}", [])
