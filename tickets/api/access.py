"""What every view of the API shares: who is asking, how often, and which tickets there are."""

from typing import Any, cast

from django.utils.functional import cached_property
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from districts.asked import asked_of
from districts.models import Officer
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.sight import Sight, sight_of


class OfficerView(APIView):
    """Reads `throttle_scope` from the method: reading is cheaper than writing."""

    throttle_scope = "read"

    def get_throttles(self) -> list[BaseThrottle]:
        reading = self.request.method in SAFE_METHODS
        self.throttle_scope = "read" if reading else "write"
        return super().get_throttles()

    @property
    def officer(self) -> Officer:
        return cast(Officer, self.request.user)  # IsAuthenticated has passed

    @cached_property
    def sight(self) -> Sight:
        return sight_of(self.officer)

    def shown_to(self) -> dict[str, Any]:
        """Return what the shapes need to know of whoever asks."""
        return {"request": self.request, "sight": self.sight}

    def visible(self) -> TicketQuerySet:
        related = ("unit", "category", "line", "suggested_unit")
        return Ticket.objects.visible_to(self.officer).select_related(*related)

    def ticket_id(self, code: str) -> int:
        """Return the key of a ticket this officer may know of; raises Ticket.DoesNotExist."""
        return int(self.visible().values_list("pk", flat=True).get(code=code.upper()))


def values(shape: type[Serializer], request: Request) -> dict[str, Any]:
    """Return the checked body (or query, when reading); raises ValidationError in words."""
    reading = request.method in SAFE_METHODS
    given = shape(data=asked_of(request) if reading else request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
