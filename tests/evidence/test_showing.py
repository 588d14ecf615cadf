"""Officers see clean copies of tickets they may see, and nothing else exists for them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from districts import sessions
from districts.models import Role
from evidence import custody
from evidence.models import Attachment, Custody
from tests.evidence import making
from tests.factories import NOON, make_officer, make_unit
from tickets import events
from tickets.history import verify

State, What = Attachment.State, Custody.What


@pytest.fixture
def photo(cleaned):
    return cleaned(making.jpeg())


@pytest.fixture
def stranger(db):
    return make_officer(Role.STATION_HEAD, make_unit())


@pytest.fixture
def ask(client, officer):
    """Ask for a file as its officer, or as someone else, in the portal or by API."""

    def ask(attachment, *, by=officer, **headers):
        client.force_login(by)
        return client.get(reverse("evidence:view", args=[attachment.pk]), headers=headers)

    return ask


@pytest.fixture
def call(client, officer):
    def call(url, *, by=officer, **headers):
        token = sessions.begin_program(officer=by, device="", now=timezone.now())
        client.logout()
        return client.get(url, headers={"Authorization": f"Token {token}", **headers})

    return call


def body(answer):
    return b"".join(answer.streaming_content)


def test_an_officer_of_the_ticket_sees_the_clean_copy(ask, photo, stored):
    answer = ask(photo)

    assert answer.status_code == 200
    assert body(answer) == stored("clean")[0].read_bytes()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'inline; filename="photo-1.jpg"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store, private"
    assert not {"ETag", "Last-Modified"} & set(answer.headers)


def test_a_stranger_to_the_ticket_gets_the_page_of_nothing(ask, photo, stranger):
    class Missing:
        pk = uuid4()

    hidden, missing = ask(photo, by=stranger), ask(Missing, by=stranger)

    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert not photo.custody.filter(what=What.SHOWN).exists()


def test_a_posting_that_ended_ends_the_next_part_of_a_film_too(ask, photo, officer):
    assert ask(photo, Range="bytes=0-9").status_code == 206

    officer.is_active = False
    officer.save()

    assert ask(photo, Range="bytes=10-19").status_code != 206


def test_without_a_login_there_is_only_the_login(client, photo):
    answer = client.get(reverse("evidence:view", args=[photo.pk]))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


@pytest.mark.parametrize("state", [State.ANNOUNCED, State.WITHHELD, State.LOST])
def test_nothing_but_a_ready_file_is_shown(ask, announce, state):
    assert ask(announce(state=state)).status_code == 404


def test_what_is_being_checked_is_not_shown(ask, quarantine):
    assert ask(quarantine(making.jpeg())).status_code == 404


def test_a_file_without_a_ticket_is_nobodys(ask, cleaned):
    assert ask(cleaned(making.jpeg(), ticket=None)).status_code == 404


def test_a_type_that_is_not_ours_is_not_shown(ask, photo):
    Attachment.objects.update(clean_type="text/html")

    assert ask(photo).status_code == 404


@pytest.mark.parametrize(
    ("header", "slice_"),
    [("bytes=0-9", slice(10)), ("bytes=100-199", slice(100, 200)), ("bytes=-7", slice(-7, None))],
)
def test_a_part_is_a_part(ask, photo, stored, header, slice_):
    whole = stored("clean")[0].read_bytes()

    answer = ask(photo, Range=header)

    assert answer.status_code == 206
    assert body(answer) == whole[slice_]
    assert answer["Content-Length"] == str(len(whole[slice_]))
    assert answer["Content-Range"].endswith(f"/{len(whole)}")


def test_a_part_beyond_the_end_is_refused(ask, photo, stored):
    answer = ask(photo, Range="bytes=99999999-")

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{stored('clean')[0].stat().st_size}"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_looked_at(client, officer, photo, method):
    client.force_login(officer)

    assert getattr(client, method)(reverse("evidence:view", args=[photo.pk])).status_code == 405


def test_a_look_is_written_down_once_an_hour_for_each_officer(photo, officer, station, ticket):
    colleague = make_officer(Role.STATION_OFFICER, station)
    for minutes, who in [(0, officer), (1, officer), (59, officer), (59, colleague), (61, officer)]:
        custody.show(photo, by=who, at=NOON + timedelta(minutes=minutes))

    shown = photo.custody.filter(what=What.SHOWN)
    assert [row.by for row in shown] == [officer, colleague, officer]
    assert ticket.events.filter(kind=events.READ).count() == 3
    assert list(verify()) == []


def test_every_way_of_looking_is_one_look(ask, call, photo):
    ask(photo)
    ask(photo, Range="bytes=0-9")
    call(reverse("evidence:api-attachment", args=[photo.pk]))

    assert photo.custody.filter(what=What.SHOWN).count() == 1


def test_the_files_of_a_ticket_with_their_states(
    client, officer, ticket, photo, quarantine, cleaned
):
    waiting, withheld = quarantine(making.jpeg()), cleaned(b"%PDF-1.7", kind="document")
    client.force_login(officer)

    page = client.get(
        reverse("evidence:files", args=[ticket.code]), headers={"Accept-Language": "en"}
    )

    text = page.content.decode()
    assert reverse("evidence:view", args=[photo.pk]) in text
    assert str(State.QUARANTINED.label) in text
    assert str(State.WITHHELD.label) in text
    for hidden in (waiting, withheld):
        assert reverse("evidence:view", args=[hidden.pk]) not in text


def test_the_files_are_a_fragment_for_htmx_and_a_page_without(client, officer, ticket, photo):
    client.force_login(officer)
    address = reverse("evidence:files", args=[ticket.code])

    assert b"<html" in client.get(address).content
    assert b"<html" not in client.get(address, headers={"HX-Request": "true"}).content


def test_the_files_of_a_hidden_ticket_do_not_exist(client, stranger, ticket, photo):
    client.force_login(stranger)

    assert client.get(reverse("evidence:files", args=[ticket.code])).status_code == 404


def test_the_api_lists_the_files_of_a_ticket(call, ticket, photo, quarantine):
    waiting = quarantine(making.jpeg(), announced_at=NOON + timedelta(seconds=1))

    listed = call(f"/api/v1/tickets/{ticket.code}/attachments/").json()

    assert listed[0] == {
        "id": str(photo.pk),
        "kind": "image",
        "state": "ready",
        "size_band": "up to 100 KB",
        "sha256": photo.sha256,
        "clean_type": "image/jpeg",
        "url": f"http://testserver/api/v1/attachments/{photo.pk}/",
        "announced_at": listed[0]["announced_at"],
    }
    assert {row["id"]: row["url"] for row in listed}[str(waiting.pk)] is None


@pytest.mark.parametrize(
    ("size", "band"),
    [
        (None, None),
        (0, "up to 100 KB"),
        (100 * 1024, "up to 100 KB"),
        (100 * 1024 + 1, "up to 1 MB"),
        (10 * 1024 * 1024, "up to 10 MB"),
        (10 * 1024 * 1024 + 1, "over 10 MB"),
    ],
)
def test_sizes_are_told_in_bands(call, announce, ticket, size, band):
    announce(size=size)

    listed = call(f"/api/v1/tickets/{ticket.code}/attachments/").json()
    assert listed[0]["size_band"] == band


def test_the_api_gives_the_clean_copy(call, photo, stored):
    answer = call(f"/api/v1/attachments/{photo.pk}/", Accept="image/jpeg", Range="bytes=0-99")

    assert answer.status_code == 206
    assert body(answer) == stored("clean")[0].read_bytes()[:100]
    assert answer["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("path", ["tickets/{ticket.code}/attachments/", "attachments/{photo.pk}/"])
def test_the_api_hides_what_is_hidden(call, client, ticket, photo, stranger, path):
    address = "/api/v1/" + path.format(ticket=ticket, photo=photo)

    assert call(address, by=stranger).status_code == 404
    assert client.get(address).status_code == 401


def test_the_schema_describes_both(client, officer):
    from drf_spectacular.generators import SchemaGenerator

    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]

    assert "/api/v1/tickets/{code}/attachments/" in paths
    assert "/api/v1/attachments/{attachment_id}/" in paths
