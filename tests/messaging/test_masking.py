"""The sender's own number and names do not reach an officer, however they are written."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.masking import MASK, mask

NUMBER = "915550012345"
LOCAL = NUMBER[2:]
ZEROS = ["0", "\u0966", "\u09e6", "\u0660", "\u06f0", "\u0a66", "\u0ae6", "\uff10"]
SPOKEN = {
    "english": "zero one two three four five six seven eight nine",
    "hindi": "शून्य एक दो तीन चार पांच छह सात आठ नौ",
    "hinglish": "shunya ek do teen char paanch chhah saat aath nau",
}


def in_script(digits: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in digits)


class TestNumber:
    @pytest.mark.parametrize(
        "written",
        [
            LOCAL,
            NUMBER,
            f"+{NUMBER}",
            f"0{LOCAL}",
            f"0091{LOCAL}",
            "+91 55500-12345",
            "(555) 00.12.345",
            "5 5 5 0 0 1 2 3 4 5",
            "5-5-5-0-0-1-2-3-4-5",
            "55500\n12345",
            "55500\u200b12345",
            "5️⃣5️⃣5️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣",
            "⑤⑤⑤00①②③④⑤",
            "triple five double zero one two three four five",
            "555 डबल शून्य एक दो तीन चार पाँच",
            "५५५००१२३४५",
            "555zero0 १२ तीन 4 five",
        ],
    )
    def test_is_hidden_however_it_is_written(self, written: str):
        hidden = mask(f"मेरा नंबर {written} है", [NUMBER])

        assert MASK in hidden
        kept = hidden.replace("triple", "").replace("मेरा नंबर", "").replace("है", "")
        assert not any(character.isdigit() for character in kept)
        assert "five" not in kept

    @given(
        digits=st.text("0123456789", min_size=10, max_size=10),
        zero=st.sampled_from(ZEROS),
        gaps=st.lists(
            st.sampled_from(["", " ", "-", ".", " - ", "\u200d", "/"]), min_size=9, max_size=9
        ),
        prefix=st.sampled_from(["", "+91", "91 ", "0", "0091-", "+91-"]),
        around=st.sampled_from(["{}", "फोन {}।", "({})", "a {} b", "x{}y"]),
    )
    @settings(max_examples=400, deadline=None)
    def test_is_hidden_in_any_script_spacing_and_prefix(self, digits, zero, gaps, prefix, around):
        written = "".join(a + b for a, b in zip(in_script(digits, zero), [*gaps, ""], strict=True))

        hidden = mask(around.format(prefix + written), [f"91{digits}"])

        assert not any(map(str.isdecimal, hidden.replace("91", "").replace("0", "", 4)))

    @pytest.mark.parametrize("language", SPOKEN)
    @given(digits=st.text("0123456789", min_size=10, max_size=10))
    @settings(max_examples=100, deadline=None)
    def test_is_hidden_when_spelled_out(self, language: str, digits: str):
        spoken = " ".join(SPOKEN[language].split()[int(digit)] for digit in digits)

        assert mask(f"call {spoken} please", [f"91{digits}"]) == f"call {MASK} please"

    @given(st.text("0123456789 -+", max_size=40))
    def test_other_numbers_stay(self, text: str):
        digits = "".join(filter(str.isdigit, text))

        assert LOCAL in digits or mask(text, [NUMBER]) == text

    @pytest.mark.parametrize(
        "text", ["गाड़ी UP25 AB 5550", "धारा 302, 1860", "5550012346", "55500 रुपये और 12345 लोग"]
    )
    def test_the_words_of_a_tip_stay(self, text: str):
        assert mask(text, [NUMBER, "Synthia Devi", "@synth.dv"]) == text


class TestNames:
    OWN = ("Synthia D Kumari", "सिंथिया", "@synth_dv.7", "IN.SYNTH0001")

    @pytest.mark.parametrize(
        ("text", "hidden"),
        [
            ("I am SYNTHIA, ok", f"I am {MASK}, ok"),
            ("Synthia D Kumari here", f"{MASK} here"),
            ("kumari's shop", f"{MASK}'s shop"),
            ("मैं सिंथिया हूँ", f"मैं {MASK} हूँ"),
            ("write @synth_dv.7 now", f"write @{MASK} now"),
            ("SYNTH_DV.7", MASK),
            ("IN.SYNTH0001", MASK),
            ("Synthialand and D block", "Synthialand and D block"),
            ("सिंथियापुर", "सिंथियापुर"),
        ],
    )
    def test_whole_words_in_any_case(self, text: str, hidden: str):
        assert mask(text, self.OWN) == hidden

    def test_one_name_in_two_normal_forms_is_one_name(self):
        name = unicodedata.normalize("NFD", "Jos\u00e9")

        assert mask("Jos\u00e9 was here", [name]) == f"{MASK} was here"

    @pytest.mark.parametrize("own", ["", "  ", "a", "Al", "💥", "\u200d", "।।"])
    def test_what_is_too_short_to_name_anyone_hides_nothing(self, own: str):
        assert mask("Al and a 💥 bang ।।", [own]) == "Al and a 💥 bang ।।"

    @given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=5))
    @settings(max_examples=300, deadline=None)
    def test_any_text_and_any_name_can_be_masked(self, text: str, own: list[str]):
        hidden = mask(text, own)

        assert hidden == text or MASK in hidden


@pytest.mark.parametrize(
    "unit",
    [
        "5",
        "5550012345 ",
        "555001234",
        "five ",
        "a",
        "सिंथिया ",
        "k k ",
        "5 ",
        "\u0301",
        "५",
        "-",
        "@",
    ],
)
def test_the_time_grows_no_faster_than_the_text(unit: str):
    own = [NUMBER, "k k k k", "सिंथिया", "five five"]

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        return min(_timed(text, own) for _ in range(3))

    # eight times the text: eight times as long, and 64 times if it grew with the square
    assert seconds(40_000) < 32 * seconds(5_000)


def _timed(text: str, own: list[str]) -> float:
    began = time.process_time()
    mask(text, own)
    return time.process_time() - began


@pytest.mark.parametrize("pile", ["\u0323\u0301", "\u0323\u200d\u0301\u200d"])
def test_a_pile_of_marks_does_not_hold_it_up(pile: str):
    assert _timed("a" + pile * 35_000, [NUMBER, "सिंथिया"]) < 2
