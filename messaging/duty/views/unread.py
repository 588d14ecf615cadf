"""For superiors: whose notices lie unread on WhatsApp, and which these are."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from districts.models import Officer
from messaging.duty import adoption
from messaging.notices import TELLS
from tickets import blocks, policy
from tickets.policy import Deed
from tickets.sight import sight_of
from tickets.views.officer import signed_in


def by_officer(request: HttpRequest) -> HttpResponse:
    """List the officers below who leave notices unread."""
    superior, now = _superior(request), timezone.now()
    context = {"now": now, "rows": adoption.leaving_unread(superior, now=now)}
    return render(request, "messaging/unread.html", context)


def of_one(request: HttpRequest, pk: int) -> HttpResponse:
    """List the notices one officer left unread, with their tickets."""
    superior, now = _superior(request), timezone.now()
    reader = get_object_or_404(Officer, pk=pk)
    left = adoption.unread_of(superior, reader, now=now)
    if not left:
        raise Http404
    sight = sight_of(superior)
    shown = [(notice, sight.hours(notice.event.ticket)) for notice in left]
    # within a block of hours the order must not tell when the citizen wrote
    shown.sort(key=lambda one: one[0].event.ticket.code)
    shown.sort(key=lambda one: blocks.start(one[0].made_at, one[1]), reverse=True)
    notices = [(notice, hours, TELLS[notice.event.kind].what) for notice, hours in shown]
    context = {"now": now, "reader": reader, "notices": notices}
    return render(request, "messaging/unread_of.html", context)


def _superior(request: HttpRequest) -> Officer:
    officer = signed_in(request)
    if not policy.parts(officer, Deed.DEMAND):
        raise PermissionDenied
    return officer
