"""What a desk does while it clears its queue: priority, later, same incident."""

from typing import Any

from django.utils import timezone

from tickets.api import shapes_in as shapes
from tickets.api.doing import Doing, described
from tickets.services import incidents, prioritising, shelving


@described("Change the priority", shapes.PriorityIn, priority=1, note="आज रात की बात है")
class Prioritise(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        prioritising.prioritise(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("Set aside for later", shapes.ShelveIn, minutes=120, note="शाम को फिर देखें")
class Shelve(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        shelving.shelve(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("Link to the incident of another ticket", shapes.LinkIn, other_code="7Q4K2-M9XWB3")
class Link(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        incidents.link(ticket_id=ticket_id, by=self.officer, at=timezone.now(), **given)


@described("Take out of its incident", shapes.AcknowledgeIn)
class Unlink(Doing):
    def do(self, ticket_id: int, given: dict[str, Any]) -> None:
        incidents.unlink(ticket_id=ticket_id, by=self.officer, at=timezone.now())
