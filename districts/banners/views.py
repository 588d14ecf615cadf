"""The page on which words are put above pages, and the part of a page that shows them."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts import banners
from districts.banners.forms import BannerForm
from districts.models import Banner, Officer

LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """List what is up, what comes and what was, and put up more."""
    me, now = _speaker(request), timezone.now()
    form = BannerForm(request.POST or None, officer=me)
    if request.method == "POST" and form.is_valid():
        try:
            banners.put_up(by=me, now=now, **form.cleaned_data)
        except banners.UnableToPutUp as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is up, or will be at its time."))
            return redirect("districts:banners")
    mine = Banner.objects.filter(unit__in=banners.units(me)).select_related("unit", "made_by")
    rows = mine.defer("unit__boundary", "unit__aliases")[:LISTED]
    context = {"rows": rows, "form": form, "now": now}
    status = 422 if form.is_bound else 200
    return render(request, "districts/banners.html", context, status=status)


@require_POST
def take_down(request: HttpRequest, number: int) -> HttpResponse:
    me = _speaker(request)
    mine = Banner.objects.filter(unit__in=banners.units(me))
    banners.take_down(banner=get_object_or_404(mine, pk=number), by=me, now=timezone.now())
    messages.success(request, _("It is taken down."))
    return redirect("districts:banners")


@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """Answer with what stands above this officer's pages now: a part of each page."""
    shown = banners.for_officer(cast(Officer, request.user))
    return render(request, "districts/_banners.html", {"banners": shown})


def _speaker(request: HttpRequest) -> Officer:
    me = cast(Officer, request.user)
    if not banners.units(me).exists():
        raise Http404
    return me
