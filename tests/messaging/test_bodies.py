"""Message objects stay within WhatsApp's limits, or are refused before they leave."""

import pytest

from messaging import bodies


def rows(count, title="शराब", description=""):
    return [(f"id-{number}", title, description) for number in range(count)]


@pytest.mark.parametrize(
    "build",
    [
        lambda: bodies.text("क" * 4096),
        lambda: bodies.buttons("क" * 1024, [("a" * 256, "क" * 20)] * 3),
        lambda: bodies.choices("क" * 4096, "ख" * 20, rows(10, "क" * 24, "ख" * 72)),
        lambda: bodies.ask_location("क" * 1024),
    ],
)
def test_a_message_at_the_limit_is_built(build):
    assert build()["type"] in {"text", "interactive"}


@pytest.mark.parametrize(
    "build",
    [
        lambda: bodies.text("क" * 4097),
        lambda: bodies.text(""),
        lambda: bodies.buttons("क" * 1025, [("a", "हाँ")]),
        lambda: bodies.buttons("क", [("a", "क" * 21)]),
        lambda: bodies.buttons("क", [("a" * 257, "हाँ")]),
        lambda: bodies.buttons("क", []),
        lambda: bodies.buttons("क", [("a", "हाँ")] * 4),
        lambda: bodies.choices("क", "ख" * 21, rows(1)),
        lambda: bodies.choices("क", "ख", rows(11)),
        lambda: bodies.choices("क", "ख", rows(1, "क" * 25)),
        lambda: bodies.choices("क", "ख", rows(1, "क", "ख" * 73)),
        lambda: bodies.ask_location("क" * 1025),
    ],
)
def test_a_message_over_a_limit_is_refused(build):
    with pytest.raises(bodies.OverLimit):
        build()


def test_a_refusal_does_not_repeat_the_words():
    with pytest.raises(bodies.OverLimit) as refusal:
        bodies.text("गुप्त" * 2000)

    assert "गुप्त" not in str(refusal.value)


def test_a_template_carries_its_values_by_name_and_its_button():
    built = bodies.template("answer_waiting_v1", "hi", {"reference": "K7Q"}, ["read:5"])

    assert built["template"]["components"] == [
        {
            "type": "body",
            "parameters": [{"type": "text", "parameter_name": "reference", "text": "K7Q"}],
        },
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": "read:5"}],
        },
    ]
