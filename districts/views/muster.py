"""Officers from a spreadsheet: an empty sheet, a preview of what is wrong, and then the saving."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from districts import muster, sheets, staffing
from districts.confirmation import admitted, confirmed
from districts.models import Officer, Role
from districts.views.officers import keeper_of

SALT = "districts.muster"
CARRIED_SECONDS = 60 * 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admitted(keeper_of)
@confirmed
def upload(request: HttpRequest) -> HttpResponse:
    """Read the sheet and show what it would do, or every cell that is wrong. Saves nothing."""
    me = keeper_of(request)
    if "sheet" not in request.FILES:
        status = 422 if request.method == "POST" and "sent" in request.POST else 200
        return _page(request, {"nothing_chosen": status == 422}, status)
    file: Any = request.FILES["sheet"]
    try:
        read = muster.read(sheets.rows(file.read(sheets.LARGEST_BYTES + 1)), keeper=me)
    except sheets.UnableToRead as refusal:
        return _page(request, {"refusal": str(refusal)}, 422)
    if read.wrong:
        return _page(request, {"wrong": read.wrong}, 422)
    carried = signing.dumps({"by": me.pk, "lines": read.carried()}, salt=SALT, compress=True)
    shown = {"lines": read.lines, "counts": dict(read.counts), "carried": carried}
    return _page(request, shown)


@admitted(keeper_of)
@confirmed
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save a sheet that was shown without fault, if it still is without."""
    me = keeper_of(request)
    lines = _shown(request, me)
    if lines is None:
        messages.error(request, _("This took too long. Please choose the sheet again."))
        return redirect("districts:import")
    read = muster.read(muster.as_rows(lines), keeper=me)
    if read.wrong:
        return _page(request, {"wrong": read.wrong}, 409)
    done = muster.save(read.lines, keeper=me, at=timezone.now())
    told = _("%(new)d new, %(transferred)d transferred, %(unchanged)d as before.")
    messages.success(request, told % {name: done[name] for name in muster.OUTCOMES})
    return redirect("districts:officers")


@require_GET
def empty_sheet(request: HttpRequest) -> HttpResponse:
    me = keeper_of(request)
    heads = [str(label) for label in muster.COLUMNS.values()]
    units = [
        [unit.code, unit.name_hi, unit.name_en] for unit in staffing.units(me).order_by("path")
    ]
    posts = [[role.value, str(role.label)] for role in Role]
    book = {
        _("Officers"): [heads],
        _("Units"): [[_("Code"), "हिन्दी", "English"], *units],
        _("Posts"): [[_("Code"), _("Post")], *posts],
    }
    answer = HttpResponse(sheets.workbook(book), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="officers.xlsx"'
    return answer


def _shown(request: HttpRequest, me: Officer) -> list[muster.Line] | None:
    """Return the lines this officer was shown within the hour."""
    sent = request.POST.get("carried", "")
    try:
        carried = signing.loads(sent, salt=SALT, max_age=CARRIED_SECONDS)
    except signing.BadSignature:
        return None
    return [muster.Line(**line) for line in carried["lines"]] if carried["by"] == me.pk else None


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "districts/import.html", context, status=status)
