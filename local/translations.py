"""Compile the catalogues in locale/, or with --check say which are out of date or incomplete.

Compiled catalogues are kept in the repository: a deployer needs no translation tools.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compiled(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def complaints(source: Path) -> Iterator[str]:
    """Yield a sentence for each reason why `source` may not be shipped as it is."""
    catalogue = read(source)
    target = source.with_suffix(".mo")
    if not target.exists() or target.read_bytes() != compiled(catalogue):
        yield f"{target} is older than {source.name}: run `make translations`."
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and (message.fuzzy or not all(texts)):
            yield f"{source}, line {message.lineno}: no translation, or an uncertain one."


def read(source: Path) -> Catalog:
    with source.open("rb") as opened:
        return read_po(opened, locale=source.parent.parent.name)


def main(*, check: bool) -> int:
    found = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        if not check:
            source.with_suffix(".mo").write_bytes(compiled(read(source)))
            continue
        for sentence in complaints(source):
            print(sentence)
            found += 1
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
