"""S4-8: who uses the service at all, for those above them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from districts.models import Officer, Role
from messaging.duty import adoption
from messaging.models import OfficerPhone, OutboundMessage
from tests.factories import make_officer, make_unit
from tests.messaging.on_duty import Duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty() -> Duty:
    return Duty.begins()


@pytest.fixture
def chief(duty) -> Officer:
    return make_officer(Role.CHIEF, duty.line.unit)


def of(officer, duty, **about):
    return {
        use.posting.officer: use
        for use in adoption.of_officers(officer, now=duty.head.now, **about)
    }


def test_signing_in_telephone_and_unread_notices_are_told_of_each_post(duty, chief):
    idle = make_officer(Role.STATION_OFFICER, duty.station)
    signed_in = timezone.now()
    Officer.objects.filter(pk=duty.head.officer.pk).update(last_login=signed_in)
    OfficerPhone.objects.update(last_read_at=signed_in)
    for _number in range(2):
        duty.notice()
    read, unread = OutboundMessage.objects.filter(
        notice__isnull=False, notice__officer=duty.head.officer
    )
    sent, progress = OutboundMessage.State.SENT, OutboundMessage.Progress
    OutboundMessage.objects.filter(pk=read.pk).update(state=sent, progress=progress.READ)
    OutboundMessage.objects.filter(pk=unread.pk).update(state=sent, progress=progress.DELIVERED)

    told = of(chief, duty)

    used = told[duty.head.officer]
    assert (used.signed_in_at, used.has_telephone, used.read_at) == (signed_in, True, signed_in)
    assert used.unread == 1
    unused = told[idle]
    assert (unused.signed_in_at, unused.registered_at, unused.read_at) == (None, None, None)
    assert unused.unread == 0


def test_nobody_is_told_of_whoever_stands_above_or_beside_them(duty, chief):
    elsewhere = make_unit()
    other = make_officer(Role.STATION_HEAD, make_unit(parent=elsewhere))

    assert set(of(chief, duty)) == {duty.head.officer}
    assert of(duty.head.officer, duty) == {}
    assert of(make_officer(Role.AUDITOR, duty.line.unit), duty) == {}
    assert other not in of(chief, duty)


def test_it_can_be_narrowed_to_a_unit_and_forgets_ended_posts(duty, chief):
    second = make_unit(parent=duty.line.unit)
    make_officer(Role.STATION_HEAD, second)

    assert len(of(chief, duty, unit=second)) == 1
    duty.head.officer.postings.update(until=duty.head.now - timedelta(hours=1))
    assert duty.head.officer not in of(chief, duty)
