"""A pretend WhatsApp must never stand beside the real one."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def objection() -> str:
    """Return why the process must not start as it is configured, or nothing."""
    host = urlsplit(settings.WHATSAPP_API_URL).hostname
    if settings.SATAARK_SIMULATOR and not settings.DEBUG and host not in LOOPBACK:
        return (
            "SATAARK_SIMULATOR=1 is for development: with DEBUG=0, WHATSAPP_API_URL must point to "
            f"this machine, not to {host}. Set SATAARK_SIMULATOR=0."
        )
    return ""


@register()
def simulator_is_not_beside_the_real_whatsapp(**_options: Any) -> list[Error]:
    reason = objection()
    return [Error(reason, id="messaging.E001")] if reason else []


def require_unreal() -> None:
    """Refuse to serve if there is an objection: servers that run no checks call this."""
    if reason := objection():
        raise ImproperlyConfigured(reason)
