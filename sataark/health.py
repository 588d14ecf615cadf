"""Is it alive, is it ready, and how is it doing."""

from collections.abc import Callable

import django_prometheus.exports
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answer while the process runs; looks at nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when tips can be taken and read, 503 with the names of what cannot."""
    checks: dict[str, Callable[[], bool]] = {"database": _database_answers}
    failing = sorted(name for name, passes in checks.items() if not passes())
    return JsonResponse({"failing": failing}, status=503 if failing else 200)


metrics = login_not_required(django_prometheus.exports.ExportToDjangoView)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
