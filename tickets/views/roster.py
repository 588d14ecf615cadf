"""Who watches now and next, hour by hour; changed by those who keep the roster."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts import watching
from districts.models import Officer, Shift, Unit, Watch
from tickets.refusals import NotAllowed, Unacceptable
from tickets.roster_forms import ShiftForm
from tickets.services import roster
from tickets.views.officer import signed_in


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    officer, now = signed_in(request), timezone.now()
    alarms = watching.alarms(Unit.objects.visible_to(officer), now=now)
    watches = [_told(officer, watch) for watch in roster.watches(officer)]
    context = {"now": now, "watches": watches, "unwatched": alarms}
    return render(request, "tickets/roster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: HttpRequest, line: str, code: str) -> HttpResponse:
    """Show one shift to be changed, or change it."""
    officer = signed_in(request)
    one = _shift(officer, line, code)
    if not roster.may_keep(officer, one.watch):
        raise PermissionDenied
    form = ShiftForm(request.POST or None, shift=one, choose=roster.candidates(one.watch))
    if request.method == "POST" and form.is_valid():
        try:
            roster.change(shift_id=one.pk, by=officer, **form.cleaned_data)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Unacceptable as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The roster is changed."))
            return redirect("tickets:roster")
    status = 422 if form.errors else 200
    context = {"shift": one, "form": form}
    return render(request, "tickets/shift.html", context, status=status)


def _told(officer: Officer, watch: Watch) -> dict[str, Any]:
    now, shifts = timezone.now(), list(watch.shifts.all())
    return {
        "watch": watch,
        "shifts": shifts,
        "on_duty": roster.on_duty(shifts, now),
        "coming": roster.coming(shifts, now),
        "uncovered": watching.uncovered(one for one in shifts if one.officers.all()),
        "may_keep": roster.may_keep(officer, watch),
    }


def _shift(officer: Officer, line: str, code: str) -> Shift:
    seen = Shift.objects.filter(watch__in=roster.watches(officer), watch__line__code=line)
    one = seen.select_related("watch__line__unit").filter(code=code).first()
    if one is None:
        raise Http404
    return one
