"""The truth table, asked of the portal and the API: over three thousand requests."""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.base import Template
from django.test import Client, override_settings
from django.utils import timezone
from rest_framework.throttling import ScopedRateThrottle

from districts.confirmation import CONFIRMED
from messaging.notices.audience import TELLS, posts_told
from tests.access import table
from tests.access.world import Scene, build
from tickets import codes
from tickets.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TRUTH = table.truth()
OFFICERS = list(TRUTH["officers"])
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
SIGNED_IN = [name for name in OFFICERS if name != "closed"]


@pytest.fixture(scope="module", autouse=True)
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    """Build the world once; everything is rolled back at the end."""
    folder = str(tmp_path_factory.mktemp("files"))
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder},
    }
    rates = dict.fromkeys(ScopedRateThrottle.THROTTLE_RATES)
    with (
        django_db_blocker.unblock(),
        override_settings(STORAGES={**settings.STORAGES, "default": files}),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(ScopedRateThrottle, "THROTTLE_RATES", rates)
        yield build()
        transaction.set_rollback(True)


class Asking:
    """One officer at the portal and the API; what is done is undone at once."""

    def __init__(self, scene: Scene, name: str) -> None:
        # its own browser: in another, what was said of the last deed would stand on the next page
        self.client, self.token = Client(), f"Token {scene.tokens[name]}"
        self.client.force_login(scene.officers[name])
        self.client.cookies["language"] = "en"
        session = self.client.session
        session[CONFIRMED] = timezone.now().timestamp()
        session.save()

    def portal(self, path: str, *, post: bool = False, sent: dict[str, str] | None = None):
        ask = self.client.post if post else self.client.get
        return self._undone(lambda: ask(f"/{path}", sent or {}))

    def api(self, path: str, *, post: bool = False):
        ask = self.client.post if post else self.client.get
        extra = {"content_type": "application/json"} if post else {}
        headers = {"Authorization": self.token}
        return self._undone(lambda: ask(f"/api/v1/{path}", headers=headers, **extra))

    def _undone(self, ask):
        with pytest.MonkeyPatch.context() as patch, transaction.atomic():
            patch.setattr(Template, "_render", drawn)
            answer = ask()
            transaction.set_rollback(True)
        body = b"".join(answer) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
        return answer.status_code, headers, body


def drawn(self: Template, context: Context) -> str:
    """Draw what a refusal or a list says; of a ticket's page only that it is shown is asked here.

    Nor is anything kept of it: thousands of answers with all that their templates were given
    would fill the memory.
    """
    return "" if self.name == "tickets/detail.html" else str(self.nodelist.render(context))


def at(path: str, code: str, file: object) -> str:
    return path.format(code=code, file=file)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_each_object_of_each_ticket(scene, name):
    asking, expected, found = Asking(scene, name), {}, {}
    seen = table.seen(name)
    for face, paths in TRUTH["objects"].items():
        ask = getattr(asking, face)
        for path in paths:
            missing = ask(at(path, codes.new_code(), uuid.uuid4()))
            assert missing[0] == 404
            for key, ticket in scene.tickets.items():
                answer = ask(at(path, ticket.code, scene.files[key].pk))
                expected[face, path, key] = "shown" if key in seen else "like the missing"
                same = answer == missing
                shown = "shown" if answer[0] == 200 else answer[0]
                found[face, path, key] = "like the missing" if same else shown

    assert found == expected


@pytest.mark.parametrize("name", SIGNED_IN)
def test_each_deed_on_each_ticket(scene, name):
    asking, seen = Asking(scene, name), table.seen(name)
    wrong = []
    missing = asking.portal(f"tickets/{codes.new_code()}/note/", post=True)
    for deed in TRUTH["deeds"]:
        for key in TRUTH["deeds_on"]:
            ticket = scene.tickets[key]
            answer = asking.portal(f"tickets/{ticket.code}/{deed}/", post=True)
            told = judged(name, deed, key, ticket.unit, answer, missing, seen, scene)
            wrong += [told] if told else []

    assert wrong == []


def judged(name, deed, key, unit, answer, missing, seen, scene) -> str:
    """Return what is wrong with an answer, or nothing."""
    if key not in seen:
        return (
            "" if answer == missing and answer[0] == 404 else f"{deed} {key}: knows ({answer[0]})"
        )
    place = next(word for word in table.UP | {"zone": ""} if named(scene, word) == unit)
    on_police = scene.tickets[key].is_restricted
    may = deed in table.carried(name, at=place, on_police=on_police)
    is_refused = answer[0] == 403
    return "" if may is not is_refused and answer[0] < 500 else f"{deed} {key}: {answer[0]}"


def named(scene, word):
    other = scene.tree.other_station.parent
    return other if word == "other_circle" else getattr(scene.tree, word)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_each_deed_of_the_api_on_what_is_hidden(scene, name):
    asking, seen, wrong = Asking(scene, name), table.seen(name), []
    missing = asking.api(f"tickets/{codes.new_code()}/notes/", post=True)
    for deed in TRUTH["deeds"] + TRUTH["deeds_of_programs"]:
        word = table.API_WORDS.get(deed, deed)
        for key in {"about_station"} - seen:
            answer = asking.api(f"tickets/{scene.tickets[key].code}/{word}/", post=True)
            wrong += [] if answer == missing and answer[0] == 404 else [(deed, key, answer[0])]

    assert wrong == []


@pytest.mark.parametrize("name", SIGNED_IN)
def test_ticking_what_is_hidden_is_ticking_what_is_not_there(scene, name):
    asking, seen = Asking(scene, name), table.seen(name)
    wrong = []
    for named in TRUTH["ticked"]:
        for key in {"ours", "about_station"} - seen:
            answers = []
            for code in (scene.tickets[key].code, codes.new_code()):
                status, _headers, body = asking.portal(
                    f"queue/ticked/{named}/", post=True, sent={"ticket": code}
                )
                said = TOKEN.sub("", body.decode())
                said = said.replace(codes.spaced(code), "").replace(code, "")
                answers.append((status, said))
            is_same = answers[0] == answers[1] and answers[0][0] == 200
            wrong += [] if is_same else [(named, key, *answers)]

    assert wrong == []


def searches(scene: Scene) -> dict[str, set[str]]:
    """Return what would be found by whoever sees everything: by a word, and by two codes."""
    codes_of = {scene.tickets[key].code: {key} for key in TRUTH["searched"]}
    return {"शराब": set(scene.tickets), **codes_of}


@pytest.mark.parametrize("name", SIGNED_IN)
def test_no_list_page_count_or_search_tells_of_the_hidden(scene, name):
    asking, seen = Asking(scene, name), table.seen(name)
    signs = {
        key: [ticket.code, codes.spaced(ticket.code), str(scene.files[key].pk)]
        for key, ticket in scene.tickets.items()
        if key not in seen
    }
    told = []
    for face, paths in TRUTH["lists"].items():
        for path in paths:
            _status, _headers, body = getattr(asking, face)(path)
            text = body.decode()
            told += [(path, key) for key, words in signs.items() for word in words if word in text]
    for words, sought in searches(scene).items():
        _status, _headers, body = asking.api(f"tickets/?q={words}")
        hits = {
            key for key in scene.tickets if f'"code":"{scene.tickets[key].code}"' in body.decode()
        }
        told += [(words, key) for key in hits ^ (sought & seen)]

    assert told == []


@pytest.mark.parametrize("name", SIGNED_IN)
def test_counts_are_those_of_what_is_seen(scene, name):
    client, token = Asking(scene, name).client, scene.tokens[name]
    listed = client.get("/api/v1/tickets/", headers={"Authorization": f"Token {token}"}).json()
    page = client.get("/queue/?show=all")

    assert {row["code"] for row in listed["results"]} == {
        scene.tickets[key].code for key in table.seen(name)
    }
    counts = {tab.value: number for tab, number, _ in page.context["tabs"]}
    assert counts["all"] == str(len(table.seen(name)))


def test_whoever_is_closed_gets_nowhere(scene):
    asking = Asking(scene, "closed")
    objects, code = TRUTH["objects"], scene.tickets["ours"].code

    answers = [asking.portal(at(path, code, "x"))[0] for path in objects["portal"][:2]]
    calls = [asking.api(at(path, code, "x"))[0] for path in objects["api"][:2]]

    assert answers == [302] * 2
    assert calls == [401] * 2


def test_nobody_is_told_of_what_they_may_not_know(scene):
    holders = {officer.pk: name for name, officer in scene.officers.items()}
    wrong = []
    for key, ticket in scene.tickets.items():
        for event in Event.objects.filter(ticket=ticket, kind__in=TELLS):
            # asked for by post; who may see at all is asked of whoever is left
            held = {holders[post.officer_id] for post in posts_told(event)}
            told = held - {"closed", "administrator"}
            accused = {name for name in told if key not in table.seen(name)}
            wrong += [(event.kind, key, name) for name in accused]

    assert wrong == []


def test_the_table_is_whole():
    tickets, officers = set(TRUTH["tickets"]), set(TRUTH["officers"])

    assert set(TRUTH["sees"]) == officers
    assert {key for name in officers for key in table.seen(name)} <= tickets
    assert {post.role for name in officers for post in table.posts(name)} == set(TRUTH["may"])


def test_more_than_three_thousand_are_asked():
    tickets, officers = len(TRUTH["tickets"]), len(SIGNED_IN)
    paths = sum(map(len, TRUTH["objects"].values())) * (tickets + 1)
    deeds = len(TRUTH["deeds"]) * len(TRUTH["deeds_on"]) + 1
    lists = sum(map(len, TRUTH["lists"].values())) + len(TRUTH["searched"]) + 3

    assert officers * (paths + deeds + lists) > 3000
