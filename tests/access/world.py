"""One world for the whole table: every officer signed in once, every ticket with a file."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from districts import grants, postings, sessions
from districts.models import Officer, Role
from evidence.models import Attachment
from tests.access.table import Post, posts, truth
from tests.factories import LONG_AGO, Tree, make_line, make_officer, make_ticket, make_tree
from tickets.models import Ticket
from tickets.services import handover, restriction


@dataclass
class Scene:
    tree: Tree = field(default_factory=make_tree)
    officers: dict[str, Officer] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)


def build() -> Scene:
    scene = Scene()
    for name in truth()["officers"]:
        scene.officers[name] = _officer(scene, name)
    lines = {"other_station": make_line(scene.tree.other_district)}
    usual = make_line(scene.tree.district)
    for name, told in truth()["tickets"].items():
        ticket = _ticket(scene, lines.get(told["at"], usual), told)
        scene.tickets[name] = ticket
        scene.files[name] = _file(ticket)
    Officer.objects.filter(pk=scene.officers["closed"].pk).update(is_active=False)
    for name, officer in scene.officers.items():
        scene.tokens[name] = sessions.begin_program(officer=officer, device="", now=timezone.now())
    return scene


def _officer(scene: Scene, name: str) -> Officer:
    officer = make_officer(name=name.title())
    for post in posts(name):
        _post(officer, scene, post)
    # made one of the administrators while posted: the posts must give nothing from then on
    officer.is_superuser = name == "administrator"
    officer.save(update_fields=["is_superuser"])
    return officer


def _post(officer: Officer, scene: Scene, post: Post) -> None:
    unit = getattr(scene.tree, post.unit)
    given = postings.start(
        officer=officer, unit=unit, role=Role(post.role), at=LONG_AGO, is_acting=post.is_acting
    )
    if post.has_ended:
        postings.end(posting=given, at=timezone.now() - timedelta(seconds=1))


def _ticket(scene: Scene, line, told) -> Ticket:
    status = told["status"]
    now = timezone.now() - timedelta(hours=1)
    closed = {"closed_at": now, "close_reason": "solved"} if status == "closed" else {}
    ticket = make_ticket(line, getattr(scene.tree, told["at"]), at=now, status=status, **closed)
    if lent := told.get("lent_to"):
        grants.give(scene.officers[lent], grants.SHARED, ticket)
    if office := told.get("handed_to"):
        handover.hand_over(
            ticket_id=ticket.pk,
            by=scene.officers["desk"],
            at=now,
            office=getattr(scene.tree, office),
            reason="a reason",
        )
    if {"accuses_unit", "accuses_officer"} & told.keys():
        unit, officer = told.get("accuses_unit"), told.get("accuses_officer")
        restriction.restrict(
            ticket_id=ticket.pk,
            by=scene.officers["range"],
            at=now,
            reason="a reason",
            unit=getattr(scene.tree, unit) if unit else None,
            officer=scene.officers[officer] if officer else None,
        )
        ticket.refresh_from_db()
    if shared := told.get("shared_with"):
        grants.give(scene.officers[shared], grants.SHARED, ticket)
    return ticket


def _file(ticket: Ticket) -> Attachment:
    file = Attachment(
        ticket=ticket,
        kind=Attachment.Kind.IMAGE,
        state=Attachment.State.READY,
        announced_at=ticket.arrived_at,
        next_attempt_at=ticket.arrived_at,
        source=b"sealed",
        clean_type="image/jpeg",
    )
    file.clean_copy.save("copy.jpg", ContentFile(b"picture"), save=False)
    file.save(force_insert=True)
    return file
