"""One JSON line per record, with anything that looks like an identifier masked."""

import json
import logging
import re
import unicodedata
from datetime import UTC, datetime

MASK = "•••"
# a second line of defence: code must not log identifiers in the first place
IDENTIFIERS = re.compile(
    r"wamid\.[A-Za-z0-9+/=_-]+"  # message ids carry the phone number
    r"|\b[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{6,128}\b"  # business-scoped user ids
    r"|(?<![\w-])\+?\d(?:[ -]?\d){9,14}(?![\w-])"  # phone numbers in any digits
    r"|(?<=/hearings/)[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])"  # the way into a citizen's room
    r"|(?<=[/\w-]\?)\S+",  # what an address asks for: an officer searches for words and numbers
)
STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def masked(text: str) -> str:
    """Return `text` with phone numbers (any script's digits), BSUIDs and message ids masked.

    Of an address nothing is left after its question mark.
    """
    plain = "".join(_ascii_digit(character) for character in text)
    return IDENTIFIERS.sub(MASK, plain)


class MaskIdentifiers(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        return True


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "says": record.getMessage(),
        }
        for key, value in record.__dict__.items():
            if key not in STANDARD and not key.startswith("_"):
                line[key] = masked(str(value))
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _ascii_digit(character: str) -> str:
    if character.isascii() or not character.isdecimal():
        return character
    return str(unicodedata.decimal(character))
