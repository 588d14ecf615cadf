"""What browsers tell each other of their addresses, with nothing that need not be told. Pure."""

import re
from typing import Any

_CANDIDATE = re.compile(r"^a=candidate:.*$", re.MULTILINE)
_RELATED = re.compile(r" raddr \S+ rport \d+")
_ADDRESSED = re.compile(r"^(c=IN IP[46] )\S+|^(a=rtcp:\d+ IN IP[46] )\S+", re.MULTILINE)
NOWHERE = "0.0.0.0"  # noqa: S104 -- how a description says "not known yet"


def candidate(text: str, *, relay_only: bool) -> str | None:
    """Return a candidate without the address behind it; None where it must not be told."""
    if relay_only and " typ relay" not in text:
        return None
    return _RELATED.sub(f" raddr {NOWHERE} rport 0", text)


def description(sdp: str, *, relay_only: bool) -> str:
    """Return a session description whose addresses are all of candidates that may be told."""

    def kept(found: re.Match[str]) -> str:
        told = candidate(found[0].rstrip("\r"), relay_only=relay_only)
        return f"{told}\r" if told else "a=x-kept-back\r"

    hidden = _ADDRESSED.sub(lambda found: f"{found[1] or found[2]}{NOWHERE}", sdp)
    return _CANDIDATE.sub(kept, hidden)


def clean(kind: str, body: dict[str, Any], *, relay_only: bool) -> dict[str, Any] | None:
    """Return a signal's body with known keys of the right shape only; None when nothing is left."""
    if kind == "words":
        return {"text": str(body.get("text", ""))}
    if kind == "description":
        sdp, type_ = str(body.get("sdp", "")), str(body.get("type", ""))
        if type_ not in {"offer", "answer"}:
            return None
        return {"type": type_, "sdp": description(sdp, relay_only=relay_only)}
    told = candidate(str(body.get("candidate", "")), relay_only=relay_only)
    if told is None:
        return None
    line = body.get("sdpMLineIndex")
    return {
        "candidate": told,
        "sdpMid": str(body.get("sdpMid", "")),
        "sdpMLineIndex": line if isinstance(line, int) else 0,
    }
