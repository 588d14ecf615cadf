"""A receipt code as it is said on the telephone: each letter with a town, each digit as a word."""

from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

# gettext finds its sentences only where they are written out
SAID = {
    "0": pgettext_lazy("on the telephone", "zero"),
    "1": pgettext_lazy("on the telephone", "one"),
    "2": pgettext_lazy("on the telephone", "two"),
    "3": pgettext_lazy("on the telephone", "three"),
    "4": pgettext_lazy("on the telephone", "four"),
    "5": pgettext_lazy("on the telephone", "five"),
    "6": pgettext_lazy("on the telephone", "six"),
    "7": pgettext_lazy("on the telephone", "seven"),
    "8": pgettext_lazy("on the telephone", "eight"),
    "9": pgettext_lazy("on the telephone", "nine"),
    "A": pgettext_lazy("on the telephone", "A for Agra"),
    "B": pgettext_lazy("on the telephone", "B for Banaras"),
    "C": pgettext_lazy("on the telephone", "C for Chennai"),
    "D": pgettext_lazy("on the telephone", "D for Delhi"),
    "E": pgettext_lazy("on the telephone", "E for Etawah"),
    "F": pgettext_lazy("on the telephone", "F for Faridabad"),
    "G": pgettext_lazy("on the telephone", "G for Gorakhpur"),
    "H": pgettext_lazy("on the telephone", "H for Haridwar"),
    "J": pgettext_lazy("on the telephone", "J for Jaipur"),
    "K": pgettext_lazy("on the telephone", "K for Kanpur"),
    "M": pgettext_lazy("on the telephone", "M for Mathura"),
    "N": pgettext_lazy("on the telephone", "N for Nagpur"),
    "P": pgettext_lazy("on the telephone", "P for Patna"),
    "Q": pgettext_lazy("on the telephone", "Q for Qutub"),
    "R": pgettext_lazy("on the telephone", "R for Raipur"),
    "S": pgettext_lazy("on the telephone", "S for Sitapur"),
    "T": pgettext_lazy("on the telephone", "T for Tirupati"),
    "V": pgettext_lazy("on the telephone", "V for Vrindavan"),
    "W": pgettext_lazy("on the telephone", "W for Wardha"),
    "X": pgettext_lazy("on the telephone", "X for X-ray"),
    "Y": pgettext_lazy("on the telephone", "Y for Yamuna"),
    "Z": pgettext_lazy("on the telephone", "Z for Zirakpur"),
}


def spelled(code: str) -> Sequence[tuple[str, str]]:
    """Return each sign of `code` with what one says for it, in the language in force."""
    return [(sign, str(SAID[sign])) for sign in code]
