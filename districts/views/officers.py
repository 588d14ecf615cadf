"""Officers and their postings, kept by the office whose part they are in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Max, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from districts import accounts, postings, staffing
from districts.confirmation import admitted, confirmed
from districts.models import Officer, Posting
from districts.staff_forms import AddForm, GiveForm

PAGE = 50
MOST_WAITING = 100
SLIPS = 20  # first passwords at a time: each is hashed slowly
View = Callable[..., HttpResponse]


def keeper_of(request: HttpRequest) -> Officer:
    """Return who asks, if they keep anybody; for others these pages do not exist."""
    me = cast(Officer, request.user)
    if not staffing.part(me):
        raise Http404
    return me


def officers(request: HttpRequest) -> HttpResponse:
    me, asked = keeper_of(request), request.GET.get("q", "").strip()[:80].replace("\0", "")
    found = staffing.kept(me)
    if asked:
        unit = Q(postings__unit__name_hi__icontains=asked) | Q(
            postings__unit__name_en__icontains=asked
        )
        named = Q(name__icontains=asked) | Q(service_number__icontains=asked)
        found = found.filter(pk__in=Officer.objects.filter(named | unit).values("pk"))
    rows = found.annotate(seen_at=Max("sessions__seen_at")).prefetch_related(_all_posts())
    page, now = Paginator(rows, PAGE).get_page(request.GET.get("page")), timezone.now()
    paths = staffing.part(me)
    shown = [_row(me, paths, each, now) for each in page]
    context = {"now": now, "page": page, "rows": shown, "q": asked, "waiting": len(_waiting(me))}
    return render(request, "districts/officers.html", context)


def _all_posts() -> Prefetch:
    posts = Posting.objects.select_related("unit").order_by("-since")
    return Prefetch("postings", posts, to_attr="all_posts")


def _row(me: Officer, paths: list[str], each: Any, now: datetime) -> dict[str, Any]:
    """Return an officer of the list with the posts held now, and whether there is more to open."""
    held = [
        post
        for post in each.all_posts
        if post.since <= now and (post.until is None or post.until > now)
    ]
    may = staffing.may_keep_posts(me, paths, each, held or each.all_posts[:1])
    return {"officer": each, "held": held, "is_kept": may}


@admitted(keeper_of)
@confirmed
def add(request: HttpRequest) -> HttpResponse:
    """Open an account with its first post; the first password is shown once."""
    me = keeper_of(request)
    form = AddForm(me, request.POST if "name" in request.POST else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "districts/officer_add.html", {"form": form}, status=status)
    given, now = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            account = {key: given[key] for key in ("service_number", "name", "language")}
            officer = accounts.open_account(**account, by=me, at=now)
            post = {key: given[key] for key in ("unit", "role", "title")}
            postings.start(officer=officer, **post, at=now, by=me)
            password = accounts.hand_out(officer=officer, at=now)
    except accounts.UnableToOpen as refusal:
        form.add_error("service_number", str(refusal))
        return render(request, "districts/officer_add.html", {"form": form}, status=422)
    return _slips(request, [(officer, password)])


def officer(request: HttpRequest, pk: int) -> HttpResponse:
    me, kept = keeper_of(request), _kept(request, pk)
    return _page(request, kept, GiveForm(me))


@admitted(keeper_of)
@confirmed
@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    me, kept = keeper_of(request), _kept(request, pk)
    form = GiveForm(me, request.POST)
    if not form.is_valid():
        return _page(request, kept, form, status=422)
    given = form.cleaned_data
    at = given["since"] or timezone.now()
    post = {key: given[key] for key in ("unit", "role", "title")}
    try:
        if given["how"] == GiveForm.TRANSFER:
            postings.transfer(officer=kept, **post, at=at, by=me)
        else:
            postings.start(officer=kept, **post, at=at, by=me, is_acting=True)
    except postings.UnableToPost as refusal:
        form.add_error(None, str(refusal))
        return _page(request, kept, form, status=422)
    messages.success(request, _("Posted. Wherever the officer was signed in, they sign in anew."))
    return redirect("districts:officers")


@admitted(keeper_of)
@confirmed
@require_POST
def end_post(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    me, kept = keeper_of(request), _kept(request, pk)
    held = get_object_or_404(kept.postings, pk=posting)
    postings.end(posting=held, at=timezone.now(), by=me)
    messages.success(request, _("This post is ended."))
    return redirect("districts:officer", pk)


@admitted(keeper_of)
@confirmed
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take password and app away; the new first password is shown once."""
    me, kept = keeper_of(request), _kept(request, pk)
    password = accounts.reset(officer=kept, by=me, at=timezone.now())
    return _slips(request, [(kept, password)])


@admitted(keeper_of)
@confirmed
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    me, kept = keeper_of(request), _kept(request, pk)
    accounts.close(officer=kept, by=me, at=timezone.now())
    messages.success(request, _("The account is closed and every post of it ended."))
    return redirect("districts:officer", pk)


@admitted(keeper_of)
@confirmed
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    me, kept = keeper_of(request), _kept(request, pk)
    accounts.reopen(officer=kept, by=me, at=timezone.now())
    messages.success(request, _("The account is open again."))
    return redirect("districts:officer", pk)


@admitted(keeper_of)
@confirmed
@require_POST
def first_passwords(request: HttpRequest) -> HttpResponse:
    """Give a first password to a few of those who have none; shown once, to be printed and cut."""
    me, now = keeper_of(request), timezone.now()
    given = [(each, accounts.hand_out(officer=each, at=now)) for each in _waiting(me)[:SLIPS]]
    return _slips(request, given)


def _waiting(me: Officer) -> list[Officer]:
    """Return those in `me`'s keeping whose account is open and who never had a password."""
    paths, now = staffing.part(me), timezone.now()
    without = staffing.kept(me).filter(
        is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    some = without.prefetch_related(_all_posts())[:MOST_WAITING]
    return [each for each in some if _row(me, paths, each, now)["is_kept"]]


def _kept(request: HttpRequest, pk: int) -> Officer:
    me = keeper_of(request)
    kept = Officer.objects.filter(pk=pk).first()
    if kept is None or not staffing.may_keep(me, staffing.part(me), kept):
        raise Http404
    return kept


def _slips(request: HttpRequest, given: list[tuple[Officer, str]]) -> HttpResponse:
    context = {"given": given, "days": accounts.TEMPORARY.days}
    return render(request, "districts/slips.html", context)


def _page(request: HttpRequest, kept: Officer, form: GiveForm, status: int = 200) -> HttpResponse:
    posts = kept.postings.select_related("unit", "started_by", "ended_by").order_by("-since")
    context = {
        "now": timezone.now(),
        "officer": kept,
        "posts": posts,
        "current": set(kept.postings.current().values_list("pk", flat=True)),
        "events": kept.account_events.select_related("by").order_by("-at")[:PAGE],
        "form": form,
    }
    return render(request, "districts/officer.html", context, status=status)
