"""Every sentence of the pages is there in Hindi, and the compiled catalogue is the present one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from local import translations

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "hi" / "LC_MESSAGES" / "django.po"
APPS = ("districts", "tickets", "evidence", "messaging", "hearings", "sataark")
SPOKEN = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
IN_TEMPLATES = re.compile(r"""\bgettext\(u?(['"])(.+?)\1\)|_\(u?(['"])(.+?)\3\)""", re.DOTALL)


def of_programs() -> Iterator[str]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            with path.open("rb") as source:
                for _, found, _, _ in extract("python", source, keywords=SPOKEN):
                    yield found if isinstance(found, str) else found[-2]


def of_pages() -> Iterator[str]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        written = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for found in IN_TEMPLATES.finditer(written):
            yield (found[2] or found[4]).replace("\\'", "'").replace('\\"', '"')


@pytest.fixture(scope="module")
def hindi() -> dict[str, bool]:
    """Return, by English sentence, whether all its Hindi is there and certain."""
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="hi")
    known: dict[str, bool] = {}
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        known |= dict.fromkeys(ids, all(texts) and not message.fuzzy)
    return known


@pytest.mark.parametrize("source", [of_programs, of_pages])
def test_every_sentence_is_there_in_hindi(hindi, source):
    sentences = set(source())

    assert len(sentences) > 50
    assert {sentence for sentence in sentences if sentence and not hindi.get(sentence)} == set()


def test_the_compiled_catalogue_is_the_present_one():
    assert list(translations.complaints(CATALOGUE)) == []
