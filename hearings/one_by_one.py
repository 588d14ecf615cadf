"""Doing the same for many, so that one who cannot be helped now holds up nobody."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from tickets.refusals import Refused
from tickets.stopping import TimeIsUp

log = logging.getLogger(__name__)
Key = TypeVar("Key")


def each(keys: Iterable[Key], do: Callable[[Key], object]) -> int:
    """Do one thing for each; return for how many it was done. The next round tries the rest.

    `do` holds its own transaction. What fails unforeseen is an alarm, with the kind of error only.
    """
    done = 0
    for key in keys:
        try:
            done += do(key) is not False
        except Refused:
            continue
        except TimeIsUp:
            raise
        except Exception as error:  # noqa: BLE001  # the others must not wait for a mended one
            details = {"doing": do.__qualname__, "key": str(key), "error": type(error).__name__}
            log.error("hearing step failed for one", extra=details)
    return done
