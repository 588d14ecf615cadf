"""How words sound: Devanagari and Roman Hindi, however spelled, as bare Roman sounds. Pure."""

import re
import unicodedata


def _pairs(text: str) -> dict[str, str]:
    """Read "क k ख kh …" as a table."""
    parts = text.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


_CONSONANTS = _pairs(
    "क k ख kh ग g घ gh ङ n च ch छ ch ज j झ jh ञ n ट t ठ t ड d ढ d ण n त t थ t द d ध d न n"
    " प p फ f ब b भ b म m य y र r ल l व v श s ष s स s ह h"
)
_VOWELS = _pairs("अ a आ a इ i ई i उ u ऊ u ऋ ri ए e ऐ e ओ o औ o ऑ o ऍ e")
_SIGNS = _pairs("ा a ि i ी i ु u ू u ृ ri े e ै e ो o ौ o ॉ o ॅ e")
_NUKTA = _pairs("ड r ढ r ज j क k फ f ख kh ग g")
_VIRAMA, _NUKTA_SIGN = "्", "़"
_NASALS = dict.fromkeys("ंँ", "n")
# spellings of one sound, the longer before its parts; both scripts pass through these
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"([a-z])\1{2,}", r"\1\1"),  # bachaaaao
        (r"ksh|x", "ks"),
        (r"shh?", "s"),
        (r"chh", "ch"),
        (r"ph", "f"),
        (r"w", "v"),
        (r"q|c(?!h)", "k"),
        (r"z", "j"),
        (r"(?<=[tdbgj])h", ""),
        (r"oo|ou", "u"),
        (r"ee|ii", "i"),
        (r"ai|ay|ae", "e"),
        (r"au|aw", "o"),
        (r"y(?=[aeiou])", ""),
        (r"m(?=[bp])", "n"),
        (r"([a-z])\1+", r"\1"),
    )
]
_INNER_A = re.compile(r"(?<=[a-z])a")


def fold(text: str) -> str:
    """Return `text` as bare sounds in Roman letters, alike for one name in either script."""
    plain = unicodedata.normalize("NFD", text).casefold()
    roman = _romanised(plain)
    roman = "".join(letter if letter.isascii() else " " for letter in roman)
    folded = " ".join(re.findall(r"[a-z0-9]+", roman))
    for pattern, sound in _SOUNDS:
        folded = pattern.sub(sound, folded)
    return folded


def bare(text: str) -> str:
    """Return `fold(text)` without the a's inside words: "raha", "rha" and "रहा" are one."""
    return _INNER_A.sub("", fold(text))


def _romanised(text: str) -> str:
    out: list[str] = []
    for position, letter in enumerate(text):
        after = text[position + 1 : position + 2]
        if letter in _CONSONANTS:
            sound = _NUKTA.get(letter, _CONSONANTS[letter]) if after == _NUKTA_SIGN else None
            out.append(sound or _CONSONANTS[letter])
            if after == _NUKTA_SIGN:
                after = text[position + 2 : position + 3]
            # the inherent vowel is heard, unless a sign replaces it or the word ends
            if after and after not in _SIGNS and after != _VIRAMA and not _ends_word(after):
                out.append("a")
        elif letter not in {_VIRAMA, _NUKTA_SIGN}:
            known = _SIGNS.get(letter) or _VOWELS.get(letter) or _NASALS.get(letter)
            out.append(known or letter)
    return "".join(out)


def _ends_word(letter: str) -> bool:
    return not (letter.isalnum() or unicodedata.category(letter) in {"Mn", "Mc"})
