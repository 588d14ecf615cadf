"""Errors nobody foresaw, told to Sentry: where the code broke, and no word of anybody's."""

from typing import Any

import sentry_sdk

from sataark.logs import masked

# all that leaves this machine: the rest may hold addresses, forms, cookies or arguments
KEPT = frozenset({"event_id", "timestamp", "level", "logger", "platform", "sdk", "exception"})


def start(dsn: str) -> None:
    """Report from now on, in this process; do nothing without `dsn`."""
    if dsn:
        sentry_sdk.init(**options(dsn))


def options(dsn: str) -> dict[str, Any]:
    """Return how to report: only errors, without variables, requests or sentences."""
    return {
        "dsn": dsn,
        "send_default_pii": False,
        "include_local_variables": False,
        "max_request_body_size": "never",
        "max_breadcrumbs": 0,
        "auto_session_tracking": False,
        "before_send": stripped,
    }


def stripped(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """Return what may leave of a report; an exception's own sentence often quotes a row."""
    kept = {name: value for name, value in event.items() if name in KEPT}
    for problem in kept.get("exception", {}).get("values", []):
        problem["value"] = ""
    if sentence := event.get("logentry", {}).get("message"):
        kept["logentry"] = {"message": masked(sentence)}
    return kept
