"""Words by which people name themselves."""

import time

import pytest

from messaging.betrayals import is_aadhaar, spans


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("My brother sells drugs", ["My brother"]),
        ("mera bhai sharab bechta hai", ["mera bhai"]),
        ("मेरा बड़ा भाई शराब बेचता है", ["मेरा बड़ा भाई"]),
        ("मेरे पड़ोसी के यहाँ जुआ", ["मेरे पड़ोसी"]),
        ("मेरे पड़ोसी के यहाँ", ["मेरे पड़ोसी"]),
        ("it is behind my shop next to the bank", ["my shop"]),
        ("हमार घर के लगे", ["हमार घर"]),
        ("mor ghar ke paas", ["mor ghar"]),
        ("My name is Ramesh Kumar.", ["Ramesh Kumar"]),
        ("mera naam Ramesh hai aur main", ["Ramesh"]),
        ("मेरा नाम रमेश कुमार यादव है", ["रमेश कुमार यादव"]),
        ("I live in Rampur near the temple. He sells", ["I live in Rampur near the temple"]),
        ("मैं बलिया में रहता हूँ", ["मैं बलिया में रहता"]),
        ("main station ke paas rehti hoon", ["main station ke paas rehti"]),
        ("मैं सुनीता बोल रही हूँ", ["मैं सुनीता बोल"]),
        ("mera number 91555 00001 hai", ["mera number 91555 00001"]),
        ("my mobile no. 91555", []),
        ("Aadhaar 2341 2341 2346", ["2341 2341 2346"]),
        ("आधार २३४१-२३४१-२३४६", ["२३४१-२३४१-२३४६"]),
        ("2341 2341 2345", []),
        ("pan ABCPE1234F", ["ABCPE1234F"]),
        ("abcpe 1234 f", ["abcpe 1234 f"]),
        ("ABCDE1234F", []),
        ("गाड़ी UP32AB1234", []),
    ],
)
def test_telling_words_are_found(text, telling):
    assert told(text) == telling


@pytest.mark.parametrize(
    "text",
    [
        "नदी के किनारे शराब बन रही है",
        "पड़ोसी के घर में जुआ होता है",
        "मेरे गाँव में शराब बिकती है",
        "main road par rehta hai woh",
        "वह बलिया में रहता है",
        "उसका भाई और उसकी दुकान",
        "my phone was stolen",
        "मेरा नंबर •••",
        "call 9155500001",
        "",
        "😀",
    ],
)
def test_other_words_are_left_alone(text):
    assert told(text) == []


def test_what_runs_over_two_messages_is_found():
    text = "2341 2341\n2346"

    assert told(text) == [text]


@pytest.mark.parametrize("digits", ["234123412346", "999941057058", "499118665246"])
def test_published_specimens_of_aadhaar_pass(digits):
    assert is_aadhaar(digits)


@pytest.mark.parametrize("place", range(12))
def test_one_wrong_digit_is_noticed(place):
    right = "234123412346"
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]

    assert not is_aadhaar(wrong)


def test_two_digits_changed_about_are_noticed():
    assert not is_aadhaar("324123412346")


@pytest.mark.parametrize("unit", ["मेरा ", "1 ", "my brother ", "i live in ", "मैं ", "A", "rehta "])
def test_time_grows_with_the_length_alone(unit):
    begun = time.process_time()
    spans(unit * (70_000 // len(unit)))

    assert time.process_time() - begun < 5
