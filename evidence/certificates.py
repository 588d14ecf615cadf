"""The list for certificates under section 63(4) of the Bharatiya Sakshya Adhiniyam, 2023.

Part A is drafted as far as the system knows it; names, signatures and Part B stay blank.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from districts.models import Unit
from evidence.models import Attachment, Custody
from tickets import codes, moments
from tickets.models import Report, Ticket
from tickets.reports import review
from tickets.reports.sheets import Cell, Paper, Sheet
from tickets.sight import Sight, sight_of

MOST = 1000


def listed(report: Report, now: datetime) -> Paper:
    """Return every file taken in during the report's days, with the hash of its original."""
    sight = sight_of(report.asked_by)
    files = _files(report)
    rows = [_row(file, sight) for file in files]
    columns = [_("Ticket"), _("File"), _("Kind"), _("Taken in"), _("Size (bytes)")]
    columns += [_("SHA-256 of the original"), _("Brought by")]
    sheet = Sheet(title=_("Files and their hashes"), columns=columns, rows=rows)
    return Paper(
        title=str(Report.Kind.CERTIFICATES.label),
        subtitle=review.subtitle(report),
        sheets=[sheet],
        notes=[*_part_a(), _("Made on %s.") % moments.moment(now, now=None)],
        is_wide=True,
        names=frozenset(file.ticket.code for file in files if file.ticket),
    )


def _files(report: Report) -> list[Attachment]:
    begins, ends = review.days(report)
    tickets = Ticket.objects.visible_to(report.asked_by)
    here = tickets.filter(unit__in=Unit.objects.below(report.unit.path))
    fetched = Custody.objects.filter(
        what=Custody.What.FETCHED, happened_at__gte=begins, happened_at__lt=ends
    )
    held = Attachment.objects.filter(ticket__in=here, pk__in=fetched.values("attachment"))
    named = held.exclude(sha256="").select_related("ticket__unit", "brought_by")
    return list(named.order_by("ticket__code", "announced_at", "pk")[:MOST])


def _row(file: Attachment, sight: Sight) -> list[Cell]:
    ticket = file.ticket
    if ticket is None:
        raise ValueError("a file without a ticket is in no report")
    hours = 0 if file.brought_by_id else sight.hours(ticket)
    at = file.announced_at
    came = moments.block(at, hours, now=None) if hours else moments.moment(at, now=None)
    by = file.brought_by.name if file.brought_by else _("Citizen")
    kind = str(Attachment.Kind(file.kind).label)
    return [codes.spaced(ticket.code), str(file.pk), kind, came, file.size or 0, file.sha256, by]


def _part_a() -> list[str]:
    return [
        _("Section 63(4) BSA, Part A (draft), to be completed and signed by whoever gives it."),
        _(
            "The files above reached this system over WhatsApp or from officers, in regular use. "
            "Each was hashed with SHA-256 as it arrived and sealed; originals are not altered."
        ),
        _("Name, designation, device particulars: ____________________"),
        _("Place, date and time (IST), signature: ____________________"),
        _("Part B is filled in by the expert: ____________________"),
    ]
