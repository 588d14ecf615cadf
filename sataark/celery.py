"""The Celery app and the schedule. Every scheduled task is a sweep that is safe to repeat."""

import os
from typing import Any

from celery import Celery, signals
from django.db import close_old_connections

from sataark.ending import EndsForSure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sataark.settings")

app = Celery("sataark")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(EndsForSure)
# a connection to the database outlives its task under the rules by which it outlives a page
for edge in (signals.task_prerun, signals.task_postrun):
    edge.connect(close_old_connections)


@signals.worker_init.connect
def learn(sender: Any, **_later_arguments: Any) -> None:
    """Let the gateway learn the vocabulary before it forks; the first citizens wait for it else."""
    if "inbox" in sender.app.amqp.queues.consume_from:
        from messaging import phrasebook

        phrasebook.learn()


app.conf.beat_schedule = {
    # seconds between sweeps; each finds work that its hint may have lost
    "spooled bodies reach the database": {"task": "messaging.tasks.drain_spool", "schedule": 5},
    "stored deliveries are read": {"task": "messaging.tasks.sweep_inbox", "schedule": 5},
    "history is announced": {"task": "messaging.tasks.sweep_announcements", "schedule": 5},
    "history is told to officers": {"task": "messaging.tasks.sweep_notices", "schedule": 5},
    "officers are greeted in the morning": {"task": "messaging.tasks.sweep_duty", "schedule": 60},
    "senders are silenced and piles taken up": {
        "task": "messaging.tasks.sweep_measures",
        "schedule": 5,
    },
    "queued messages are sent": {"task": "messaging.tasks.sweep_outbox", "schedule": 5},
    "the forgotten are gone": {"task": "messaging.tasks.sweep_forgotten", "schedule": 5},
    "templates are approved": {"task": "messaging.tasks.sweep_templates", "schedule": 30},
    "quiet drafts become tickets": {"task": "messaging.tasks.sweep_drafts", "schedule": 15},
    "announced media is fetched": {"task": "messaging.tasks.sweep_media", "schedule": 15},
    "fetched media is cleaned": {"task": "evidence.tasks.sweep_cleaning", "schedule": 15},
    "late tickets climb": {"task": "tickets.tasks.sweep_clocks", "schedule": 10},
    "figures are counted": {"task": "tickets.tasks.sweep_figures", "schedule": 5},
    "reports are made": {"task": "tickets.tasks.sweep_reports", "schedule": 5},
    "kept searches speak": {"task": "tickets.tasks.sweep_searches", "schedule": 60},
    "hearings go on": {"task": "hearings.tasks.sweep_hearings", "schedule": 5},
    "history is checkpointed": {"task": "tickets.tasks.sweep_checkpoints", "schedule": 300},
}
