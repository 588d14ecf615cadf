"""The searches an officer keeps: a part of the queue, counted apart from it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.search_forms import SpeakForm
from tickets.services import search_notices, searches
from tickets.sight import sight_of
from tickets.views.officer import signed_in


class KeepForm(forms.Form):
    name = forms.CharField(max_length=60)
    query = forms.CharField(max_length=1000, required=False)
    alarm_from = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    officer, now = signed_in(request), timezone.now()
    found = searches.find(officer, sight=sight_of(officer), now=now)
    asked = searches.plain(request.GET.get("list", ""))
    return render(request, "tickets/searches.html", {"found": found, "asked": asked})


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    officer, form = signed_in(request), KeepForm(request.POST)
    query = searches.plain(request.POST.get("query", ""))
    if not form.is_valid():
        messages.error(request, _("Give the search a name, and a number if it is to stand out."))
        return redirect(f"{reverse('tickets:queue')}?{query}")
    try:
        searches.keep(by=officer, at=timezone.now(), **form.cleaned_data)
    except (DoesNotFollow, Unacceptable) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The search is kept above the queue."))
    return redirect(f"{reverse('tickets:queue')}?{query}")


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose when a kept search speaks by itself."""
    officer = signed_in(request)
    kept = get_object_or_404(officer.searches, pk=key)
    form = SpeakForm(request.POST or None, initial=SpeakForm.shown(kept))
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            search_notices.watch(key=kept.pk, by=officer, now=timezone.now(), **given)
        except (DoesNotFollow, Unacceptable) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("tickets:queue")
    context = {"search": kept, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "tickets/search_notices.html", context, status=status)


@require_POST
def read(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open a search; what comes from now on is new to it."""
    kept = get_object_or_404(signed_in(request).searches, pk=key)
    kept.read_at = timezone.now()
    kept.save(update_fields=["read_at"])
    return redirect(f"{reverse('tickets:queue')}?{kept.query}")


@require_POST
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    get_object_or_404(signed_in(request).searches, pk=key).delete()
    return redirect("tickets:queue")
