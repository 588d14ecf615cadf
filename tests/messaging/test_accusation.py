"""What accuses police, and what only names them; run with -s to read how well it is told apart."""

import pytest

from messaging import accusation
from tests.messaging.measuring import labelled, measure

ROSTER = ("Ramesh Kumar Yadav", "मनोज त्रिपाठी", "Imran Qureshi")
HALVES = ["accusation", "accusation_held_out"]


def test_there_are_enough_sentences_and_a_good_part_is_held_out():
    tuned, held_out = map(labelled, HALVES)

    both = [*tuned, *held_out]
    assert sum("accuses" in labels for labels, _ in both) >= 200
    assert sum("none" in labels for labels, _ in both) >= 300
    assert len(held_out) >= 250
    assert not {words for _, words in tuned} & {words for _, words in held_out}


@pytest.mark.parametrize("half", HALVES)
def test_accusations_are_heard_and_mentions_are_not(half):
    measured = measure(half, "accuses", lambda text: accusation.heard(text, ROSTER) is not None)

    print(f"\n{half}: {measured}")
    assert measured.recall >= 0.95, measured.missed
    # whoever is wrongly restricted is read by the chief; who is missed, by the accused
    assert measured.precision >= 0.9, measured.false


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ramesh yadav ghus leta hai", ["Ramesh Kumar Yadav"]),
        ("रमेश यादव रिश्वत लेता है", ["Ramesh Kumar Yadav"]),
        ("daroga yadav paise leta hai", ["Ramesh Kumar Yadav"]),
        ("manoj tripathi sharab bikwata hai", ["मनोज त्रिपाठी"]),
        ("tripathi sipahi hafta leta hai", ["मनोज त्रिपाठी"]),
        ("daroga paise leta hai", []),
        ("yadav ji ki dukan par daroga paise leta hai", []),
    ],
)
def test_officers_are_known_by_name_in_either_script(text, names):
    assert list(accusation.heard(text, ROSTER).names) == names


@pytest.mark.parametrize(
    "text",
    ["langda jue ke adde se paisa leta hai", "लंगड़ा शराब वालों से हफ़्ता लेता है"],
)
def test_officers_are_known_by_what_people_call_them(text):
    assert accusation.heard(text, ROSTER) is None

    told = accusation.heard(text, ROSTER, ["लंगड़ा"])

    assert told is not None
    assert told.names == ("लंगड़ा",)


def test_a_nickname_without_a_wrong_accuses_nobody():
    assert accusation.heard("langda ki dukan kahan hai", ROSTER, ["लंगड़ा"]) is None


def test_a_name_of_many_means_nobody_in_person():
    many = [f"{first} Yadav" for first in ("Ram", "Shyam", "Mohan", "Sohan")]

    assert accusation.heard("daroga yadav paise leta hai", many).names == ()


@pytest.mark.parametrize(
    "text",
    [
        "thana kotwali ke paas gunda hafta leta hai",
        "कोतवाली के पीछे लड़के रोज़ गाली देते हैं",
        "farzi daroga bankar paise leta hai",
        "police ko bataya tha ki wo paise mang raha hai",
        "daroga ji mere padosi jhutha case kar rahe hain",
        "mera beta sipahi hai usse paise mang rahe hain",
    ],
)
def test_police_as_a_place_a_helper_or_a_pretence_are_not_accused(text):
    assert accusation.heard(text, ROSTER) is None


def test_a_name_without_a_wrong_accuses_nobody():
    assert accusation.heard("Ramesh Kumar Yadav ka ghar kahan hai", ROSTER) is None


@pytest.mark.parametrize(
    ("text", "is_chief"),
    [
        ("SSP paise leta hai", True),
        ("कप्तान साहब मिले हुए हैं माफिया से", True),
        ("SP City rishwat leta hai", False),
        ("SSP sahab, daroga rishwat leta hai", False),
        ("SSP sahab daroga rishwat leta hai", False),
        ("SSP ko bataya phir bhi daroga paise leta hai", False),
    ],
)
def test_the_chief_is_accused_only_as_the_one_who_did_it(text, is_chief):
    assert accusation.heard(text).of_chief is is_chief


@pytest.mark.parametrize("text", ["", "👮", "\x00", "police " * 5000, "paise le " * 5000])
def test_no_text_can_break_it(text):
    accusation.heard(text, ROSTER)


@pytest.mark.parametrize(
    "text",
    [
        "फाटक के पास अवैध शराब बिक रही है",
        "स्कूल के पास लड़के नशा बेचते हैं, पैसे लेते हैं",
        "सो रहे थे तब लड़के पैसे लूट कर ले गए",
        "शो रूम के बाहर जुआ चलवाते हैं",
        "अस्सी लीटर कच्ची शराब बिकवाता है",
        "सपा नेता पैसे लेकर अवैध खनन करवाता है",
        "they dig sand at night and take bribe from trucks",
        "so they sell illegal liquor near the school and take money",
    ],
)
def test_words_that_sound_like_a_rank_are_no_police(text):
    assert accusation.heard(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "SO paise lekar sharab bikwata hai",
        "co sahab ghus lete hain",
        "एसओ पैसे लेकर शराब बिकवाता है",
        "sho rishwat mangta hai",
        "SP City ghus leta hai",
        "PS Kotwali me rishwat mangi gayi",
    ],
)
def test_ranks_in_short_are_police(text):
    assert accusation.heard(text) is not None
