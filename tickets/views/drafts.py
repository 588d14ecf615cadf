from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickets import codes
from tickets.models import Ticket
from tickets.refusals import Unacceptable
from tickets.services import drafts
from tickets.views.officer import signed_in
from tickets.views.panels import PANELS


@require_POST
def keep(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """Keep a form as it stands. Answers with nothing, also to what is too long to keep."""
    officer = signed_in(request)
    visible = Ticket.objects.visible_to(officer)
    ticket = get_object_or_404(visible, code=codes.read_code(code) or "")
    panel = next((panel for known, panel in PANELS.items() if known.value == deed), None)
    if panel is None:
        raise Http404
    names = tuple(panel.form.base_fields)
    words = {
        name: request.POST.getlist(name)
        for name in request.POST
        # a field of several parts sends them as name_0, name_1 …
        if name in names or name.rpartition("_")[0] in names
    }
    try:
        drafts.keep(ticket_id=ticket.pk, by=officer, at=timezone.now(), deed=deed, words=words)
    except Unacceptable:
        return HttpResponse(status=422)
    return HttpResponse(status=204)
