"""The phone page of the web process, and the relay from it to the stand-in. Off by default."""

import re
from typing import Any

import requests
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from districts.models import Line
from messaging.simulator import words

TIMEOUT = (2, 30)  # seconds to connect, to answer
PLACE = re.compile(r"[a-z0-9_-]+(/[\w-]+){0,2}", re.ASCII)
SHOWN = re.compile(r"image/(jpeg|png|webp)|audio/[\w.+-]+|video/[\w.+-]+|application/json")
DEVICES = "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()"


@login_not_required
@require_GET
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """Show a telephone and the people who may hold it."""
    _must_be_on()
    context = {
        "words": {key: str(text) for key, text in words.WORDS.items()},
        "first_messages": words.FIRST_MESSAGES,
        "places": words.PLACES,
        "faults": [{**row, "label": str(row["label"])} for row in words.panel()],
    }
    response = render(request, "messaging/simulator.html", context)
    response.headers["Permissions-Policy"] = DEVICES
    return response


@login_not_required
@require_POST
def introduce(request: HttpRequest) -> HttpResponse:
    """Tell the stand-in which numbers this installation has."""
    _must_be_on()
    lines = [_as_seen_by_whatsapp(line) for line in Line.objects.filter(is_active=True)]
    return _forward("POST", "lines", json={"lines": lines})


@login_not_required
@require_http_methods(["GET", "POST"])
def relay(request: HttpRequest, place: str) -> HttpResponse:
    """Pass a request of the page on to the stand-in, and its answer back."""
    _must_be_on()
    if not PLACE.fullmatch(place):
        raise Http404
    if request.method == "GET":
        return _forward("GET", place, params=request.GET.dict())
    if request.FILES or request.content_type == "multipart/form-data":
        files: dict[str, Any] = {
            name: (file.name, file.file, file.content_type)
            for name, file in request.FILES.items()
            if isinstance(file, UploadedFile)
        }
        # a form without a file is still sent as one
        form = {name: (None, value) for name, value in request.POST.items()}
        return _forward("POST", place, files={**form, **files})
    json_type = {"Content-Type": "application/json"}
    return _forward("POST", place, data=request.body, headers=json_type)


def _must_be_on() -> None:
    if not settings.SATAARK_SIMULATOR:
        raise Http404


def _as_seen_by_whatsapp(line: Line) -> dict[str, Any]:
    return {
        "phone_number_id": line.phone_number_id,
        "display_number": line.display_number,
        "name": line.name,
        "code": line.code,
        "business_account_id": line.business_account_id,
        "portfolio": line.portfolio,
        "app_secret_variable": line.app_secret_variable,
        "access_token_variable": line.access_token_variable,
    }


def _forward(method: str, place: str, **arguments: Any) -> HttpResponse:
    url = f"{settings.SATAARK_SIMULATOR_URL}/_sim/{place}"
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                method, url, timeout=TIMEOUT, allow_redirects=False, **arguments
            )
    except requests.RequestException:
        return JsonResponse({"error": {"message": "no answer"}}, status=502)
    mime = answer.headers.get("Content-Type", "").split(";")[0]
    if SHOWN.fullmatch(mime):
        return HttpResponse(answer.content, status=answer.status_code, content_type=mime)
    # a stranger's file never opens in the page's own name
    file = HttpResponse(
        answer.content, status=answer.status_code, content_type="application/octet-stream"
    )
    file.headers["Content-Disposition"] = "attachment"
    return file


urlpatterns = [
    path("simulator/", page, name="simulator"),
    path("simulator/lines/", introduce, name="simulator-lines"),
    path("simulator/api/<path:place>", relay, name="simulator-api"),
]
