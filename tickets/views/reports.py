"""Reports: asked for here, made by a worker, taken away from here."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from tickets.models import Report
from tickets.refusals import NotAllowed, Unacceptable
from tickets.report_forms import ReportForm
from tickets.reports.files import TYPES
from tickets.services import reports
from tickets.views.officer import signed_in

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store, private",
}
WAITING = {Report.State.ASKED, Report.State.BEING_MADE}


def shelf(request: HttpRequest) -> HttpResponse:
    """Show the officer's own reports and the form; a POST asks for another."""
    officer = signed_in(request)
    if not reports.may_ask(officer):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, officer=officer, today=timezone.localdate())
    if form.is_valid():
        try:
            reports.ask(
                by=officer,
                at=timezone.now(),
                language=get_language() or officer.language,
                **form.cleaned_data,
            )
            return redirect("tickets:reports")
        except NotAllowed as refusal:
            form.add_error("unit", str(refusal))
        except Unacceptable as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    listed = reports.takeable(officer)
    context = {"now": timezone.now(), "form": form, "reports": listed}
    context["is_waiting"] = any(report.state in WAITING for report in listed)
    return render(request, "tickets/reports.html", context, status=422 if form.errors else 200)


@require_POST
def take(request: HttpRequest, number: int) -> HttpResponseBase:
    """Hand a report over, and write that down: by POST, so that no look-ahead takes it away."""
    officer = signed_in(request)
    try:
        report = reports.take(report_id=number, by=officer, at=timezone.now())
    except Report.DoesNotExist:
        raise Http404 from None
    file = report.file.storage.open(str(report.file.name), "rb")
    name = f"sataark-{report.kind}-{report.first_day}-{report.last_day}.{report.format}"
    kind = TYPES[report.format]
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind, headers=HEADERS)
