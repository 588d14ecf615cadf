"""What a line says: its templates as they stand with WhatsApp, and sentences of its own."""

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Amendment, Line, Role
from messaging import purposes, registry
from messaging.models import Conversation, Template
from tests.factories import make_line, make_officer
from tests.portal.test_lists import MOST_QUERIES

pytestmark = pytest.mark.django_db
OWN = {
    "hi": {"promise": "आपका नाम किसी को नहीं दिखता। {numbers}"},
    "en": {"promise": "Nobody sees your name. {numbers}"},
}


@pytest.fixture
def line(world) -> Line:
    world.line.texts = OWN
    world.line.save()
    return world.line


def said(line, purpose, language, status, **more):
    now = timezone.now()
    registry.settle(line, purpose, language, status, now, **more)


def test_each_purpose_in_each_language_says_how_it_stands(
    sign_in, line, world, django_assert_max_num_queries
):
    for language, status in (("hi", "approved"), ("en", "paused")):
        said(line, purposes.ANSWER_WAITING, language, status, reason="LOW_QUALITY")
    Template.objects.update(quality="yellow")
    client, page = sign_in(world.desk), reverse("messaging:templates", args=[line.code])

    with django_assert_max_num_queries(MOST_QUERIES):
        shown = client.get(page)

    told = shown.content.decode()
    assert len(shown.context["purposes"]) == len(purposes.TEXTS)
    assert {len(rows) for _label, rows in shown.context["purposes"]} == {2}
    assert "आपके संदेश" in told and "There is news about your message" in told
    assert "Approved" in told and "Paused: readers did not like it" in told
    assert "Not proposed yet" in told and "some readers dislike it" in told
    assert told.count("30 min left") == told.count("30 मिनट बाक़ी") == 2  # each in its language


def test_what_is_needed_and_paused_stands_first(sign_in, line, world, monkeypatch):
    said(line, purposes.ANSWER_WAITING, "hi", "paused", reason="LOW_QUALITY")
    client, page = sign_in(world.desk), reverse("messaging:templates", args=[line.code])
    assert client.get(page).context["amiss"] == []  # nobody has written yet

    needed = frozenset({purposes.ANSWER_WAITING})
    monkeypatch.setattr(registry, "_needed", lambda _line: needed)
    shown = client.get(page)

    [row] = [row for row in shown.context["amiss"] if row.standing.language == "hi"]
    assert row.standing.reason == "LOW_QUALITY"
    assert "notice-error" in shown.content.decode()
    assert Conversation.objects.count() == 0


@pytest.mark.parametrize("name", ["messaging:templates", "districts:line-sentences"])
def test_for_others_the_page_does_not_exist(sign_in, line, world, name):
    other = make_officer(Role.DESK, make_line(world.baradari).unit)

    for officer in (world.head, other):
        assert sign_in(officer).get(reverse(name, args=[line.code])).status_code == 404


def test_a_sentence_is_changed_kept_and_put_back(sign_in, line, world):
    client, page = sign_in(world.desk), reverse("districts:line-sentences", args=[line.code])
    assert "Nobody sees your name" in client.get(page).content.decode()

    sent = {"hi--promise": "डरिए मत। {numbers} {line}", "en--promise": OWN["en"]["promise"]}
    assert client.post(page, sent).status_code == 302

    line.refresh_from_db()
    assert line.texts == {**OWN, "hi": {"promise": sent["hi--promise"]}}
    [kept] = Amendment.objects.all()
    client.post(reverse("districts:line-put-back", args=[line.code, kept.pk]))
    line.refresh_from_db()
    assert line.texts == OWN


@pytest.mark.parametrize(
    "wrong", ["", "x" * 1025, "call {phone}", "open { only", "{0}", "{line.__class__}"]
)
def test_what_would_not_go_out_is_refused(sign_in, line, world, wrong):
    page = reverse("districts:line-sentences", args=[line.code])
    sent = {"hi--promise": wrong, "en--promise": OWN["en"]["promise"]}

    answer = sign_in(world.desk).post(page, sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"hi--promise"}
    line.refresh_from_db()
    assert line.texts == OWN
