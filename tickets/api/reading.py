from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from districts.models import Category, Line, Unit
from districts.timing import INDIA
from tickets import codes, counting, figures, first_looks, lists, search
from tickets.api import listing
from tickets.api import shapes_in as shapes
from tickets.api import shapes_out as out
from tickets.api.access import OfficerView, values
from tickets.models import Event, Ticket
from tickets.refusals import Unacceptable
from tickets.services import calls

DEFAULT_DAYS = 30
ORIGINAL = "duplicate_of"  # in the data of a closing: another ticket's code


class NewestFirst(CursorPagination):
    page_size = 50
    ordering = ("-arrived_at", "-pk")


class NewestBlocksFirst(NewestFirst):
    """For whoever sees arrivals in blocks of hours: the cursor names the last row's moment."""

    ordering = ("-block", "-code")


class Tickets(OfficerView):
    @extend_schema(
        operation_id="tickets_list",
        summary="List tickets you may see, newest first",
        parameters=[shapes.TicketsIn],
        responses=out.TicketPageOut,
    )
    def get(self, request: Request) -> Response:
        asked = values(shapes.TicketsIn, request)
        tickets = search.narrow(
            self.visible().with_blocks(),
            past_due=self.sight.past_due(timezone.now()),
            status=asked.get("status", ""),
            unit=asked.get("unit", ""),
            category=asked.get("category", ""),
            words=asked.get("q", ""),
            overdue=asked["overdue"],
        )
        pages = NewestFirst() if self.sight.is_exact else NewestBlocksFirst()
        is_long = not asked.get("q") and asked["overdue"] is None
        if is_long and not self.sight.is_exact and "cursor" not in request.query_params:
            tickets = lists.newest(tickets, pages.page_size + 1)
        page = pages.paginate_queryset(listing.light(tickets), request, view=self)
        return pages.get_paginated_response(listing.told(page or (), self.sight))

    @extend_schema(
        summary="Write down a phone call or a walk-in",
        request=shapes.TicketIn,
        responses={201: out.TicketDetailOut},
        examples=[
            OpenApiExample(
                "A phone call",
                {
                    "line": "bareilly-pro",
                    "kind": "call",
                    "text": "नदी के किनारे शराब बन रही है।",
                    "place": "इज्जतनगर",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        given = values(shapes.TicketIn, request)
        line = _line(given.pop("line", None))
        unit = _unit(given.pop("unit", None))
        category = _category(line, given.pop("category", None))
        entry = calls.take_down(
            line=line, unit=unit, category=category, by=self.officer, at=timezone.now(), **given
        )
        ticket = Ticket.objects.get(desk_entry=entry)
        # one about police lies above the desk at once, which keeps nothing but the receipt code
        receipt = {"code": ticket.code, "spoken_code": codes.spaced(ticket.code)}
        seen = self.visible().filter(pk=ticket.pk).exists()
        return Response(_detail(self, ticket.code) if seen else receipt, status=201)


class OneTicket(OfficerView):
    @extend_schema(
        summary="One ticket, its clocks and what you may do", responses=out.TicketDetailOut
    )
    def get(self, request: Request, code: str) -> Response:
        ticket = self.visible().select_related("unit").get(code=code.upper())
        first_looks.note(ticket, self.officer, at=timezone.now())
        return Response(_detail(self, code))


class History(OfficerView):
    @extend_schema(summary="What happened to it, in order", responses=out.EventOut(many=True))
    def get(self, request: Request, code: str) -> Response:
        ticket = self.visible().get(code=code.upper())
        happened = Event.objects.filter(ticket=ticket).order_by("number")
        told = [out.EventOut.of(event) for event in self.sight.tell(ticket, happened)]
        return Response(self._without_hidden(told))

    def _without_hidden(self, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave out the codes of originals that this officer may not know of."""
        named = {event["data"][ORIGINAL] for event in told if ORIGINAL in event["data"]}
        hidden = named - set(self.visible().filter(code__in=named).values_list("code", flat=True))
        for event in told:
            if event["data"].get(ORIGINAL) in hidden:
                del event["data"][ORIGINAL]
        return told


class ResponseTimes(OfficerView):
    @extend_schema(
        summary="How fast units act",
        description=(
            "Clocks that started on the given days, India's time; the last 30 if left out. Each "
            "counts for the unit that has it, or had it last. Medians and 90th percentiles are "
            "within 5 % of the exact ones."
        ),
        parameters=[shapes.ResponseTimesIn],
        responses=out.ResponseTimeOut(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = values(shapes.ResponseTimesIn, request)
        unit = None
        if code := asked.get("unit"):
            unit = Unit.objects.visible_to(self.officer).get(code=code)
        counting.catch_up(now=timezone.now())
        first, last = _dates(asked)
        scope = figures.Scope.of(self.officer)
        wanted = figures.Asked(scope=scope, since=first, until=last, unit=unit)
        rows = figures.response_times(wanted, sight=self.sight)
        return Response(out.ResponseTimeOut(rows, many=True).data)


class FirstLooks(OfficerView):
    @extend_schema(
        summary="How soon headquarters looks, and how soon an officer does something",
        description="Tickets that came on the given days, India's time; the last 30 if left out.",
        parameters=[shapes.DaysIn],
        responses=out.FirstLooksOut,
    )
    def get(self, request: Request) -> Response:
        if not self.sight.is_exact:
            raise PermissionDenied(_("Only headquarters sees exact times of arrival."))
        since, until = _days(values(shapes.DaysIn, request))
        told = first_looks.of(self.officer, since=since, until=until)
        return Response(out.FirstLooksOut(told).data)


def _dates(asked: dict[str, Any]) -> tuple[date, date]:
    last = asked.get("to") or timezone.now().astimezone(INDIA).date()
    return asked.get("from") or last - timedelta(days=DEFAULT_DAYS), last


def _days(asked: dict[str, Any]) -> tuple[datetime, datetime]:
    first, last = _dates(asked)
    after = datetime.combine(last + timedelta(days=1), time(), INDIA)
    return datetime.combine(first, time(), INDIA), after


def _detail(view: OfficerView, code: str) -> dict[str, Any]:
    ticket = view.visible().prefetch_related("clocks").get(code=code.upper())
    return dict(out.TicketDetailOut(ticket, context=view.shown_to()).data)


def _line(code: str | None) -> Line | None:
    if code is None:
        return None
    line = Line.objects.select_related("unit").filter(code=code, is_active=True).first()
    if line is None:
        raise Unacceptable(_("There is no such line."), field="line")
    return line


def _unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    unit = Unit.objects.filter(code=code, is_active=True).first()
    if unit is None:
        raise Unacceptable(_("There is no such unit."), field="unit")
    return unit


def _category(line: Line | None, code: str | None) -> Category | None:
    if code is None:
        return None
    category = Category.objects.filter(line=line, code=code, is_active=True).first()
    if category is None:
        raise Unacceptable(_("This line has no such category."), field="category")
    return category
