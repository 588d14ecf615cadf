"""Words by which a citizen names themselves: kin, home, name, identity numbers. Pure.

Errs on the side of asking: a needless question costs a tap, a missed one may cost far more.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile

from messaging.masking import Atom, atoms_of, fold, runs
from messaging.vocabulary import phrases

Span = tuple[int, int]


def _words(*lines: str) -> frozenset[str]:
    return frozenset(fold(word) for line in lines for word in line.split())


MY = _words(*phrases("possessives"))
OWN = _words(*phrases("own"))
NUMBER = _words("number no mobile phone whatsapp नंबर नम्बर मोबाइल फोन फ़ोन")
NAME = _words("name naam nam नाम")
IS = _words("is hai he h hain hun hoon hu है हैं हूँ हूं ह")
ME = _words("i main mai mein hum ham मैं हम")
AND = _words("and aur i main mai me और मैं")
LIVE = _words("live stay reside")
LIVES = _words("rehta rehti rehte rahta rahti rahte रहता रहती रहते")
OTHERS = _words("hai h he है")  # "lives", said of somebody else
OF = _words("ka ki ke का की के")
AM = _words("hun hoon hu हूँ हूं")
TOO = _words("to bhi तो भी")
# "my name must not come out" tells no name
NO_NAME = _words(
    "mat na nahi nahin nhi kisi kahin kahi gupt gupta secret pata not never",
    "मत ना न नहीं किसी कहीं गुप्त पता",
)
SPEAK = _words("bol बोल")
SPEAKING = _words("raha rahi रहा रही")

BREAK = re.compile(r"[.,;!?\n।|]")  # between two words: they do not belong together
NAME_WORDS, PLACE_WORDS, LOOK_BACK = 3, 5, 7
AADHAAR = 12  # digits, the last of which checks the others
PAN = re.compile(r"(?<![0-9a-z])[a-z]{3}[abcfghjlpt][a-z] ?[0-9]{4} ?[a-z](?![0-9a-z])", re.I)
PERMUTED = "1576283094"  # Verhoeff's


def spans(text: str) -> list[Span]:
    """Return where `text` may tell who wrote it, in order.

    Takes time in proportion to the length of the text.
    """
    atoms = atoms_of(text)
    found = [found.span() for found in PAN.finditer(text)]
    found += _aadhaars(atoms)
    for place, atom in enumerate(atoms):
        if atom.folded in MY:
            found += _mine(text, atoms, place)
        elif atom.folded in ME:
            found += _lives_at(text, atoms, place)
        elif atom.folded in LIVES or atom.folded in SPEAK:
            found += _says_of_self(text, atoms, place)
        elif atom.folded in AM:
            found += _is_kin_of(text, atoms, place)
    return sorted(set(found))


def is_aadhaar(digits: str) -> bool:
    """Say whether these are the digits of an Aadhaar number, by its check digit."""
    if len(digits) != AADHAAR or not digits.isascii() or digits[0] in "01":
        return False
    check, permuted = 0, "0123456789"
    for digit in reversed(digits):
        check = _times(check, int(permuted[int(digit)]))
        permuted = "".join(PERMUTED[int(one)] for one in permuted)
    return check == 0


def _times(a: int, b: int) -> int:
    """Multiply in the dihedral group of ten elements."""
    turned = (a + b if a < 5 else a - b) % 5
    return turned if (a < 5) == (b < 5) else turned + 5


def _aadhaars(atoms: Sequence[Atom]) -> Iterator[Span]:
    for run in runs(atoms):
        for first in range(len(run)):
            digits = ""
            for part, atom in run[first : first + AADHAAR]:
                digits += part
                if is_aadhaar(digits):
                    yield run[first][1].start, atom.end


def _mine(text: str, atoms: Sequence[Atom], place: int) -> Iterator[Span]:
    """Yield "my brother", "my elder brother", "my name is …", "my number is …"."""
    said = _together(text, atoms, place, 2 + NAME_WORDS + PLACE_WORDS)
    second = said[1].folded if len(said) > 1 else ""
    if second in NAME:
        yield from _named(said[2:])
    elif second in NUMBER:
        # without digits it is a phone that was lost, or a number that is hidden already
        digits = [atom for atom in said[2:] if atom.folded.isdigit()]
        yield from [(said[0].start, digits[-1].end)] if digits else []
    else:
        for atom in said[1:3]:
            if atom.folded in OWN:
                yield said[0].start, atom.end
                return


def _named(said: Sequence[Atom]) -> Iterator[Span]:
    """Yield the name after "my name (is)": up to a verb, an "and", or three words."""
    words = list(dropwhile(lambda atom: atom.folded in IS | TOO, said))
    name = list(takewhile(lambda atom: atom.folded not in IS | AND, words[:NAME_WORDS]))
    if name and name[0].folded not in NO_NAME:
        yield name[0].start, name[-1].end


def _lives_at(text: str, atoms: Sequence[Atom], place: int) -> Iterator[Span]:
    """Yield "I live in …" to the end of the phrase."""
    said = _together(text, atoms, place, 2 + PLACE_WORDS)
    if len(said) > 2 and said[1].folded in LIVE:
        yield said[0].start, said[-1].end


def _says_of_self(text: str, atoms: Sequence[Atom], place: int) -> Iterator[Span]:
    """Yield "मैं … में रहता" and "मैं … बोल रहा", from the "I" to the verb."""
    following = {atom.folded for atom in atoms[place + 1 : place + 3]}
    if following & OTHERS or (atoms[place].folded in SPEAK and not following & SPEAKING):
        return
    for first in range(place - 1, max(place - 1 - LOOK_BACK, -1), -1):
        if BREAK.search(text, atoms[first].end, atoms[first + 1].start):
            return
        if atoms[first].folded in ME:
            yield atoms[first].start, atoms[place].end
            return


def _is_kin_of(text: str, atoms: Sequence[Atom], place: int) -> Iterator[Span]:
    """Yield "मैं … का बेटा हूँ", from the "I" to the verb."""
    if place < 2 or atoms[place - 1].folded not in OWN or atoms[place - 2].folded not in OF:
        return
    for first in range(place - 3, max(place - 1 - LOOK_BACK, -1), -1):
        if BREAK.search(text, atoms[first].end, atoms[first + 1].start):
            return
        if atoms[first].folded in ME:
            yield atoms[first].start, atoms[place].end
            return


def _together(text: str, atoms: Sequence[Atom], place: int, most: int) -> list[Atom]:
    """Return up to `most` words from `place` on, to the end of the phrase."""
    said = [atoms[place]]
    for atom in atoms[place + 1 : place + most]:
        if BREAK.search(text, said[-1].end, atom.start):
            break
        said.append(atom)
    return said
