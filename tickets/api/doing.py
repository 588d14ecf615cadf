"""One view per deed: check the shape, call the use-case, answer with the ticket as it stands."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from districts.models import Category, Officer, Unit
from tickets.api import shapes_in as shapes
from tickets.api.access import OfficerView, values
from tickets.api.shapes_out import TicketDetailOut
from tickets.models import Ticket
from tickets.refusals import Unacceptable
from tickets.services import (
    acknowledgement,
    actions,
    dialogue,
    forwarding,
    handover,
    notes,
    resolution,
    restriction,
)


class Doing(OfficerView):
    """Subclasses name the shape of their input and do one thing."""

    shape: type[Serializer]

    def post(self, request: Request, code: str) -> Response:
        ticket_id = self.ticket_id(code)
        self.do(ticket_id, values(self.shape, request))
        # a deed may take the ticket out of the officer's own sight
        ticket = self.visible().prefetch_related("clocks").filter(pk=ticket_id).first()
        if ticket is None:
            return Response(status=204)
        return Response(TicketDetailOut(ticket, context=self.shown_to()).data)

    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        raise NotImplementedError


def described(summary: str, shape: type[Serializer], **example: Any) -> Any:
    """Document a deed and name its shape."""
    examples = [OpenApiExample(summary, example, request_only=True)] if example else []

    def decorate(view: type[Doing]) -> type[Doing]:
        view.shape = shape
        document = extend_schema(
            summary=summary,
            request=shape,
            responses={200: TicketDetailOut, 204: None},
            examples=examples,
        )
        return document(view)

    return decorate


@described("Forward to a station", shapes.ForwardIn, station="bareilly-kotwali", note="तुरंत देखें")
class Forward(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        station = _unit(given["station"], field="station")
        forwarding.forward(
            ticket_id=ticket_id,
            by=self.officer,
            at=timezone.now(),
            station=station,
            note=given["note"],
        )


@described("Return to the desk", shapes.ReasonIn, reason="यह दूसरे थाने का क्षेत्र है")
class ReturnToDesk(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        forwarding.return_to_desk(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("Hand over to another district", shapes.HandOverIn, office="pilibhit", reason="वहाँ हुआ")
class HandOver(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        office = _unit(given["office"], field="office")
        handover.hand_over(
            ticket_id=ticket_id,
            by=self.officer,
            at=timezone.now(),
            office=office,
            reason=given["reason"],
        )


@described("Acknowledge", shapes.AcknowledgeIn)
class Acknowledge(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        acknowledgement.acknowledge(ticket_id=ticket_id, by=self.officer, at=timezone.now())


@described(
    "Record an action",
    shapes.ActionIn,
    kind="fir",
    note="मौके से दो पेटी शराब मिली",
    fir_number="0123/2026",
    sections=["UP Excise Act 60"],
    arrests=1,
    seized="48 bottles",
)
class Act(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        fir_number, gd_number = given.pop("fir_number"), given.pop("gd_number")
        actions.record(
            ticket_id=ticket_id,
            by=self.officer,
            at=timezone.now(),
            reference=fir_number or gd_number,
            **given,
        )


@described("Ask the citizen", shapes.AskIn, text="दुकान किस सड़क पर है?")
class Ask(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        dialogue.ask(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described(
    "Give the outcome", shapes.OutcomeIn, outcome="done", text="आपकी सूचना पर कार्रवाई हुई। धन्यवाद।"
)
class GiveOutcome(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        resolution.give_outcome(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("Close", shapes.CloseIn, reason="done")
class Close(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        resolution.close(
            ticket_id=ticket_id,
            by=self.officer,
            at=timezone.now(),
            reason=given["reason"],
            note=given["note"],
            duplicate_of_code=given["duplicate_of"],
        )


@described("Reopen", shapes.ReasonIn, reason="दुकान फिर खुल गई है")
class Reopen(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        resolution.reopen(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described(
    "Restrict: it is about police",
    shapes.RestrictIn,
    unit="bareilly-kotwali",
    reason="थाने की शिकायत",
)
class Restrict(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        unit = _unit(given["unit"], field="unit") if "unit" in given else None
        officer = officer_named(given["officer"]) if "officer" in given else None
        restriction.restrict(
            ticket_id=ticket_id,
            by=self.officer,
            at=timezone.now(),
            reason=given["reason"],
            unit=unit,
            officer=officer,
        )


@described("Add a note for officers", shapes.NoteIn, text="मुखबिर से बात हुई")
class AddNote(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        notes.note(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("Change the category", shapes.CategoriseIn, category="liquor")
class Categorise(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        line = Ticket.objects.values_list("line", flat=True).get(pk=ticket_id)
        category = Category.objects.filter(line=line, code=given["category"]).first()
        if category is None:
            raise Unacceptable(_("This line has no such category."), field="category")
        notes.categorise(ticket_id=ticket_id, by=self.officer, at=timezone.now(), category=category)


def _unit(code: str, *, field: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Unacceptable(_("There is no unit with this code."), field=field)
    return unit


def officer_named(service_number: str) -> Officer:
    """Return the officer with this service number; raises Unacceptable."""
    officer = Officer.objects.filter(service_number=service_number).first()
    if officer is None:
        raise Unacceptable(_("There is no officer with this service number."), field="officer")
    return officer
