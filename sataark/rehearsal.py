"""Is this an installation no citizen writes to?"""

from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WHATSAPP = "graph.facebook.com"


def is_rehearsal(*, simulator: bool, public_url: str, whatsapp_url: str) -> bool:
    """Say so where the phone is simulated, where nobody else can reach the portal, or where what
    it talks to is not WhatsApp."""
    unreachable = urlsplit(public_url).hostname in LOOPBACK
    return simulator or unreachable or urlsplit(whatsapp_url).hostname != WHATSAPP
