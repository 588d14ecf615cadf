"""Words above pages: for the officers of a part or for everybody, between two moments."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from districts import banners
from districts.models import Banner, Role
from districts.timing import INDIA
from tests.factories import make_officer
from tests.portal.test_lists import MOST_QUERIES

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOW_PAGE = "/banners/now/"


def put_up(world, by=None, **given) -> Banner:
    now = timezone.now()
    usual = {
        "unit": world.line.unit,
        "place": "officers",
        "text_hi": "आज रात <b>सर्वर</b> बंद",
        "text_en": "Down <b>tonight</b>",
        "until": now + HOUR,
    }
    return banners.put_up(by=by or world.desk, now=now, **{**usual, **given})


def shown(client, page=NOW_PAGE) -> bool:
    return "tonight" in client.get(page).content.decode()


def test_officers_of_the_unit_and_below_read_it_as_plain_words(sign_in, world):
    put_up(world)
    outsider = make_officer(Role.RANGE, world.line.unit.parent or world.line.unit)
    outsider.postings.update(until=timezone.now())

    assert all(shown(sign_in(one)) for one in (world.desk, world.head, world.chief))
    assert not shown(sign_in(outsider))
    page = sign_in(world.head).get(NOW_PAGE).content.decode()
    assert "&lt;b&gt;" in page and "<b>" not in page
    assert "सर्वर" in sign_in(world.head, "hi").get(NOW_PAGE).content.decode()
    page = sign_in(world.head).get("/station/").content.decode()
    assert "Down &lt;b&gt;tonight&lt;/b&gt;" in page  # without JavaScript too
    assert NOW_PAGE in page  # and what is put up later, with it
    assert "tonight" in sign_in(world.head).get("/tickets/nowhere/").content.decode()


def test_of_one_circle_no_other_reads(sign_in, world):
    put_up(world, by=world.chief, unit=world.kotwali.parent)

    assert shown(sign_in(world.head))
    assert not shown(sign_in(world.sister))
    assert not shown(sign_in(world.chief))


def test_only_between_its_two_moments(sign_in, world):
    later = put_up(world, since=timezone.now() + HOUR, until=timezone.now() + 2 * HOUR)
    assert not shown(sign_in(world.head))

    Banner.objects.filter(pk=later.pk).update(since=timezone.now() - HOUR)
    assert shown(sign_in(world.head))
    Banner.objects.filter(pk=later.pk).update(until=timezone.now())
    assert not shown(sign_in(world.head))


def test_for_citizens_it_stands_on_the_public_page_alone(sign_in, client, world):
    put_up(world, place="citizens")
    code = world.line.unit.code

    assert not shown(sign_in(world.head))
    client.logout()
    assert shown(client, f"/d/{code}/en/")
    assert "सर्वर" in client.get(f"/d/{code}/").content.decode()


@pytest.mark.parametrize(
    ("lasts", "why"), [(timedelta(), "after it begins"), (timedelta(days=91), "within")]
)
def test_what_makes_no_sense_is_not_put_up(world, lasts, why):
    with override("en"), pytest.raises(banners.UnableToPutUp, match=why):
        put_up(world, until=timezone.now() + lasts)


def test_nobody_speaks_to_a_part_that_is_not_theirs(sign_in, world):
    stranger = make_officer(Role.DESK, world.baradari)
    standing = put_up(world)

    with pytest.raises(banners.UnableToPutUp):
        put_up(world, by=stranger)
    with pytest.raises(banners.UnableToPutUp):
        put_up(world, by=stranger, unit=world.baradari, place="citizens")
    assert sign_in(stranger).post(f"/banners/{standing.pk}/down/").status_code == 404
    assert sign_in(world.head).get("/banners/").status_code == 404
    assert Banner.objects.count() == 1


def test_the_page_puts_up_and_takes_down(sign_in, world, django_assert_max_num_queries):
    client, until = sign_in(world.desk), timezone.now().astimezone(INDIA) + HOUR
    sent = {"unit": world.line.unit.pk, "place": "officers", "text_hi": "बंद"}
    sent |= {"text_en": "Down tonight", "until": until.strftime("%Y-%m-%dT%H:%M")}

    assert client.post("/banners/", sent | {"text_en": "x" * 301}).status_code == 422
    assert client.post("/banners/", sent).status_code == 302
    assert shown(client)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "up now" in client.get("/banners/").content.decode()
    client.post(f"/banners/{Banner.objects.get().pk}/down/")
    assert not shown(client)
