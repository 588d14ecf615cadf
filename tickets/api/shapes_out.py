"""Shapes of what we answer. Nothing here can tell who the citizen is."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from rest_framework import serializers

from tickets import blocks, codes, policy
from tickets.models import Clock, Event, Explanation, Ticket
from tickets.sight import Told

BY = "The actor's posts, each a title or role, @ and the unit's code; empty for none."


BLOCK = "Hours of the blocks in which you see the citizen's moments; 0: exactly."


class ClockOut(serializers.ModelSerializer):
    block_hours = serializers.SerializerMethodField(help_text=BLOCK)
    started_at = serializers.SerializerMethodField()
    due_at = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields = ["name", "round", "block_hours", "started_at", "due_at", "stopped_at"]

    def get_block_hours(self, clock: Clock) -> int:
        return int(self.context["sight"].hours_of(clock))

    def get_started_at(self, clock: Clock) -> datetime:
        return localtime(blocks.start(clock.started_at, self.get_block_hours(clock)))

    def get_due_at(self, clock: Clock) -> datetime:
        return localtime(blocks.start(clock.due_at, self.get_block_hours(clock)))


class TicketOut(serializers.ModelSerializer):
    """A row of the list."""

    spoken_code = serializers.SerializerMethodField(help_text="As people read it aloud.")
    unit = serializers.CharField(source="unit.code")
    category = serializers.CharField(source="category.code", default=None, allow_null=True)
    line = serializers.CharField(source="line.code", default=None, allow_null=True)
    suggested_unit = serializers.CharField(
        source="suggested_unit.code", default=None, allow_null=True
    )

    block_hours = serializers.SerializerMethodField(help_text=BLOCK)
    arrived_at = serializers.SerializerMethodField(help_text="The start of its block.")
    changed_at = serializers.SerializerMethodField(help_text="The start of its block.")

    class Meta:
        model = Ticket
        fields = [
            "code",
            "spoken_code",
            "kind",
            "status",
            "priority",
            "line",
            "category",
            "unit",
            "suggested_unit",
            "text",
            "place",
            "latitude",
            "longitude",
            "is_restricted",
            "is_second_hand",
            "close_reason",
            "round",
            "block_hours",
            "arrived_at",
            "changed_at",
            "closed_at",
        ]

    def get_spoken_code(self, ticket: Ticket) -> str:
        return codes.spaced(ticket.code)

    def get_block_hours(self, ticket: Ticket) -> int:
        return int(self.context["sight"].hours(ticket))

    def get_arrived_at(self, ticket: Ticket) -> datetime:
        return localtime(blocks.start(ticket.arrived_at, self.get_block_hours(ticket)))

    def get_changed_at(self, ticket: Ticket) -> datetime:
        return localtime(blocks.start(ticket.changed_at, self.get_block_hours(ticket)))


class TicketDetailOut(TicketOut):
    clocks = ClockOut(many=True)
    may = serializers.SerializerMethodField(help_text="What this officer may do to it now.")

    class Meta(TicketOut.Meta):
        fields = [*TicketOut.Meta.fields, "clocks", "may"]

    def get_may(self, ticket: Ticket) -> list[str]:
        officer = self.context["request"].user
        return sorted(deed.value for deed in policy.deeds(officer, ticket))


class EventOut(serializers.ModelSerializer):
    by = serializers.CharField(source="by_role", help_text=BY)
    block_hours = serializers.IntegerField(default=0, help_text=BLOCK)

    class Meta:
        model = Event
        fields = ["number", "kind", "by", "block_hours", "happened_at", "note", "data"]

    @classmethod
    def of(cls, told: Told) -> dict[str, Any]:
        """Return an event as it is told to somebody."""
        facts = dict(cls(told.event).data)
        # a warning names the deadline, and so when it all began
        hidden = {"once", "due_at"} if told.hours else {"once"}
        facts["data"] = {key: told.event.data[key] for key in told.event.data.keys() - hidden}
        return facts | {"block_hours": told.hours, "happened_at": localtime(told.at)}


class ExplanationOut(serializers.ModelSerializer):
    ticket = serializers.CharField(source="ticket.code")
    officer = serializers.CharField(source="officer.service_number")
    unit = serializers.CharField(source="unit.code")
    asked_by = serializers.CharField(source="asked.by_role", help_text=BY)
    text = serializers.CharField(source="asked.note")
    answer = serializers.CharField(source="answer.note", default=None, allow_null=True)

    class Meta:
        model = Explanation
        fields = [
            "ticket",
            "officer",
            "role",
            "unit",
            "asked_by",
            "asked_at",
            "text",
            "answered_at",
            "answer",
        ]


class ResponseTimeOut(serializers.Serializer):
    unit = serializers.CharField()
    unit_name = serializers.CharField()
    clock = serializers.CharField()
    count = serializers.IntegerField(help_text="Clocks that have stopped.")
    running = serializers.IntegerField()
    late = serializers.IntegerField(help_text="Stopped or running past their deadline.")
    median_seconds = serializers.FloatField(allow_null=True)
    p90_seconds = serializers.FloatField(allow_null=True)


class FirstLooksOut(serializers.Serializer):
    tickets = serializers.IntegerField()
    seen = serializers.IntegerField(help_text="Opened by an officer at headquarters.")
    seen_median = serializers.FloatField(allow_null=True, help_text="Seconds since arrival.")
    touched = serializers.IntegerField(help_text="An officer did something.")
    touched_median = serializers.FloatField(allow_null=True, help_text="Seconds since arrival.")


class TicketPageOut(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = TicketOut(many=True)
