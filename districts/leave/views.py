"""The pages on which a superior notes who is away and who holds charge."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from districts.leave import recording, rights
from districts.leave.forms import LeaveForm
from districts.models import Officer, Posting
from districts.postings import UnableToPost

MOST = 200  # rows of a list


def leave(request: HttpRequest) -> HttpResponse:
    """List who is away now or soon, and the posts from which somebody may go."""
    officer, now = _officer(request), timezone.now()
    under = rights.posts_under(officer, at=now).order_by("unit__path", "role", "pk")
    away = list(
        under.filter(leave_until__gt=now, is_acting=False).order_by("leave_from", "unit__path")[
            :MOST
        ]
    )
    asked = request.GET.get("q", "").strip()[:80]
    present = under.filter(is_acting=False).exclude(leave_until__gt=now)
    if asked:
        names = Q(unit__name_hi__icontains=asked) | Q(unit__name_en__icontains=asked)
        present = present.filter(names | Q(officer__name__icontains=asked))
    charges = recording.charges(away, at=now)
    context = {
        "now": now,
        "away": [_absence(post, charges.get(post.pk)) for post in away],
        "present": present[:MOST],
        "asked": asked,
    }
    return render(request, "districts/leave.html", context)


def _absence(post: Posting, acting: Officer | None) -> dict[str, Any]:
    first, until = post.leave_from, post.leave_until
    last = until - timedelta(microseconds=1) if until else None
    return {"post": post, "acting": acting, "first": first, "last": last}


def leave_of(request: HttpRequest, posting: int) -> HttpResponse:
    """Ask from when to when and who holds charge, and note it."""
    officer, now = _officer(request), timezone.now()
    post = get_object_or_404(rights.posts_under(officer, at=now), pk=posting)
    form = LeaveForm(request.POST or None, posting=post, now=now)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {name: form.cleaned_data[name] for name in ("since", "until")}
        told["acting"] = form.cleaned_data["acting"]
        try:
            recording.record(posting_id=post.pk, by=officer, at=now, **told)
        except UnableToPost as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The leave is noted."))
            return redirect("districts:leave")
    status = 422 if form.is_bound else 200
    return render(request, "districts/leave_of.html", {"post": post, "form": form}, status=status)


@require_POST
def back(request: HttpRequest, posting: int) -> HttpResponse:
    officer = _officer(request)
    try:
        recording.end(posting_id=posting, by=officer, at=timezone.now())
    except (UnableToPost, Posting.DoesNotExist) as refusal:
        refused = isinstance(refusal, UnableToPost)
        messages.error(request, str(refusal) if refused else _("This officer is not on leave."))
    else:
        messages.success(request, _("The leave has ended."))
    return redirect("districts:leave")


def _officer(request: HttpRequest) -> Officer:
    officer = request.user
    if not isinstance(officer, Officer) or not rights.may_record(officer, at=timezone.now()):
        raise PermissionDenied
    return officer
