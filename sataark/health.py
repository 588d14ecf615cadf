"""Is it alive, is it ready, and how is it doing."""

import django_prometheus.exports
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from messaging import ledger


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answer while the process runs; looks at nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when tips are taken, read and answered, 503 with the names of what fails."""
    failing = _failing()
    return JsonResponse({"failing": failing}, status=503 if failing else 200)


metrics = login_not_required(django_prometheus.exports.ExportToDjangoView)


def _failing() -> list[str]:
    try:
        return ledger.troubles(now=timezone.now())
    except Error:
        return ["database"]
