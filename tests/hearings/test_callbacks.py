"""Who could not be heard is come back to: by telephone where there is a number, else by a link."""

import pytest

from hearings import callbacks, desks, particulars, sweep
from hearings.models import HearingRequest
from hearings.particulars import Told
from messaging import hearing_news
from tests.factories import NOON
from tests.hearings.noon import caller, state
from tests.hearings.test_asking import a_hearing, wish
from tickets import events
from tickets.services import hearing
from tickets.wishes import Callback, Wish

State, Source = HearingRequest.State, HearingRequest.Source


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.HEARING_KEYS = ["hearing"]


def owed(request: HearingRequest) -> str:
    return request.ticket.events.get(kind=events.HEARING_CALLBACK).data["how"]


def test_a_chat_that_told_no_number_gets_its_link_when_somebody_has_time(window, desk, officer):
    request = wish(caller(window), Wish.CALLBACK)
    call = desks.call_this(request_id=request.pk, by=officer, at=NOON)

    assert owed(request) == Callback.LINK
    assert call.joined_at is None
    assert "door" in request.ticket.events.get(kind=events.HEARING_CALLED).data


def test_whoever_left_a_number_is_telephoned(window, desk, officer):
    request = caller(window, source=Source.PAGE)
    particulars.keep(request, Told(phone="9155500001"))
    request = wish(request, Wish.CALLBACK)
    call = desks.call_this(request_id=request.pk, by=officer, at=NOON)

    assert owed(request) == Callback.TELEPHONE
    assert call.joined_at == NOON
    assert not request.ticket.events.filter(kind=events.HEARING_CALLED).exists()


def test_a_number_alone_does_not_take_the_picture_from_a_turn(window, desk, officer):
    request = caller(window, source=Source.PAGE)
    particulars.keep(request, Told(phone="9155500001"))

    assert desks.call_next(by=officer, at=NOON).joined_at is None


def test_a_name_told_in_the_chat_is_no_number(window):
    request = caller(window)
    ticket_id = request.ticket_id
    particulars.keep_told(ticket_id=ticket_id, sealed=particulars.sealed_name("आशा"), at=NOON)
    particulars.hand_on(request)

    assert callbacks.way_to(request) == Callback.LINK


def test_of_whom_nothing_but_the_page_is_known_no_call_is_promised(window):
    request = wish(caller(window, source=Source.PAGE), Wish.CALLBACK)

    assert state(request) == State.WAITING
    assert not request.ticket.events.filter(kind=events.HEARING_CALLBACK).exists()


def test_whoever_is_forgotten_is_offered_no_call(window):
    request = caller(window)
    assert callbacks.way_to(request) == Callback.LINK
    hearing.lose_touch(ticket_ids=[request.ticket_id], at=NOON)

    assert callbacks.way_to(request) is None
    assert state(wish(request, Wish.CALLBACK)) == State.WAITING


def test_the_desk_reads_how_each_is_called(window, desk, officer, client):
    with_number, without = caller(window, source=Source.PAGE), caller(window)
    particulars.keep(with_number, Told(phone="9155500001"))
    for request in (with_number, without):
        wish(request, Wish.CALLBACK)
    rows = callbacks.with_ways(HearingRequest.objects.owed())

    assert {row.pk: row.on_telephone for row in rows} == {with_number.pk: True, without.pk: False}
    client.force_login(officer)
    page = client.get("/hearings/desk/").content.decode()
    assert "फ़ोन से" in page and "लिंक से" in page


@pytest.mark.parametrize(
    ("how", "key"),
    [
        (Callback.TELEPHONE, "hearing_callback"),
        (Callback.LINK, "hearing_callback_by_link"),
        (Callback.WRITING, "hearing_callback_in_writing"),
        (None, "hearing_callback"),
    ],
)
def test_the_chat_promises_only_what_will_come(window, how, key):
    ticket = caller(window).ticket
    data = {"how": how} if how else {}
    ticket.refresh_from_db()
    event = ticket.record(events.HEARING_CALLBACK, by=None, at=NOON, data=data)

    assert hearing_news.tell(event).keys == (key,)


def test_a_line_that_hears_nobody_promises_no_call(line):

    ticket = a_hearing(line)
    sweep.run(now=NOON)

    assert ticket.events.get(kind=events.HEARING_CALLBACK).data["how"] == Callback.WRITING
