"""The pages of a hearing ask for nothing that a Chrome of five years ago (96) does not know.

A browser that old cannot be had for testing; what later ones brought is known, and looked for.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

CHROME = 96  # of November 2021
# what scripts may want, and the Chrome that first knew it
SINCE = {
    r"\bfindLast(Index)?\(": 97,
    r"\bstructuredClone\(": 98,
    r"\bAbortSignal\.timeout\b": 103,
    r"\.inert\b": 102,
    r"\bArray\.fromAsync\b": 121,
    r"\.to(Sorted|Reversed|Spliced)\(": 110,
    r"\.with\(": 110,
    r"/[dgimsuy]*v[dgimsuy]*\.(test|exec)\(": 112,
    r"\b(show|hide|toggle)Popover\(": 114,
    r"\bAbortSignal\.any\b": 116,
    r"\b(Object|Map)\.groupBy\(": 117,
    r"\bURL\.canParse\b": 120,
    r"\bPromise\.withResolvers\b": 119,
    r"\bSet\(.*\)\.(union|intersection|difference)\(": 122,
    r"\bIterator\.from\b": 122,
    r"\bPromise\.try\b": 128,
    r"\bRTCRtpScriptTransform\b": 141,
    r"\bimport .* with \{": 123,
}
# what a style must not rest on: a rule that an old browser drops whole has to be an ornament
STYLES = {r"\d[dsl]v[hw]\b": 108, r"^\s+&": 112, r"@container": 105, r"@scope": 118}
FOLDER = Path(settings.BASE_DIR) / "static" / "hearings"


def too_young(text: str, known: dict[str, int]) -> list[str]:
    return [
        match[0]
        for pattern, since in known.items()
        if since > CHROME
        for match in re.finditer(pattern, text, re.MULTILINE)
    ]


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_no_script_is_too_young(script):
    assert too_young(script.read_text(), SINCE) == []


def test_no_style_is_too_young():
    assert too_young((FOLDER / "hearings.css").read_text(), STYLES) == []


@pytest.mark.parametrize(
    "young",
    ["const copy = structuredClone(seats);", "rows.toSorted()", "calls.findLast((call) => call)"],
)
def test_what_came_later_is_found(young):
    assert len(too_young(young, SINCE)) == 1
