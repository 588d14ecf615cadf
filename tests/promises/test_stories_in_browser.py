"""The story of each service on a citizen's telephone: the real door, talk and outbox behind it."""

import os
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from districts import blueprint
from districts.models import Line, Role
from hearings import sweep
from messaging import announcements, outbox, turns
from messaging.models import OutboundMessage
from messaging.simulator.testing import running_simulator
from tests.factories import make_officer
from tests.messaging import arriving
from tests.portal.browser import PHONE, open_page
from tickets.lifecycle import Outcome
from tickets.models import Ticket
from tickets.services import resolution

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SIMULATOR_SHOTS")  # a folder: keep pictures there for looking at
CODE = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass
class Story:
    """One telephone and the police behind it, a minute apart from step to step."""

    page: Page
    line: Line
    posted: list[bytes] = field(default_factory=list)
    now: datetime = field(default_factory=timezone.now)
    sent: int = 0

    def writes(self, words: str) -> None:
        self.page.locator("#text").fill(words)
        self.page.locator("#text").press("Enter")
        self._answers()

    def taps(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).last.click()
        self._answers()

    def chooses(self, menu: str, row: str) -> None:
        self.page.get_by_role("button", name=menu, exact=True).last.click()
        self.page.get_by_role("button", name=row).last.click()
        self._answers()

    def reads(self, words: str) -> None:
        expect(self.page.locator("#chat, main").first).to_contain_text(words)

    def police(self) -> None:
        """Let what was written to the citizen leave."""
        announcements.announce(now=self.now)
        waiting = OutboundMessage.objects.filter(state=OutboundMessage.State.QUEUED)
        for message in waiting.order_by("created_at"):
            moment = max(self.now, message.not_before)
            outbox.send(message_ids=[message.pk], clock=lambda moment=moment: moment)

    def shoot(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png")

    def _answers(self) -> None:
        self.sent += 1
        arrived = self.page.locator(".row.mine .ticks:is(.delivered, .read)")
        expect(arrived).to_have_count(self.sent)
        self.now += timedelta(minutes=1)
        while self.posted:
            assert arriving.post(self.posted.pop(0)).status_code == 200
        arriving.read(self.now)
        for talk in turns.waiting(now=self.now):
            turns.take(conversation_id=talk, now=self.now)
        self.police()


@pytest.fixture
def story(request, chromium, settings, live_server):
    name = request.param
    blueprint.load(name, at=timezone.now())
    line = Line.objects.get(code=name)
    posted: list[bytes] = []

    def keep(body: bytes, _headers: object) -> int:
        posted.append(body)
        return 200

    with running_simulator(keep) as stage:
        settings.SATAARK_SIMULATOR = True
        settings.SATAARK_SIMULATOR_URL = settings.WHATSAPP_API_URL = stage.url
        with open_page(chromium, f"{live_server.url}/simulator/", size=PHONE) as page:
            expect(page.locator("#line")).to_have_value(line.phone_number_id)
            yield Story(page, line, posted)


def only(name):
    return pytest.mark.parametrize("story", [name], indirect=True)


@only("varanasi-zone")
def test_a_tip_in_bhojpuri_and_its_outcome(story):
    story.writes("नमस्ते")
    story.taps("भोजपुरी")
    story.chooses("चुनीं", "अवैध शराब")
    story.writes("जौनपुर")
    story.writes("नदी किनारे दारू बनत बा")
    story.writes("पता नइखे")
    story.shoot("varanasi-zone")
    story.taps("भेज दीं")
    ticket = Ticket.objects.get()
    assert (ticket.unit.code, ticket.category.code) == ("jaunpur", "liquor")

    resolution.give_outcome(
        ticket_id=ticket.pk,
        by=make_officer(Role.DESK, ticket.unit),
        at=story.now,
        outcome=Outcome.DONE,
        text="भट्ठी तोड़ दी गई",
    )
    story.police()
    story.reads("भट्ठी तोड़ दी गई")
    story.taps("हाँ, सुलझ गइल")
    story.reads("बतावे खातिर धन्यवाद")


@only("dhamtari")
def test_the_control_room_before_any_question_then_a_complaint_in_chhattisgarhi(story):
    story.writes("नमस्ते")
    story.reads("232511")
    story.reads("1930")
    story.shoot("dhamtari")
    story.taps("शिकायत करनी है")
    story.taps("छत्तीसगढ़ी")
    story.chooses("चुनव", "चोरी, लूट, मारपीट")
    story.writes("मोर सइकिल चोरी होगे")
    story.writes("पता नइ हे")
    story.taps("भेज देवव")

    assert Ticket.objects.get().kind == Ticket.Kind.COMPLAINT
    story.reads("पुलिस डेस्क ल भेज दे हँव")


@only("prayagraj-hearing")
def test_a_hearing_is_asked_for_and_its_time_is_told(story):
    story.writes("नमस्ते")
    story.taps("हिंदी")
    story.chooses("चुनें", "वीडियो सुनवाई")
    story.writes("मेरी बात अधिकारी सुनें")
    story.writes("पता नहीं")
    story.writes("सीता देवी")
    story.taps("भेज दें")
    assert sweep.book_waiting(now=story.now) == 1
    story.police()
    story.shoot("prayagraj-hearing")

    assert Ticket.objects.get().kind == Ticket.Kind.HEARING
    expect(story.page.locator(".row").last).to_contain_text("टोकन")


@only("prayagraj-emukhbir")
def test_word_of_a_gang_reaches_the_crime_branch_in_minutes(story):
    crime = make_officer(Role.DEPUTY, story.line.unit.children.get(branch="crime"))
    story.writes("गैंग के लोग करेली में असलहा बाँट रहे हैं")
    story.taps("हिंदी")
    story.writes("करेली")
    story.shoot("prayagraj-emukhbir")
    story.taps("भेज दें")

    ticket = Ticket.objects.get()
    assert Ticket.objects.visible_to(crime).filter(pk=ticket.pk).exists()
    triage = ticket.clocks.get(name="triage")
    assert triage.due_at - triage.started_at == timedelta(minutes=5)


@only("bareilly-pro")
def test_danger_brings_112_and_the_desk_has_it_at_once(story):
    story.writes("नमस्ते")
    story.writes("बचाओ, वो लोग मार डालेंगे")
    expect(story.page.locator(".row:not(.mine)").last).to_contain_text("112")
    story.shoot("bareilly-pro")

    ticket = Ticket.objects.get()
    assert ticket.priority == Ticket.Priority.EMERGENCY
    expect(story.page.locator(".row:not(.mine)").last).to_contain_text(CODE)
