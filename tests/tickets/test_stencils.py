"""Rows drawn once for each look and filled in: nothing of one row ever stands in another."""

from typing import Any

import pytest
from django.utils import translation

from tickets.models.clock import ClockName
from tickets.stencils import EDGE, Stencil
from tickets.templatetags.rows import Look, cut

LOOK = Look(
    status="new",
    priority=0,
    is_restricted=False,
    is_second_hand=False,
    has_words=True,
    has_category=True,
    has_place=True,
    is_on_map=False,
    files=0,
    has_assigned=True,
    is_suggested=True,
    clock=ClockName.TRIAGE,
    is_late=False,
    is_flood=False,
    is_tickable=True,
    is_acknowledgeable=True,
    deeds=("forward", "category", "duplicate", "later", "priority"),
)
NAMES = ("code", "spoken", "age", "words", "copies", "category", "place", "assigned", "unit")
MORE = ("suggested", "suggested_key", "left", "csrf_token", "list", "list_quoted")


def filled(look: Look = LOOK, **values: Any) -> str:
    row = Stencil("tickets/_row.html")
    return row.fill(look, {name: f"[{name}]" for name in (*NAMES, *MORE)} | values)


def test_rows_of_one_look_keep_their_words_apart():
    first, second = filled(words="शराब", code="A"), filled(words="जुआ", code="B")

    assert "शराब" in first and "जुआ" not in first
    assert "जुआ" in second and "शराब" not in second
    assert first.replace("शराब", "जुआ").replace('"A"', '"B"').count("जुआ") == second.count("जुआ")


def test_what_is_filled_in_is_escaped():
    row = filled(words="<script>", place='"x"', unit="&")

    assert "<script>" not in row
    assert "&lt;script&gt;" in row and "&quot;x&quot;" in row


def test_words_that_name_a_value_stay_words():
    row = filled(words=f"{EDGE}place{EDGE} {{{{ place }}}}", place="थाने के पीछे")

    assert row.count("थाने के पीछे") == 1


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_value_has_its_place_and_no_mark_is_left(language):
    with translation.override(language):
        drawn = (
            filled() + filled(LOOK._replace(status="closed")) + filled(LOOK._replace(is_flood=True))
        )

    assert EDGE not in drawn
    assert [name for name in (*NAMES, *MORE) if f"[{name}]" not in drawn] == []


def test_each_language_has_its_own():
    with translation.override("en"):
        english = filled()
    with translation.override("hi"):
        hindi = filled()

    assert "Acknowledge" in english and "Acknowledge" not in hindi


def test_a_look_decides():
    assert "row-urgent" in filled(LOOK._replace(priority=2))
    assert "row-urgent" not in filled()
    assert 'id="x-' not in filled(LOOK._replace(is_tickable=False))
    assert "row-deeds" not in filled(LOOK._replace(deeds=()))


@pytest.mark.parametrize("length", [0, 219, 220, 221, 400])
def test_long_words_are_cut_as_everywhere(length):
    words = cut("क" * length, 220)

    assert words == "क" * length if length <= 220 else (len(words) == 220 and words[-1] == "…")
