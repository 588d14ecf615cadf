"""Is it alive, is it ready, and how is it doing."""

from datetime import datetime

import django_prometheus.exports
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from districts import watching
from districts.models import Unit
from messaging import ledger


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answer while the process runs; looks at nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when tips are taken, read and answered, 503 with the names of what fails.

    `unwatched` names the lines whose watch is not kept: an alarm about people, no fault of ours.
    """
    now = timezone.now()
    try:
        failing, unwatched = ledger.troubles(now=now), _unwatched(now)
    except Error:
        failing, unwatched = ["database"], []
    told = {"failing": failing, "unwatched": unwatched}
    return JsonResponse(told, status=503 if failing else 200)


metrics = login_not_required(django_prometheus.exports.ExportToDjangoView)


def _unwatched(now: datetime) -> list[str]:
    found = watching.alarms(Unit.objects.all(), now=now)
    return sorted(alarm.watch.line.code for alarm in found)
