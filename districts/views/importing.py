"""A blueprint from a file: what loading it would change, or every fault; then the loading."""

from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from districts.blueprint import UnableToLoad, trial
from districts.blueprint.problems import Problem
from districts.confirmation import admitted, confirmed
from districts.models import Officer

SALT = "districts.blueprint"
CARRIED_SECONDS = 60 * 60


def _administrator(request: HttpRequest) -> Officer:
    """Return who asks, if they administer the installation; for others there is no such page."""
    me = cast(Officer, request.user)
    if not me.is_superuser:
        raise Http404
    return me


@admitted(_administrator)
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Read the file and show what it would change, or each place that is wrong. Saves nothing."""
    me = _administrator(request)
    if "file" not in request.FILES:
        is_missing = request.method == "POST" and "sent" in request.POST
        return _page(request, {"nothing_chosen": is_missing}, 422 if is_missing else 200)
    sent: Any = request.FILES["file"]
    try:
        text = _text(sent.name, sent.read(trial.LARGEST_BYTES + 1))
    except UnableToLoad as refusal:
        return _page(request, {"problems": refusal.problems}, 422)
    return _preview(request, me, sent.name, text)


@admitted(_administrator)
@confirmed
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Load what was shown, if it still changes just that."""
    me = _administrator(request)
    carried = _carried(request, me)
    if carried is None:
        messages.error(request, _("This took too long. Please choose the file again."))
        return redirect("districts:blueprint-import")
    name, text = carried["name"], carried["text"]
    try:
        done = trial.carry_out(name, text, by=me, at=timezone.now(), seen=carried["seen"])
    except UnableToLoad as refusal:
        return _page(request, {"problems": refusal.problems}, 409)
    if done is None:
        messages.warning(request, _("Something was changed meanwhile. Please look again."))
        return _preview(request, me, name, text)
    number = len(done.changes)
    told = ngettext("Loaded: %(number)d change.", "Loaded: %(number)d changes.", number)
    messages.success(request, told % {"number": number})
    return redirect("districts:blueprint-import")


def _preview(request: HttpRequest, me: Officer, name: str, text: str) -> HttpResponse:
    try:
        loaded = trial.try_out(name, text, at=timezone.now())
    except UnableToLoad as refusal:
        return _page(request, {"problems": refusal.problems}, 422)
    seen = trial.fingerprint(loaded)
    told = {"by": me.pk, "name": name, "text": text, "seen": seen}
    carried = signing.dumps(told, salt=SALT, compress=True)
    return _page(request, {"loaded": loaded, "carried": carried, "name": name})


def _text(name: str, read: bytes) -> str:
    """Return the file as text; raises UnableToLoad in the words of every other fault."""
    if len(read) > trial.LARGEST_BYTES:
        wanted = f"at most {trial.LARGEST_BYTES:,} bytes"
        raise UnableToLoad([Problem(name, "(the whole file)", wanted, "more")])
    try:
        return read.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = Problem(name, f"byte {error.start}", "text in UTF-8", "other bytes")
        raise UnableToLoad([problem]) from error


def _carried(request: HttpRequest, me: Officer) -> dict[str, Any] | None:
    """Return the file this officer was shown within the hour."""
    try:
        sent = request.POST.get("carried", "")
        carried: dict[str, Any] = signing.loads(sent, salt=SALT, max_age=CARRIED_SECONDS)
    except signing.BadSignature:
        return None
    return carried if carried["by"] == me.pk else None


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "districts/blueprint_import.html", context, status=status)
