"""A small district with a day's tickets in it. Names and numbers are invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from districts.models import Line, Officer, Role, Unit
from evidence.models import Attachment
from messaging.models import ThreadEntry
from tests.factories import make_category, make_line, make_officer, make_unit
from tickets.lifecycle import CloseReason, Outcome
from tickets.models import Action, Ticket
from tickets.services import (
    acknowledgement,
    actions,
    dialogue,
    escalation,
    forwarding,
    intake,
    notes,
    resolution,
)

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TIPS = (
    "गाँव के बाहर ईंट भट्ठे के पीछे कच्ची शराब बन रही है, रोज़ रात नौ बजे के बाद गाड़ियाँ आती हैं।",
    "स्कूल के पास दो लड़के नशे की पुड़िया बेच रहे हैं। छुट्टी के समय बच्चों को रोकते हैं।",
    "Trucks loaded with cattle pass the toll after 2 am, no number plates at the back.",
    "बाज़ार में एक आदमी लड़कियों का पीछा करता है, रोज़ शाम को बस अड्डे के पास।",
    "नदी से रात में रेत निकाली जा रही है, तीन ट्रैक्टर और एक जेसीबी।",
)


@dataclass(frozen=True, kw_only=True)
class World:
    line: Line
    kotwali: Unit
    baradari: Unit
    desk: Officer
    head: Officer  # of kotwali
    sister: Officer  # head of baradari
    chief: Officer
    new: Ticket
    urgent: Ticket
    waiting: Ticket  # with kotwali, not acknowledged
    acknowledged: Ticket
    told: Ticket  # outcome given, with talk, photo and history
    closed: Ticket


def named(kind: str, code: str, hindi: str, english: str, parent: Unit | None = None) -> Unit:
    return make_unit(kind, parent, code=code, name_hi=hindi, name_en=english)


def make_world(now: datetime) -> World:
    """Make a district in which the last hours have brought something in every state."""
    kinds = Unit.Kind
    district = named(kinds.DISTRICT, "bareilly", "बरेली", "Bareilly")
    circle = named(kinds.CIRCLE, "city-1", "नगर प्रथम", "City First", district)
    other = named(kinds.CIRCLE, "city-2", "नगर द्वितीय", "City Second", district)
    kotwali = named(kinds.STATION, "kotwali", "कोतवाली", "Kotwali", circle)
    baradari = named(kinds.STATION, "baradari", "बारादरी", "Baradari", other)
    named(kinds.STATION, "prem-nagar", "प्रेम नगर", "Prem Nagar", circle)
    line = make_line(district, name_hi="एसएसपी बरेली", name_en="SSP Bareilly")
    liquor = make_category(
        line, name_hi="अवैध शराब", name_en="Illicit liquor", short_hi="शराब", short_en="Liquor"
    )
    drugs = make_category(line, name_hi="नशा", name_en="Drugs", short_hi="नशा", short_en="Drugs")
    desk = officer(Role.DESK, district, "रीना शर्मा", "PRO")
    head = officer(Role.STATION_HEAD, kotwali, "अजय यादव", "SHO")

    def came(minutes: int, tip: int, **fields: Any) -> Ticket:
        usual = {"line": line, "kind": Ticket.Kind.TIP, "category": liquor, "text": TIPS[tip]}
        return intake.open_ticket(at=now - minutes * MINUTE, **{**usual, **fields})

    def sent(ticket: Ticket, minutes: int, station: Unit = kotwali) -> Ticket:
        at = ticket.arrived_at + minutes * MINUTE
        forwarding.forward(ticket_id=ticket.pk, by=desk, at=at, station=station)
        return ticket

    new = came(9, 1, category=drugs, suggested_unit=kotwali, place="राजकीय इंटर कॉलेज के पास")
    urgent = came(3, 3, priority=Ticket.Priority.EMERGENCY, category=None, is_second_hand=True)
    came(34, 2, suggested_unit=baradari, latitude=28.36703, longitude=79.43042)
    waiting = sent(came(95, 4, place="रामगंगा घाट"), 10)
    sent(came(26 * 60, 0), 20, baradari)
    acknowledged = sent(came(130, 0, place="ईंट भट्ठा"), 6)
    acknowledgement.acknowledge(ticket_id=acknowledged.pk, by=head, at=now - 110 * MINUTE)
    told = a_whole_story(
        sent(came(300, 0, place="ईंट भट्ठा, कैंट रोड", latitude=28.367, longitude=79.43), 8), head, now
    )
    closed = came(400, 1)
    resolution.close(
        ticket_id=closed.pk, by=desk, at=now - HOUR, reason=CloseReason.SPAM, note="विज्ञापन"
    )
    chief = officer(Role.CHIEF, district, "मीरा सिंह", "SSP")
    officer(Role.CIRCLE, circle, "इमरान ख़ान", "CO")
    officer(Role.CIRCLE, other, "सुनीता राय", "CO")
    sister = officer(Role.STATION_HEAD, baradari, "विकास गुप्ता", "SHO")
    escalation.escalate_due(now=now)
    return World(
        line=line,
        kotwali=kotwali,
        baradari=baradari,
        desk=desk,
        head=head,
        sister=sister,
        chief=chief,
        new=new,
        urgent=urgent,
        waiting=waiting,
        acknowledged=acknowledged,
        told=told,
        closed=closed,
    )


def officer(role: Role, unit: Unit, name: str, title: str) -> Officer:
    made = make_officer(role, unit, name=name)
    made.postings.update(title=title)
    return made


def a_whole_story(ticket: Ticket, head: Officer, now: datetime) -> Ticket:
    """Acknowledge, ask, answer, act and give the outcome, with files and the talk beside it."""
    key, start = ticket.pk, ticket.arrived_at
    acknowledgement.acknowledge(ticket_id=key, by=head, at=start + 12 * MINUTE)
    dialogue.ask(ticket_id=key, by=head, at=start + 15 * MINUTE, text="भट्ठे का कौन सा दरवाज़ा?")
    intake.add_words(ticket_id=key, text="पीछे वाला, नीला गेट।", at=start + 19 * MINUTE)
    notes.note(ticket_id=key, by=head, at=start + 30 * MINUTE, text="दो सिपाही सादे कपड़ों में।")
    actions.record(
        ticket_id=key,
        by=head,
        at=start + 90 * MINUTE,
        kind=Action.Kind.FIR,
        note="भट्ठे पर छापा, भट्ठी तोड़ी गई।",
        reference="112/2026",
        sections=["UP Excise 60", "BNS 274"],
        arrests=2,
        seized="120 लीटर कच्ची शराब",
    )
    words = "आपकी सूचना पर छापा मारा गया। दो लोग पकड़े गए। धन्यवाद।"
    resolution.give_outcome(
        ticket_id=key, by=head, at=start + 100 * MINUTE, outcome=Outcome.DONE, text=words
    )
    photo = attach(ticket, Attachment.Kind.IMAGE, clean=a_photo())
    attach(ticket, Attachment.Kind.AUDIO)
    lost = attach(ticket, Attachment.Kind.VIDEO, state=Attachment.State.LOST)
    citizen, desk, told = ThreadEntry.Side.CITIZEN, ThreadEntry.Side.DESK, ThreadEntry.Told
    said = [
        (citizen, ticket.text, 0, "", None),
        (citizen, "", 1, "", photo),
        (citizen, "", 2, "", lost),
        (desk, "भट्ठे का कौन सा दरवाज़ा?", 15, told.TOLD, None),
        (citizen, "पीछे वाला, नीला गेट।", 19, "", None),
        (desk, words, 100, told.WINDOW_CLOSED, None),
    ]
    for side, text, minutes, fate, file in said:
        ThreadEntry.objects.create(
            ticket=ticket,
            side=side,
            text=text,
            told=fate,
            attachment=file,
            said_at=start + minutes * MINUTE,
        )
    return ticket


def attach(ticket: Ticket, kind: str, *, clean: bytes = b"", state: str = "") -> Attachment:
    """Add a file: ready when `clean` is given, else in `state` or being checked."""
    state = state or (Attachment.State.READY if clean else Attachment.State.QUARANTINED)
    attachment = Attachment(
        ticket=ticket,
        kind=kind,
        state=state,
        announced_at=ticket.arrived_at,
        next_attempt_at=ticket.arrived_at,
        source=b"sealed",
    )
    if clean:
        attachment.clean_copy.save("copy.jpg", ContentFile(clean), save=False)
        attachment.clean_type = "image/jpeg"
    attachment.save(force_insert=True)
    return attachment


def a_photo() -> bytes:
    picture = Image.linear_gradient("L").resize((640, 420)).convert("RGB")
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=60)
    return kept.getvalue()
