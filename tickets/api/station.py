"""What a station decides among itself: who goes, and what it proposes to tell the citizen."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from tickets.api.doing import Doing, described, officer_named
from tickets.api.shapes_in import OutcomeIn, StrictSerializer
from tickets.services import assignment, resolution


class AssignIn(StrictSerializer):
    officer = serializers.CharField(max_length=40, help_text="Service number.")


@described("Assign to an officer of the station", AssignIn, officer="up-10234")
class Assign(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        officer = officer_named(given["officer"])
        assignment.assign(ticket_id=ticket_id, by=self.officer, at=timezone.now(), officer=officer)


@described(
    "Propose an outcome to whoever approves it", OutcomeIn, outcome="done", text="कार्रवाई हुई।"
)
class Propose(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        resolution.propose(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)
