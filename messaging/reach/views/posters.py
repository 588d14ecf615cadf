from typing import Any, Literal, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.models import Line, Officer, Poster
from messaging.reach import campaigns, figures, links, posters
from messaging.reach.forms import CampaignForm, PosterForm
from tickets.refusals import NotAllowed, Unacceptable
from tickets.views.officer import signed_in

MOST_LISTED = 200
TYPES = {"pdf": "application/pdf", "png": "image/png"}


class Row(NamedTuple):
    poster: Poster
    chats: str
    tickets: str


class Section(NamedTuple):
    """One line as the page shows it."""

    line: Line
    number: str
    rows: list[Row]
    effects: Any
    poster_form: PosterForm
    campaign_form: CampaignForm


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def make(request: HttpRequest, line: str) -> HttpResponse:
    """Make a poster, or show the one that place has already."""
    officer = signed_in(request)
    of_line = get_object_or_404(campaigns.lines_of(officer), code=line)
    form = PosterForm(request.POST, line=of_line, officer=officer)
    if form.is_valid():
        try:
            given = form.cleaned_data
            made = campaigns.make_poster(line=of_line, by=officer, at=timezone.now(), **given)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Unacceptable as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The poster %s is ready to download.") % made.token)
            return redirect("messaging:posters")
    return _page(request, form, status=422)


@require_POST
def begin_campaign(request: HttpRequest, line: str) -> HttpResponse:
    officer = signed_in(request)
    of_line = get_object_or_404(campaigns.lines_of(officer), code=line)
    form = CampaignForm(request.POST, line=of_line)
    if form.is_valid():
        try:
            campaigns.make_campaign(line=of_line, by=officer, **form.cleaned_data)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        messages.success(request, _("The campaign is there: now make its posters."))
        return redirect("messaging:posters")
    return _page(request, form, status=422)


@require_safe
def download(
    request: HttpRequest, line: str, token: str, language: str, paper: str, file: str
) -> HttpResponse:
    """Send one poster as a file. `token` is "plain" for one that is not counted."""
    of_line = get_object_or_404(campaigns.lines_of(signed_in(request)), code=line)
    poster = None
    if token != "plain":  # noqa: S105 — a word of an address
        seen = Poster.objects.visible_to(signed_in(request)).select_related("unit__parent")
        poster = get_object_or_404(seen, line=of_line, token=token.upper())
    known = (posters.LANGUAGES, posters.PAPERS, posters.FORMATS)
    if any(name not in names for name, names in zip((language, paper, file), known, strict=True)):
        raise Http404
    form: Literal["pdf", "png"] = "png" if file == "png" else "pdf"
    try:
        made = posters.render(of_line, poster, language=language, paper=paper, file=form)
    except posters.UnableToPrint as refusal:
        messages.error(request, str(refusal))
        return redirect("messaging:posters")
    name = posters.file_name(of_line, poster, language, paper, file)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made, content_type=TYPES[file], headers=headers)


def _page(
    request: HttpRequest, filled: PosterForm | CampaignForm | None = None, status: int = 200
) -> HttpResponse:
    officer = signed_in(request)
    lines = list(campaigns.lines_of(officer))
    if not lines:
        raise PermissionDenied(_("Your post does not make a line known."))
    of_filled = request.resolver_match.kwargs.get("line") if request.resolver_match else None
    sections = [
        _section(line, officer, filled if line.code == of_filled else None) for line in lines
    ]
    return render(request, "reach/posters.html", {"sections": sections}, status=status)


def _section(line: Line, officer: Officer, filled: PosterForm | CampaignForm | None) -> Section:
    seen = Poster.objects.visible_to(officer).filter(line=line).order_by("-pk")
    related = seen.select_related("unit", "campaign")[:MOST_LISTED]
    poster_form = filled if isinstance(filled, PosterForm) else None
    campaign_form = filled if isinstance(filled, CampaignForm) else None
    return Section(
        line,
        links.spoken_number(line) if line.display_number else "",
        [Row(one, figures.shown(one.chats), figures.shown(one.tickets)) for one in related],
        figures.effects(line, officer, timezone.now()),
        poster_form or PosterForm(line=line, officer=officer),
        campaign_form or CampaignForm(line=line),
    )
