"""How much time each clock gives, with what would have happened under other times."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.lines import amending, rights
from districts.models import Amendment, Category, Line
from tickets import foresight
from tickets.times_forms import TimesForm
from tickets.views.officer import signed_in

CLOCKS = Amendment.Subject.CLOCKS


def times(request: HttpRequest, code: str, category_code: str = "") -> HttpResponse:
    """Show the times of a line or category; show what others would have meant; save them."""
    officer, now = signed_in(request), timezone.now()
    line = get_object_or_404(rights.lines_of(officer, CLOCKS), code=code)
    category = get_object_or_404(line.categories, code=category_code) if category_code else None
    row = category or line
    form = TimesForm(request.POST or None, row=row)
    context: dict[str, Any] = {"line": line, "category": category, "form": form}
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            return _save(request, row, form.wanted())
        for name, value in form.wanted().items():
            setattr(row, name, value)
        context["foresight"] = foresight.foresee(line, category, officer=officer, now=now)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "tickets/times.html", context, status=status)


def _save(request: HttpRequest, row: Line | Category, wanted: dict[str, Any]) -> HttpResponse:
    line = row if isinstance(row, Line) else row.line
    try:
        amending.amend(
            row=row, subject=CLOCKS, by=signed_in(request), at=timezone.now(), wanted=wanted
        )
    except amending.UnableToAmend as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved. Clocks that run keep the time they started with."))
    return redirect("districts:line", line.code)
