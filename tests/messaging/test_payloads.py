"""Reading what WhatsApp sends, in every shape it has been seen to have, and any other."""
# ruff: noqa: E501 — a table reads best with one shape a line

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.payloads import Incoming, Media, Place, read_changes, read_message

KINDS = {
    "text", "choice", "media", "location", "contacts", "reaction", "order", "system",
    "unsupported", "unknown",
}  # fmt: skip
TYPES = [
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts",
    "interactive", "button", "reaction", "order", "system", "request_welcome", "unsupported",
    "edit", "revoke", "pigeon",
]  # fmt: skip

KEYS = sorted(
    set(
        re.findall(
            r"\w+",
            """
            type id body text entry changes value field metadata phone_number_id messages
            contacts statuses errors interactive button_reply nfm_reply response_json image
            location latitude longitude name phones context reaction emoji edit message
            unsupported system code
            """,
        )
    )
)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


def reads(raw: dict[str, Any], **expected: Any) -> None:
    assert read_message(raw) == Incoming(**expected)


class TestEachShape:
    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            ({"type": "text", "text": {"body": "शराब"}}, {"kind": "text", "text": "शराब"}),
            ({"type": "text", "text": {"body": 42}}, {"kind": "text", "text": "42"}),
            ({"type": "text"}, {"kind": "text"}),
            (
                {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "yes", "title": "हाँ"}}},
                {"kind": "choice", "choice": "yes", "text": "हाँ"},
            ),
            (
                {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "c:liquor", "title": "Liquor", "description": "x"}}},
                {"kind": "choice", "choice": "c:liquor", "text": "Liquor"},
            ),
            (
                {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": '["a", 2, {"b": 1}]'}}},
                {"kind": "choice", "detail": "nfm_reply", "text": "a\n2"},
            ),
            (
                {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": '{"flow_token": "t", "place": "घाट"}'}}},
                {"kind": "choice", "detail": "nfm_reply", "text": "घाट"},
            ),
            (
                {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{"}}},
                {"kind": "choice", "detail": "nfm_reply"},
            ),
            (
                {"type": "interactive", "interactive": {"type": "call_permission_reply", "call_permission_reply": {"response": "accept"}}},
                {"kind": "choice", "detail": "call_permission_reply", "choice": "accept"},
            ),
            (
                {"type": "interactive", "context": {"id": "wamid.A"}},
                {"kind": "unknown", "detail": "interactive", "quotes": "wamid.A"},
            ),
            ({"type": "button", "button": {"payload": "read:1", "text": "पढ़ें"}}, {"kind": "choice", "choice": "read:1", "text": "पढ़ें"}),
            ({"type": "button", "button": {"text": "पढ़ें"}}, {"kind": "choice", "choice": "पढ़ें", "text": "पढ़ें"}),
            ({"type": "reaction", "reaction": {"message_id": "wamid.A", "emoji": "👍"}}, {"kind": "reaction", "text": "👍", "quotes": "wamid.A"}),
            ({"type": "reaction", "reaction": {"message_id": "wamid.A"}}, {"kind": "reaction", "detail": "removed", "quotes": "wamid.A"}),
            ({"type": "order", "order": {"text": "two"}}, {"kind": "order", "text": "two"}),
            ({"type": "system", "system": {"type": "user_changed_number", "body": "A changed from 1 to 2"}}, {"kind": "system", "detail": "user_changed_number"}),
            ({"type": "request_welcome"}, {"kind": "system", "detail": "request_welcome"}),
            ({"type": "unsupported", "errors": [{"code": 131051}], "unsupported": {"type": "poll_creation"}}, {"kind": "unsupported", "detail": "poll_creation"}),
            ({"type": "unsupported", "errors": [{"code": 131060, "title": "gone"}]}, {"kind": "unsupported", "detail": "131060"}),
            ({"type": "unsupported"}, {"kind": "unsupported"}),
            ({"type": "revoke", "revoke": {"original_message_id": "wamid.A"}}, {"kind": "system", "detail": "revoke", "quotes": "wamid.A"}),
            (
                {"type": "edit", "edit": {"original_message_id": "wamid.A", "message": {"type": "text", "text": {"body": "new"}}}},
                {"kind": "text", "detail": "edit", "text": "new", "quotes": "wamid.A"},
            ),
            ({"type": "edit", "edit": {"message": {"type": "edit"}}}, {"kind": "text", "detail": "edit"}),
            ({"type": "pigeon"}, {"kind": "unknown", "detail": "pigeon"}),
            ({}, {"kind": "unknown"}),
            ({"type": "text", "text": {"body": "a\x00b\ud800c"}}, {"kind": "text", "text": "a\ufffdb\ufffdc"}),
        ],
    )  # fmt: skip
    def test_is_read_for_what_it_says(self, raw: dict[str, Any], expected: dict[str, Any]):
        reads(raw, **expected)

    @pytest.mark.parametrize("kind", ["image", "video", "document", "sticker"])
    def test_a_file_with_its_caption(self, kind: str):
        file = {"id": 77, "mime_type": "x/y", "sha256": "aGFzaA==", "caption": "देखिए"}

        reads(
            {"type": kind, kind: {**file, "filename": "मेरा नाम.pdf"}},
            kind="media",
            text="देखिए",
            media=Media("77", kind, "x/y", "aGFzaA==", "मेरा नाम.pdf"),
        )

    def test_a_voice_note_is_told_from_other_sound(self):
        note = {"type": "audio", "audio": {"id": "1", "voice": True}}
        music = {"type": "audio", "audio": {"id": "1", "voice": "yes"}}

        assert [read_message(raw).media.is_voice for raw in (note, music)] == [True, False]

    def test_a_file_without_an_id_cannot_be_fetched(self):
        reads({"type": "image", "image": {}}, kind="unsupported", detail="media_without_id")

    @pytest.mark.parametrize(
        ("latitude", "longitude", "place"),
        [
            (28.36, 79.41, Place(28.36, 79.41)),
            ("28.36", 79, Place(28.36, 79.0)),
            (91, 79, None),
            (28, 181, None),
            (float("nan"), 79, None),
            (float("inf"), 79, None),
            (True, 79, None),
            (None, 79, None),
            (10**400, 79, None),
        ],
    )
    def test_a_place_is_on_this_earth(self, latitude: Any, longitude: Any, place: Place | None):
        raw = {"type": "location", "location": {"latitude": latitude, "longitude": longitude}}

        assert read_message(raw).place == place

    def test_a_picked_place_has_its_name_in_the_words(self):
        spot = {"latitude": 1, "longitude": 2, "name": "घाट", "address": "बरेली"}

        assert read_message({"type": "location", "location": spot}).text == "घाट, बरेली"

    def test_a_shared_contact_is_part_of_the_tip(self):
        card = {"name": {"formatted_name": "Accused"}, "phones": [{"phone": "+91 55500 77777"}, 5]}

        raw = {"type": "contacts", "contacts": [card, None, {}]}
        reads(raw, kind="contacts", text="Accused +91 55500 77777")

    @pytest.mark.parametrize("mark", ["forwarded", "frequently_forwarded"])
    def test_forwarded_is_second_hand(self, mark: str):
        raw = {"type": "text", "text": {"body": "x"}, "context": {mark: True}}

        assert read_message(raw).is_forwarded


class TestAnyShape:
    @given(
        st.dictionaries(st.text(max_size=5), anything, max_size=5), st.sampled_from(TYPES), anything
    )
    @settings(max_examples=400, deadline=None)
    def test_no_message_raises(self, raw: dict[str, Any], kind: str, inner: Any):
        read = read_message({**raw, "type": kind, kind: inner})

        assert read.kind in KINDS
        "".join((read.text, read.choice, read.quotes, read.detail)).encode()

    @given(anything)
    @settings(max_examples=400, deadline=None)
    def test_no_body_raises(self, body: Any):
        for change in read_changes(body):
            assert all(isinstance(x, list) for x in (change.messages, change.statuses))

    @given(st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=4))
    def test_every_change_of_every_entry_is_there(self, entries: list[list[int]]):
        body = {
            "entry": [
                {"changes": [{"field": "messages", "value": {"messages": [{}] * n}} for n in sizes]}
                for sizes in entries
            ]
        }

        found = [(change.place, len(change.messages)) for change in read_changes(body)]

        assert found == [
            (f"entry.{i}.changes.{j}", n)
            for i, sizes in enumerate(entries)
            for j, n in enumerate(sizes)
        ]

    @pytest.mark.parametrize(
        "body", [None, 5, [], {}, {"entry": 1}, {"entry": [1]}, {"entry": [{"changes": [{}]}]}]
    )
    def test_what_has_not_the_shape_is_handed_on_as_it_is(self, body: Any):
        assert [change.malformed for change in read_changes(body)] == [True]
