"""The pages on which a line is set up by those who answer for it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from districts.blueprint import export
from districts.lines import amending, rights
from districts.lines.forms import (
    CategoryForm,
    HelplineForms,
    helplines_shown,
    helplines_wanted,
)
from districts.lines.sentences import SentencesForm
from districts.models import Amendment, Category, Line, Officer

MOST_AMENDMENTS = 20
Subject = Amendment.Subject


def lines(request: HttpRequest) -> HttpResponse:
    """List the lines this officer may set up; one alone is shown at once."""
    found = list(rights.lines_of(_officer(request)))
    if not found:
        raise PermissionDenied
    if len(found) == 1:
        return redirect("districts:line", found[0].code)
    return render(request, "districts/lines.html", {"lines": found})


def line(request: HttpRequest, code: str) -> HttpResponse:
    officer = _officer(request)
    shown = _line(officer, code)
    amendments = shown.amendments.select_related("by", "category")[:MOST_AMENDMENTS]
    context = {
        "line": shown,
        "categories": shown.categories.all(),
        "amendments": amendments,
        "may_change_clocks": rights.may(officer, shown, Subject.CLOCKS),
        "now": timezone.now(),
    }
    return render(request, "districts/line.html", context)


def category(request: HttpRequest, code: str, category_code: str) -> HttpResponse:
    officer = _officer(request)
    shown = get_object_or_404(
        Category.objects.select_related("line"), line=_line(officer, code), code=category_code
    )
    form = CategoryForm(request.POST or None, category=shown)
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in amending.FIELDS[Subject.CATEGORY]}
        return _amend(request, shown, Subject.CATEGORY, wanted)
    status = 422 if form.is_bound else 200
    context = {"line": shown.line, "category": shown, "form": form}
    return render(request, "districts/category.html", context, status=status)


def helplines(request: HttpRequest, code: str) -> HttpResponse:
    shown = _line(_officer(request), code)
    forms = HelplineForms(request.POST or None, initial=helplines_shown(shown.helplines))
    if request.method == "POST" and forms.is_valid():
        wanted = {"helplines": helplines_wanted(forms)}
        return _amend(request, shown, Subject.HELPLINES, wanted)
    status = 422 if forms.is_bound else 200
    context = {"line": shown, "forms": forms}
    return render(request, "districts/helplines.html", context, status=status)


def sentences(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a line says in words of its own; the rest it says as all lines do."""
    shown = _line(_officer(request), code)
    form = SentencesForm(request.POST or None, line=shown)
    if request.method == "POST" and form.is_valid():
        return _amend(request, shown, Subject.TEXTS, {"texts": form.wanted()})
    status = 422 if form.is_bound else 200
    context = {"line": shown, "form": form}
    return render(request, "districts/sentences.html", context, status=status)


@require_POST
def put_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    officer = _officer(request)
    amendment = get_object_or_404(Amendment, line=_line(officer, code), pk=number)
    try:
        amending.put_back(amendment=amendment, by=officer, at=timezone.now())
    except amending.UnableToAmend as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It stands again as before."))
    return redirect("districts:line", code)


def blueprint(request: HttpRequest, code: str) -> HttpResponse:
    """Give the line as it stands now as a blueprint: a file to keep, compare or load elsewhere."""
    shown = _line(_officer(request), code)
    headers = {"Content-Disposition": f'attachment; filename="{shown.code}.yaml"'}
    return HttpResponse(export.as_yaml(shown), content_type="application/yaml", headers=headers)


def _amend(
    request: HttpRequest, row: Line | Category, subject: Subject, wanted: dict[str, Any]
) -> HttpResponse:
    line_ = row if isinstance(row, Line) else row.line
    try:
        done = amending.amend(
            row=row, subject=subject, by=_officer(request), at=timezone.now(), wanted=wanted
        )
    except amending.UnableToAmend as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("Saved. It holds from now on.") if done else _("Nothing was changed.")
        messages.success(request, told)
    return redirect("districts:line", line_.code)


def _line(officer: Officer, code: str) -> Line:
    return get_object_or_404(rights.lines_of(officer), code=code)


def _officer(request: HttpRequest) -> Officer:
    if not isinstance(request.user, Officer):
        raise Http404
    return request.user
