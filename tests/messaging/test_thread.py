"""The thread of a ticket: for whoever may see the ticket, and for nobody else."""

import pytest

from districts.models import Role, Unit
from messaging.models import ThreadEntry
from tests.factories import NOON, make_line, make_officer, make_ticket, make_unit


@pytest.mark.django_db
class TestThread:
    @pytest.fixture
    def district(self) -> Unit:
        return make_unit(Unit.Kind.DISTRICT)

    @pytest.fixture
    def address(self, district: Unit) -> str:
        ticket = make_ticket(make_line(district))
        ThreadEntry.objects.create(ticket=ticket, side="citizen", text="नदी के पास", said_at=NOON)
        return f"/tickets/{ticket.code}/thread/"

    def test_the_desk_reads_what_was_said(self, client, district, address):
        client.force_login(make_officer(Role.DESK, district))

        answer = client.get(address)

        assert answer.status_code == 200
        assert "नदी के पास" in answer.content.decode()

    def test_for_another_district_it_does_not_exist(self, client, address):
        client.force_login(make_officer(Role.DESK, make_unit(Unit.Kind.DISTRICT)))

        assert client.get(address).status_code == 404

    def test_nobody_reads_it_without_signing_in(self, client, address):
        assert client.get(address).status_code == 302
