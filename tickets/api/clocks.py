"""Pauses and explanations: what may stop a clock, and what is owed when nobody did anything."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.api import shapes_in as shapes
from tickets.api import shapes_out as out
from tickets.api.access import OfficerView, values
from tickets.api.doing import Doing, described, officer_named
from tickets.services import explanations, pausing, rechecking

MOST = 500


@described(
    "Stop the clocks for a while", shapes.PauseIn, reason="laboratory", hours=48, note="नमूना भेजा"
)
class Pause(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        pausing.pause(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("Decide on a pause that was asked for", shapes.DecideIn, agrees=True)
class Decide(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        pausing.decide(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("End a pause", shapes.ResumeIn)
class Resume(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        pausing.resume(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described(
    "Ask an officer for an explanation",
    shapes.DemandIn,
    officer="demo-bareilly-sho-kotwali",
    text="दो दिन कुछ क्यों नहीं हुआ?",
)
class Demand(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        explanations.demand(
            ticket_id=ticket_id,
            by=self.officer,
            at=timezone.now(),
            officer=officer_named(given["officer"]),
            text=given["text"],
        )


@described("Re-check how it ended", shapes.RecheckIn, verdict="doubtful", note="कोई मौके पर नहीं गया")
class Recheck(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        rechecking.recheck(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("Explain, when you were asked to", shapes.ExplainIn, text="गाड़ी दूसरी घटना में थी")
class Explain(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        explanations.explain(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


class Explanations(OfficerView):
    @extend_schema(
        summary="Explanations asked of you, or of officers under you; the oldest first",
        parameters=[shapes.ExplanationsIn],
        responses=out.ExplanationOut(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = explanations.visible_to(self.officer)
        if values(shapes.ExplanationsIn, request)["unanswered"]:
            asked = asked.filter(answered_at=None)
        return Response(out.ExplanationOut(asked.order_by("asked_at")[:MOST], many=True).data)
