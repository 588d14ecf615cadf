"""How often one address, or one room, may ask: a village shares an address, a machine floods it."""

from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle

from districts.caller import address_of
from hearings.models import Door

BOOKINGS, BOOKING_PAGES = "20/hour", "120/minute"  # of one address
WISHES = "20/hour"  # of one room: each stands in the history for ever
JOINS = "20/minute"  # of one room


class _Rate(SimpleRateThrottle):
    def __init__(self, rate: str, key: str) -> None:
        self.rate, self.key_of_one = rate, key
        super().__init__()

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        return self.key_of_one


def address_may(request: HttpRequest, what: str, rate: str) -> bool:
    """Count one request of this address, and say whether it is within the rate."""
    return _within(request, f"hearing-{what}-{address_of(request)}", rate)


def room_may(request: HttpRequest, door: Door, what: str, rate: str) -> bool:
    """Count one request from this caller's page, and say whether it is within the rate."""
    return _within(request, f"hearing-{what}-{door.request_id}", rate)


def _within(request: HttpRequest, key: str, rate: str) -> bool:
    allowed: bool = _Rate(rate, key).allow_request(request, None)  # type: ignore[arg-type]  # its key needs neither
    return allowed
