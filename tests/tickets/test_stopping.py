"""A sweep that has run too long is told to stop, and does not take that for a ticket's fault."""

from unittest.mock import Mock

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from tests.factories import NOON
from tests.tickets.silence import DUE
from tickets.models import Clock, Ticket
from tickets.services import escalation, intake


@pytest.mark.django_db
def test_a_sweep_told_to_stop_stops_and_puts_no_clock_off(line, posts, monkeypatch):
    intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
    before = list(Clock.objects.order_by("pk").values_list("next_step_at", flat=True))
    monkeypatch.setattr(escalation, "_climb", Mock(side_effect=SoftTimeLimitExceeded))

    with pytest.raises(SoftTimeLimitExceeded):
        escalation.escalate_due(now=DUE)

    assert list(Clock.objects.order_by("pk").values_list("next_step_at", flat=True)) == before
