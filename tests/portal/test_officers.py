"""Officers and postings in the portal: by those who keep them, for nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from districts import accounts, second_factor
from districts.models import AccountEvent, Officer, Posting, Role, Session
from tests.districts.authenticator import set_up
from tests.factories import make_officer
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
KEPT = ["/officers/", "/officers/add/", "/officers/import/", "/officers/import/empty.xlsx"]


@pytest.mark.parametrize("who", ["head", "sister", "hearing", "nobody"])
def test_for_others_the_pages_do_not_exist(sign_in, world, who):
    officer = getattr(world, who, None) or make_officer(
        *((Role.HEARING, world.line.unit) if who == "hearing" else ())
    )
    client = sign_in(officer)

    assert {client.get(page).status_code for page in KEPT} == {404}
    assert client.post(f"/officers/{world.sister.pk}/reset/").status_code == 404


def test_another_districts_officer_answers_like_nobody(sign_in, world):
    stranger = make_officer()
    client = sign_in(world.desk)

    for deed in ("", "post/", "reset/", "close/", "reopen/", "posts/1/end/"):
        ask = client.post if deed else client.get
        hidden, missing = ask(f"/officers/{stranger.pk}/{deed}"), ask(f"/officers/999999/{deed}")
        assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_the_desk_does_not_touch_its_chief(sign_in, world):
    client = sign_in(world.desk)

    assert client.post(f"/officers/{world.chief.pk}/reset/").status_code == 404
    assert client.post(f"/officers/{world.desk.pk}/close/").status_code == 404


def add(client, world, **more):
    given = {
        "service_number": "up-4711",
        "name": "नया अधिकारी",
        "unit": world.kotwali.pk,
        "role": Role.STATION_OFFICER,
        "title": "SI",
        "language": "hi",
        **more,
    }
    return client.post("/officers/add/", given)


def test_an_officer_is_added_with_a_first_password_shown_once(sign_in, world):
    answer = add(sign_in(world.desk), world)

    officer = Officer.objects.get(service_number="up-4711")
    ((shown, password),) = answer.context["given"]
    assert shown == officer
    assert officer.check_password(password)
    assert officer.temporary_until > timezone.now()
    assert not officer.is_demo
    post = officer.postings.get()
    assert (post.unit, post.role, post.started_by) == (
        world.kotwali,
        Role.STATION_OFFICER,
        world.desk,
    )
    assert officer.account_events.get().by == world.desk


@pytest.mark.parametrize(
    "more",
    [
        {"service_number": "with space"},
        {"service_number": ""},
        {"name": ""},
        {"role": Role.ZONE},
        {"role": Role.CIRCLE},
    ],
)
def test_what_is_not_right_adds_nobody(sign_in, world, more):
    before = Officer.objects.count()

    assert add(sign_in(world.desk), world, **more).status_code == 422
    assert Officer.objects.count() == before


def test_a_number_is_given_once(sign_in, world):
    client = sign_in(world.desk)
    add(client, world)

    assert add(client, world, service_number="UP-4711").status_code == 422


def test_no_one_adds_a_commander_of_the_own_unit(sign_in, world):
    answer = add(sign_in(world.desk), world, unit=world.line.unit.pk, role=Role.CHIEF)

    assert answer.status_code == 422


def give(client, officer, how, unit, role=Role.STATION_HEAD, since=""):
    given = {"how": how, "unit": unit.pk, "role": role, "title": "SHO", "since": since}
    return client.post(f"/officers/{officer.pk}/post/", given)


def test_a_transfer_ends_what_was_and_is_felt_at_once(sign_in, world, client):
    other = type(client)()
    other.force_login(world.head)
    assert other.get(f"/tickets/{world.waiting.code}/").status_code == 200

    give(sign_in(world.desk), world.head, "transfer", world.baradari)

    assert other.get("/station/")["Location"].startswith("/login/")
    other.force_login(world.head)
    assert other.get(f"/tickets/{world.waiting.code}/").status_code == 404
    (running,) = Posting.objects.current().filter(officer=world.head)
    assert (running.unit, running.is_acting) == (world.baradari, False)


def test_an_acting_charge_stands_beside(sign_in, world):
    give(sign_in(world.desk), world.head, "acting", world.baradari)

    running = Posting.objects.current().filter(officer=world.head)
    assert {(post.unit, post.is_acting) for post in running} == {
        (world.kotwali, False),
        (world.baradari, True),
    }


def test_a_transfer_may_lie_ahead(sign_in, world):
    tomorrow = timezone.localtime() + timedelta(days=1)

    give(
        sign_in(world.desk),
        world.head,
        "transfer",
        world.baradari,
        since=tomorrow.strftime("%Y-%m-%dT%H:%M"),
    )

    (running,) = Posting.objects.current().filter(officer=world.head)
    assert running.unit == world.kotwali
    assert running.until is not None
    assert world.head.postings.filter(unit=world.baradari, since__gt=timezone.now()).exists()


def test_a_post_beyond_the_own_part_is_not_given(sign_in, world):
    elsewhere = make_officer(Role.STATION_HEAD, world.line.unit.parent or world.kotwali)

    answer = give(sign_in(world.desk), elsewhere, "transfer", world.kotwali)

    assert answer.status_code in {404, 422}


def test_ending_a_post_and_closing_an_account(sign_in, world):
    client = sign_in(world.desk)
    post = world.head.postings.get()

    client.post(f"/officers/{world.head.pk}/posts/{post.pk}/end/")
    client.post(f"/officers/{world.sister.pk}/close/")

    assert not Ticket.objects.visible_to(world.head).exists()
    world.sister.refresh_from_db()
    assert not world.sister.is_active
    assert not Posting.objects.current().filter(officer=world.sister).exists()
    client.post(f"/officers/{world.sister.pk}/reopen/")
    world.sister.refresh_from_db()
    assert world.sister.is_active


def test_a_reset_ends_everything_and_both_are_told(sign_in, world, client):
    set_up(world.head, now=timezone.now())
    other = type(client)()
    other.force_login(world.head)

    answer = sign_in(world.desk).post(f"/officers/{world.head.pk}/reset/")

    world.head.refresh_from_db()
    ((_shown, password),) = answer.context["given"]
    assert world.head.check_password(password)
    assert not second_factor.is_set_up(world.head)
    assert not Session.objects.filter(officer=world.head).exists()
    event = AccountEvent.objects.get(officer=world.head, kind=AccountEvent.Kind.RESET)
    assert event.by == world.desk
    for reader, page in ((world.head, "/me/"), (world.desk, f"/officers/{world.head.pk}/")):
        told = sign_in(reader).get(page).content.decode()
        assert "Password and code reset" in told
        assert str(world.desk) in told


def test_grave_deeds_ask_who_is_there(sign_in, world):
    client = sign_in(world.desk)
    session = client.session
    session["began"] -= 11 * 60
    session.save()

    answer = client.post(f"/officers/{world.head.pk}/reset/")

    assert answer.status_code == 403
    assert not AccountEvent.objects.filter(kind=AccountEvent.Kind.RESET).exists()


def test_whoever_administers_the_installation_keeps_everybody_and_sees_no_ticket(sign_in, world):
    admin = make_officer(is_superuser=True)
    client = sign_in(admin)

    assert client.get("/").url == "/officers/"
    assert str(world.chief.name) in client.get("/officers/").content.decode()
    for page in (f"/tickets/{world.told.code}/", f"/tickets/{world.told.code}/thread/"):
        assert client.get(page).status_code == 404
    # even with a post put there by hand
    Posting.objects.create(
        officer=admin, unit=world.line.unit, role=Role.CHIEF, since=timezone.now()
    )
    assert client.get(f"/tickets/{world.told.code}/").status_code == 404


def test_first_passwords_are_handed_out_once(sign_in, world):
    waiting = accounts.open_account(
        service_number="up-1", name="प्रतीक्षा", by=world.desk, at=timezone.now()
    )
    Posting.objects.create(
        officer=waiting, unit=world.kotwali, role=Role.STATION_OFFICER, since=timezone.now()
    )
    client = sign_in(world.desk)
    # but the chief: whoever commands the desk gets a password from above
    Officer.objects.exclude(pk__in=[waiting.pk, world.chief.pk]).update(password="argon2$x")
    client.force_login(Officer.objects.get(pk=world.desk.pk))

    first = client.post("/officers/first-passwords/").context["given"]
    second = client.post("/officers/first-passwords/").context["given"]

    assert [officer for officer, _password in first] == [waiting]
    assert second == []
