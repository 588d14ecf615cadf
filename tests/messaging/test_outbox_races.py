"""Two workers want the same message: whoever comes second must leave it alone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from messaging import outbox
from messaging.models import OutboundMessage
from tests.messaging.sending import sending

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_neither_takes_nor_waits_for_what_another_is_taking(settings):
    with sending(settings) as world:
        message = world.says()
        taken = OutboundMessage.objects.filter(pk=message.pk)
        later = world.now + timedelta(seconds=1)

        def work():
            outbox.send(message_ids=[message.pk], clock=lambda: later)
            connection.close()

        second = threading.Thread(target=work)
        with transaction.atomic():
            taken.update(state="sending", claimed_at=world.now, attempts=1)
            second.start()
            second.join(timeout=20)
            has_waited = second.is_alive()
        second.join()

        assert not has_waited
        assert world.look(message).attempts == 1
        assert world.asha.heard == []
