"""The sweeps that beat calls: each makes its call, and takes arguments of later versions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from districts.models import Role
from tests.factories import make_line, make_officer, make_unit
from tickets import tasks
from tickets.models import Checkpoint, Escalation, Figure, Measure, Ticket
from tickets.services import intake

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_ago():
    district = make_unit("district")
    make_officer(Role.CHIEF, district)
    at = timezone.now() - timedelta(days=1)
    intake.open_ticket(line=make_line(district), at=at, kind=Ticket.Kind.TIP, text="x")


def test_the_clocks_are_swept(long_ago):
    tasks.sweep_clocks(of_a_later_version=1)

    assert set(Escalation.objects.values_list("clock__name", flat=True)) == {"triage"}


def test_the_history_is_sealed(long_ago):
    tasks.sweep_checkpoints(of_a_later_version=1)

    assert Checkpoint.objects.get().count == 1


def test_the_figures_are_counted(long_ago):
    tasks.sweep_figures(of_a_later_version=1)

    assert Figure.objects.get(measure=Measure.ARRIVED).count == 1
    assert Figure.objects.filter(measure=Measure.TRIAGE_LATE).exists()
