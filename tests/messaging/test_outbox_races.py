"""Two workers want the same message: whoever waited for the other must look again."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from messaging import outbox
from messaging.models import OutboundMessage
from tests.messaging.sending import sending

pytestmark = pytest.mark.django_db(transaction=True)

BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def test_a_worker_who_waited_for_another_leaves_the_message_alone(settings):
    with sending(settings) as world:
        message = world.says()
        taken = OutboundMessage.objects.filter(pk=message.pk)
        later = world.now + timedelta(seconds=1)

        def work():
            outbox.send(message_id=message.pk, now=later)
            connection.close()

        second = threading.Thread(target=work)
        with transaction.atomic():
            taken.update(state="sending", claimed_at=world.now, attempts=1)
            second.start()
            _await_somebody_blocked()
        second.join()

        assert world.look(message).attempts == 1
        assert world.asha.heard == []


def _await_somebody_blocked() -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(BLOCKED)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("Nobody waits for the row.")
