"""What can be made to go wrong, each by a switch of its own."""

import threading
from dataclasses import dataclass, field
from typing import Any

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Switch:
    """One thing that can go wrong; `params` are the settings it takes, with their defaults."""

    says: str
    params: Params = field(default_factory=dict)


SWITCHES: dict[str, Switch] = {
    # webhooks: how often, in what company and in what order
    "duplicate_post": Switch("The same body is posted again", {"copies": 1}),
    "same_message_again": Switch("The same message comes in another body"),
    "twice_in_one_body": Switch("A message stands twice in one body"),
    "batch": Switch("Updates are gathered and posted together", {"size": 8}),
    "reverse": Switch("Updates are gathered and posted last first", {"count": 2}),
    "parallel": Switch("Messages of one citizen arrive at the same time"),
    "many_updates": Switch("A citizen's message arrives as very many", {"count": 1000}),
    "big_body": Switch("The body is padded", {"bytes": 2_900_000}),
    # webhooks: what stands in them
    "signature": Switch("The signature is not as it should be", {"kind": "wrong"}),
    "unknown_keys": Switch("Keys nobody has heard of stand everywhere"),
    "unknown_field": Switch("A change of an unknown field comes along"),
    "unknown_type": Switch("A message of an unknown type comes along"),
    "timestamp_as_number": Switch("Timestamps are numbers"),
    "account_error": Switch("A webhook with nothing but account errors comes along"),
    # statuses
    "status_before_answer": Switch("The status arrives before the answer to the sending"),
    "read_before_sent": Switch("Read, delivered and sent arrive in that order"),
    "skip_delivered": Switch("Read comes without delivered"),
    "unknown_status_word": Switch("A status with an unknown word", {"word": "shimmered"}),
    "no_status": Switch("Dropped at the end of its life: no status at all"),
    "fail_later": Switch("Accepted, then failed", {"code": 131026}),
    "bare_errors": Switch("Errors carry a code and a title only"),
    # sending
    "send_error": Switch("Sending is refused", {"code": 131000}),
    "false_window_closed": Switch("131047 although the window is open"),
    "token_revoked": Switch("The token no longer works"),
    "error_page": Switch("An HTML page with status 500"),
    "too_many_requests": Switch("HTTP 429 without JSON", {"retry_after": 1}),
    "timeout_before_accept": Switch("No answer; the message was not taken", {"seconds": 60}),
    "timeout_after_accept": Switch("No answer; the message was taken", {"seconds": 60}),
    "held_for_quality": Switch("A template is held for assessment"),
    "template_rejected": Switch("A new template is rejected"),
    # media
    "media_url_expired": Switch("The link no longer works"),
    "media_id_expired": Switch("The file's id is too old"),
    "media_without_url": Switch("The answer lacks the link"),
    "media_digest_mismatch": Switch("Other bytes than announced"),
    "media_wrong_mime": Switch("Another type than announced", {"mime": "text/html"}),
    "media_truncated": Switch("The file breaks off in the middle"),
    "media_slow": Switch("The file drips", {"seconds": 5}),
    "media_empty": Switch("The file has no bytes"),
    "media_too_large": Switch("A citizen's file is over 100 MB"),
}


class UnknownFault(ValueError):
    """There is no such switch, or it takes no such setting."""


@dataclass(slots=True)
class Active:
    params: Params
    times: int | None  # None: until cleared


class Faults:
    """The switches that are on. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._active: dict[str, Active] = {}

    def set(self, name: str, *, times: int | None = None, **params: Any) -> None:
        """Turn a switch on, for ever or for `times` occasions."""
        if name not in SWITCHES:
            raise UnknownFault(f"There is no fault named {name}.")
        known = SWITCHES[name].params
        if strange := sorted(set(params) - set(known)):
            raise UnknownFault(f"The fault {name} takes no {', '.join(strange)}.")
        with self._lock:
            self._active[name] = Active({**known, **params}, times)

    def clear(self, name: str = "") -> None:
        """Turn one switch off, or all of them."""
        with self._lock:
            if name:
                self._active.pop(name, None)
            else:
                self._active.clear()

    def take(self, name: str) -> Params | None:
        """Return the settings if the switch is on now, and count the occasion."""
        with self._lock:
            active = self._active.get(name)
            if active is None:
                return None
            if active.times is not None:
                active.times -= 1
                if active.times <= 0:
                    del self._active[name]
            return active.params

    def happens(self, name: str) -> bool:
        """Say whether the switch is on now, and count the occasion."""
        return self.take(name) is not None

    def peek(self, name: str) -> Params | None:
        """Return the settings if the switch is on now, without counting."""
        with self._lock:
            active = self._active.get(name)
            return active.params if active else None

    def active(self) -> dict[str, Params]:
        with self._lock:
            return {name: {**a.params, "times": a.times} for name, a in self._active.items()}
