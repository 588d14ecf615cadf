"""The notifications centre: what happened, each a link to the ticket it happened to."""

from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from districts import grants
from tickets import codes, tidings
from tickets.lists import Tab
from tickets.models import SearchNotice, Ticket
from tickets.services import search_notices
from tickets.sight import sight_of
from tickets.views.officer import signed_in


@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    officer, now = signed_in(request), timezone.now()
    posts = grants.posts(officer)
    sight = sight_of(officer)
    told = tidings.told(officer, posts, sight, now=now)
    context = {"now": now, "sight": sight, "tidings": told}
    context["searches"] = found = search_notices.told(officer, now=now)
    context["has_unread"] = any(not one.is_read for one in told) or any(
        one.notice.read_at is None for one in found
    )
    return render(request, "tickets/tidings.html", context)


@require_safe
def badge(request: HttpRequest) -> HttpResponse:
    """Answer with the number of unread tidings, a part of the bar."""
    officer = signed_in(request)
    posts = grants.posts(officer)
    now = timezone.now()
    number = tidings.unread(officer, posts, now=now) + search_notices.unread(officer, now=now)
    context = {"number": number, "most": tidings.MOST}
    return render(request, "tickets/_tidings_badge.html", context)


@require_safe
def follow(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Lead to the ticket of a tiding, and know that it was read."""
    officer = signed_in(request)
    visible = Ticket.objects.visible_to(officer)
    ticket = get_object_or_404(visible, code=codes.read_code(code) or "")
    posts = grants.posts(officer)
    tidings.read(officer, posts, now=timezone.now(), code=ticket.code, number=number)
    return redirect("tickets:detail", ticket.code)


@require_safe
def follow_search(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to what a kept search told of, and know that it was read."""
    officer = signed_in(request)
    mine = SearchNotice.objects.filter(search__officer=officer).select_related("search")
    notice = get_object_or_404(mine, pk=number)
    search_notices.read(officer, now=timezone.now(), number=notice.pk)
    words = dict(parse_qsl(notice.search.query)).get("q", "")
    return redirect(f"{reverse('tickets:queue')}?{urlencode({'show': Tab.ALL, 'q': words})}")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    officer = signed_in(request)
    posts = grants.posts(officer)
    tidings.read(officer, posts, now=timezone.now())
    search_notices.read(officer, now=timezone.now())
    return HttpResponseRedirect(reverse("tickets:tidings"))
