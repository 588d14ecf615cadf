"""Police Satark Mitra of the Varanasi zone: what was promised, row by row."""

from datetime import timedelta

import pytest

from districts.models import Role, Unit
from messaging import line_views
from messaging.models import OutboundMessage
from messaging.reach import figures, links
from tests.factories import NOON, make_unit
from tests.messaging import arriving
from tests.messaging.turning import photo, tap
from tests.promises.service import HOUR, ids, sees, told
from tickets.lifecycle import Outcome
from tickets.models import Ticket
from tickets.services import resolution

BLUEPRINT = "varanasi-zone"
DISTRICTS = {
    *("jaunpur", "ghazipur", "chandauli"),
    *("azamgarh", "mau", "ballia"),
    *("mirzapur", "bhadohi", "sonbhadra"),
}
TIP = "नदी के किनारे कच्ची शराब बन रही है"


def tells(citizen, district="jaunpur", tip=TIP):
    citizen.says(tip)
    citizen.says(tap("language:hi"))
    citizen.says(tap(f"district:{district}"))
    citizen.says("पता नहीं")
    citizen.says(tap("send"))
    return Ticket.objects.latest("pk")


@pytest.mark.parametrize("first", ["hi", "राम राम", "?", "🙂", "गांजा बिक रहा है", photo()])
def test_s0_1_answers_any_first_message(service, first):
    citizen = service.citizen()
    citizen.says(first)

    assert "पुलिस सतर्क मित्र" in citizen.read


def test_s0_2_the_nine_districts_are_data(service):
    make_unit(Unit.Kind.DISTRICT)  # of another zone
    named = {one.code for one in line_views.view(service.line).districts}

    assert named == DISTRICTS
    Unit.objects.filter(code="mau").update(is_active=False)
    assert "mau" not in {one.code for one in line_views.view(service.line).districts}


def test_s0_3_no_officer_can_see_who_wrote(service, client):
    citizen = service.citizen()
    ticket = tells(citizen)
    signs = (f"91555000{citizen.number:04}", f"IN.SYNTH{citizen.number:04}", "Synthia")

    for role in (Role.DESK, Role.CHIEF):
        client.force_login(service.officer(role, "jaunpur"))
        for page in ("/queue/", f"/tickets/{ticket.code}/", f"/tickets/{ticket.code}/thread/"):
            answer = client.get(page)
            shown = answer.content.decode()
            assert answer.status_code == 200, page
            assert not [sign for sign in signs if sign in shown], page


def test_s0_4_the_first_words_say_what_is_seen_and_what_whatsapp_knows(service):
    citizen = service.citizen()
    citizen.says("नमस्ते")

    assert "पुलिसकर्मियों को आपका नंबर, नाम या फ़ोटो नहीं दिखता" in citizen.read
    assert "WhatsApp को ज़रूर पता रहता है" in citizen.read


def test_s0_5_all_topics_can_be_chosen_and_anything_else_told(service):
    citizen = service.citizen()
    citizen.says("नमस्ते")
    citizen.says(tap("language:hi"))
    first = ids(citizen.answers[-1])
    more = next(one for one in first if one.startswith("categories:"))
    citizen.says(tap(more))

    offered = {one.removeprefix("category:") for one in first + ids(citizen.answers[-1])}
    assert offered >= {"cattle", "liquor", "drugs", "women", "police-corruption", "other"}


def test_s0_6_the_number_is_data_of_the_line(service):
    assert service.line.display_number == "+917839860411"


def test_s0_7_a_qr_poster_opens_the_chat(service):
    line = service.line
    link = links.chat_link(line, "hi")
    assert link.startswith("https://wa.me/917839860411?text=")
    assert "<svg" in links.qr_svg(link, label="QR")


@pytest.mark.parametrize(
    ("kind", "mime"),
    [("image", "image/jpeg"), ("video", "video/mp4"), ("audio", "audio/ogg")],
)
def test_s0_8_photo_video_and_voice_come_with_the_tip(service, kind, mime):
    citizen = service.citizen()
    media = {"id": "media-1", "mime_type": mime, "sha256": ""}
    citizen.says(arriving.message(type=kind, text=None, **{kind: media}), TIP)
    citizen.says(tap("language:hi"))
    citizen.says(tap("district:mau"))
    citizen.says("पता नहीं")
    citizen.says(tap("send"))

    ticket = Ticket.objects.latest("pk")
    assert [one.kind for one in ticket.attachments.all()] == [kind]
    assert TIP in ticket.text


def test_s0_9_the_districts_office_and_the_range_see_it_at_once_and_no_station_does(service):
    ticket = tells(service.citizen(), "jaunpur")

    assert sees(service.officer(Role.DESK, "jaunpur"), ticket)
    assert sees(service.officer(Role.CHIEF, "jaunpur"), ticket)
    assert sees(service.officer(Role.RANGE, "varanasi-range"), ticket)
    assert not sees(service.officer(Role.STATION_HEAD, "jaunpur-kotwali"), ticket)
    assert not sees(service.officer(Role.RANGE, "azamgarh-range"), ticket)
    assert not sees(service.officer(Role.DESK, "mau"), ticket)


def test_s0_10_the_outcome_reaches_the_same_chat_even_after_a_day(service):
    citizen = service.citizen()
    ticket = tells(citizen)
    late = citizen.now + timedelta(days=3)
    resolution.give_outcome(
        ticket_id=ticket.pk,
        by=service.officer(Role.DESK, "jaunpur"),
        at=late,
        outcome=Outcome.DONE,
        text="भट्ठी तोड़ दी गई",
    )

    assert any("भट्ठी तोड़ दी गई" in words for words in told(ticket, late))
    message = OutboundMessage.objects.get(event__kind="ticket.outcome")
    assert message.conversation == citizen.talk
    assert message.template == "answer_waiting"
    assert not citizen.talk.window_is_open(late)


def test_s0_11_what_a_campaign_brought_can_be_read(service):
    line, officer = service.line, service.officer(Role.ZONE)
    drive = line.campaigns.create(code="drive", name_hi="जागरूकता", name_en="Drive")
    for _ in range(12):
        service.ticket(campaign=drive)

    effects = figures.effects(line, officer, NOON + HOUR)

    assert [(one.campaign, one.now) for one in effects] == [(None, "10+"), (drive, "10+")]


def test_s0_12_sp_asp_and_co_are_posts_of_the_service(service):
    posted = {
        "chief": ("jaunpur", "SP"),
        "deputy": ("jaunpur-city", "ASP"),
        "circle": ("jaunpur-co-city", "CO"),
    }
    for role, (unit, title) in posted.items():
        assert service.officer(Role(role), unit).postings.get().title == title
