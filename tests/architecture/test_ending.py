"""A worker whose main process waits for ever would look alive, and nothing would be read."""

import os
import subprocess
import sys

import pytest

from sataark.celery import app
from sataark.ending import EndsForSure

CLOSE_AND_WAIT = """
import sys, time
from celery.worker import state
from sataark import ending
ending.SECONDS_TO_END = 0.2
state.should_stop = {asked}
ending.EndsForSure.close(None, None)
time.sleep(2)
"""


@pytest.mark.parametrize(("asked", "status"), [(None, os.EX_SOFTWARE), (0, 0)])
def test_a_worker_ends_by_itself_unless_it_was_asked_to_finish(asked, status):
    """After an error it ends, whatever it waits for; after a signal its tasks are waited for."""
    ended = subprocess.run([sys.executable, "-c", CLOSE_AND_WAIT.format(asked=asked)], timeout=60)

    assert ended.returncode == status


def test_our_workers_are_told_so():
    assert EndsForSure in app.steps["worker"]
