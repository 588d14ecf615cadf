"""Everything dies at random while citizens write: what was acknowledged is there once."""

import pytest

from bench.chaos.run import Settings, run

# far more than it takes: this machine may be building something else as well
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_nothing_acknowledged_is_lost_or_doubled():
    settings = Settings(seed=20, messages=200, citizens=30, kills=20, every=(0.4, 1.0))

    outcome = run(settings)

    assert [row for row in outcome.rows if not row["reached"]] == []
    assert outcome.kills.total() >= 20
    assert outcome.restarts.total() > 0
