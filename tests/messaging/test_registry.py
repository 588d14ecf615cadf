"""Where templates stand: followed by webhook, alarmed when one is needed and cannot be sent."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from messaging import fates, ledger, outbox, purposes, registry, templates
from messaging.models import Contact, Conversation, OfficerPhone, Template
from messaging.reactions import WINDOW_CLOSED
from tests.factories import NOON, make_line, make_officer, make_tree
from tests.messaging import arriving
from tests.messaging.sending import approve_template, sending

pytestmark = pytest.mark.django_db
ACCOUNT = "100000000000900"
NAME = purposes.name_of(purposes.ANSWER_WAITING)
DAY = timedelta(days=1)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    line = make_line(tree.district, business_account_id=ACCOUNT)
    contact = Contact.objects.create(portfolio="default", created_on=NOON.date())
    Conversation.objects.create(line=line, contact=contact)
    for language in line.languages:
        registry.settle(line, purposes.ANSWER_WAITING, language, "approved", NOON)
    return line


def news(event: str, *, account: str = ACCOUNT, language: str = "hi", **about) -> dict:
    value = {
        "event": event,
        "message_template_name": NAME,
        "message_template_language": language,
        "reason": "NONE",
        **about,
    }
    change = {"field": "message_template_status_update", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": account, "changes": [change]}]}


def status(line, language: str = "hi") -> str:
    found = line.templates.get(purpose=purposes.ANSWER_WAITING, language=language)
    return found.status


def hears(body: dict) -> None:
    assert arriving.post(body).status_code == 200
    arriving.read(NOON + timedelta(hours=1))


class TestNews:
    @pytest.mark.parametrize(
        ("event", "known"),
        [
            ("APPROVED", "approved"),
            ("REINSTATED", "approved"),
            ("FLAGGED", "approved"),
            ("PENDING", "pending"),
            ("REJECTED", "rejected"),
            ("PAUSED", "paused"),
            ("DISABLED", "disabled"),
            ("PENDING_DELETION", "disabled"),
            ("SOMETHING_NEW", "disabled"),
        ],
    )
    def test_is_followed(self, line, event, known):
        hears(news(event))

        assert (status(line), status(line, "en")) == (known, "approved")

    def test_says_why_and_since_when(self, line):
        hears(news("PAUSED", other_info={"title": "SECOND_PAUSE"}))

        kept = line.templates.get(language="hi")
        assert kept.reason == "SECOND_PAUSE" and kept.since > NOON

    def test_a_fresh_word_of_the_same_status_does_not_begin_anew(self, line):
        registry.settle(line, purposes.ANSWER_WAITING, "hi", "approved", NOON + DAY)

        assert line.templates.get(language="hi").since == NOON

    def test_quality_is_kept(self, line):
        change = {
            "field": "message_template_quality_update",
            "value": {
                "new_quality_score": "RED",
                "message_template_name": NAME,
                "message_template_language": "hi",
            },
        }
        hears({"entry": [{"id": ACCOUNT, "changes": [change]}]})

        assert line.templates.get(language="hi").quality == "red"

    @pytest.mark.parametrize(
        "about",
        [
            {"account": "100000000000901"},
            {"message_template_name": "somebody_elses_v1"},
            {"language": "ta"},
            {"message_template_name": ["x"]},
        ],
    )
    def test_of_others_changes_nothing(self, line, about):
        before = set(line.templates.values_list("purpose", "language", "status"))

        hears(news("DISABLED", **about))

        assert set(line.templates.values_list("purpose", "language", "status")) == before

    def test_signed_by_another_app_changes_nothing(self, line):
        line.app_secret_variable = "WHATSAPP_APP_SECRET_OTHER"
        line.save()
        hears(news("DISABLED"))

        assert status(line) == "approved"


class TestAlarm:
    def troubles(self, now=NOON) -> bool:
        return "templates" in ledger.troubles(now=now)

    def test_none_while_all_that_is_needed_is_approved(self, line):
        assert not self.troubles()

    @pytest.mark.parametrize("state", ["paused", "disabled", "rejected"])
    def test_at_once_when_one_is_out_of_use(self, line, state):
        registry.settle(line, purposes.ANSWER_WAITING, "en", state, NOON)

        assert self.troubles()

    @pytest.mark.parametrize("state", ["draft", "pending"])
    def test_after_a_day_when_one_is_not_approved(self, line, state):
        registry.settle(line, purposes.ANSWER_WAITING, "hi", state, NOON)

        assert not self.troubles(NOON + DAY - timedelta(seconds=1))
        assert self.troubles(NOON + DAY)

    def test_when_one_was_never_submitted(self, line):
        line.templates.filter(language="hi").delete()

        assert self.troubles()

    def test_not_for_a_line_nobody_has_written_to_or_that_is_put_away(self, tree, line):
        make_line(tree.other_district, business_account_id="100000000000902")
        assert not self.troubles()

        line.templates.all().delete()
        line.is_active = False
        line.save()
        assert not self.troubles()

    def test_officers_texts_are_needed_once_an_officer_has_a_telephone(self, tree, line):
        officer = make_officer(Role.STATION_HEAD, tree.station)
        contact = Contact.objects.create(portfolio="x", created_on=NOON.date(), is_officer=True)
        talk = Conversation.objects.create(line=line, contact=contact)
        OfficerPhone.objects.create(officer=officer, conversation=talk, registered_at=NOON)

        assert self.troubles()


class TestPage:
    def warned(self, client, officer) -> str:
        client.force_login(officer)
        client.cookies["language"] = "en"
        answer = client.get(reverse("messaging:warnings"), headers={"HX-Request": "true"})
        return answer.content.decode() if answer.status_code == 200 else ""

    def test_the_desk_and_the_chief_are_warned_and_others_are_not(self, client, tree, line):
        registry.settle(line, purposes.ANSWER_WAITING, "hi", "paused", NOON)

        assert line.name_en in self.warned(client, make_officer(Role.DESK, tree.district))
        assert line.name_en in self.warned(client, make_officer(Role.CHIEF, tree.district))
        assert self.warned(client, make_officer(Role.STATION_HEAD, tree.station)) == ""
        assert self.warned(client, make_officer(Role.DESK, tree.other_district)) == ""

    def test_nothing_is_said_while_all_is_well(self, client, tree, line):
        assert self.warned(client, make_officer(Role.DESK, tree.district)) == ""


class TestAgainstWhatsApp:
    def run(self, *arguments: str) -> str:
        told = io.StringIO()
        call_command("templates", *arguments, stdout=told)
        return told.getvalue()

    def test_submit_proposes_every_text_and_shows_how_it_stands(self, settings):
        with sending(settings) as world:
            shown = self.run("submit", "--line", world.line.code)

        assert shown.count("approved") == len(purposes.TEXTS) * 2
        assert Template.objects.get(purpose="answer_waiting", language="hi").since

    def test_a_rejected_text_fails_the_command_and_is_told(self, settings):
        with sending(settings) as world:
            world.stage.faults.set("template_rejected", times=100)
            with pytest.raises(CommandError, match="2 texts"):
                self.run("submit")

    def test_status_asks_whatsapp_nothing(self, line):
        assert "approved" in self.run("status")

    def test_an_unknown_line_is_named(self, line):
        with pytest.raises(CommandError, match="nowhere"):
            self.run("status", "--line", "nowhere")

    def test_when_the_citizens_language_is_paused_the_fallback_goes(self, settings):
        with sending(settings) as world:
            approve_template(world, "hi")
            approve_template(world, "en")
            templates.synchronise(now=world.now)
            registry.settle(world.line, "answer_waiting", "hi", "paused", world.now)
            chosen = templates.choose(world.line, "answer_waiting", "hi")

        assert chosen and chosen.language == "en"

    @pytest.mark.parametrize(
        ("spoken", "approved", "goes"),
        [
            ("en", ("hi", "en"), "en"),
            ("hi", ("en", "hi"), "hi"),
            ("bho", ("en", "hi"), "hi"),
            ("bho", ("en",), "en"),
        ],
    )
    def test_ones_own_language_goes_then_hindi_then_english(self, tree, spoken, approved, goes):
        line, neighbour = make_line(tree.district), make_line(tree.district)
        for where, languages in ((line, approved), (neighbour, ("hi", "en", "bho"))):
            for language in languages:
                registry.settle(where, "answer_waiting", language, "approved", NOON)

        chosen = templates.choose(line, "answer_waiting", spoken)

        assert chosen and (chosen.line, chosen.language) == (line, goes)

    def test_what_whatsapp_approves_again_comes_back_by_the_sweep(self, settings):
        with sending(settings) as world:
            approve_template(world)
            registry.settle(world.line, "answer_waiting", "hi", "paused", world.now)
            templates.synchronise(now=timezone.now() + templates.RARELY)

            assert status(world.line) == "approved"

    def test_what_waited_leaves_once_the_webhook_tells_of_an_approval(self, settings, monkeypatch):
        with sending(settings) as world:
            templates.synchronise(now=world.now)
            registry.settle(world.line, "answer_waiting", "hi", "paused", world.now)
            message = world.says(template="answer_waiting")
            fates.give_up(message, WINDOW_CLOSED, "window_closed", world.now)
            monkeypatch.setattr(templates.whatsapp, "Client", _never)
            before = templates.synchronise(now=world.now + timedelta(minutes=1))
            told = {"event": "APPROVED", "message_template_name": NAME}
            told["message_template_language"] = "hi"
            later = world.now + timedelta(minutes=2)
            account, secret = world.line.business_account_id, world.line.app_secret_variable
            registry.hear(registry.STATUS, account, secret, told, later)

            assert before == []
            assert templates.synchronise(now=later) == [world.line]
            assert outbox.revive(line=world.line, now=later) == 1
            assert templates.synchronise(now=later) == []

    def test_whatsapp_is_asked_rarely_how_they_stand_and_soon_of_what_it_has_not(
        self, settings, monkeypatch
    ):
        with sending(settings) as world:
            templates.synchronise(now=world.now)
            asked: list[object] = []
            monkeypatch.setattr(templates, "_synchronise_line", lambda *of: asked.append(of))
            for seconds in range(0, 3600, 30):  # an hour of sweeps, all approved
                templates.synchronise(now=world.now + timedelta(seconds=seconds))
            assert asked == []

            registry.settle(world.line, "answer_waiting", "hi", "pending", world.now)
            for seconds in range(0, 12 * 3600, 300):
                templates.synchronise(now=world.now + timedelta(seconds=seconds))
            assert len(asked) == 1

            Template.objects.filter(line=world.line, language="en").delete()
            templates.synchronise(now=world.now + timedelta(hours=12))
            assert len(asked) == 2


def _never(*_line: object) -> None:
    raise AssertionError("WhatsApp was asked")
