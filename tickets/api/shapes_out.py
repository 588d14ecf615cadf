"""Shapes of what we answer. Nothing here can tell who the citizen is."""

from rest_framework import serializers

from tickets import codes, policy
from tickets.models import Clock, Event, Ticket

BY = "The actor's posts, each a title or role, @ and the unit's code; empty for none."


class ClockOut(serializers.ModelSerializer):
    class Meta:
        model = Clock
        fields = ["name", "round", "started_at", "due_at", "stopped_at"]


class TicketOut(serializers.ModelSerializer):
    """A row of the list."""

    spoken_code = serializers.SerializerMethodField(help_text="As people read it aloud.")
    unit = serializers.CharField(source="unit.code")
    category = serializers.CharField(source="category.code", default=None, allow_null=True)
    line = serializers.CharField(source="line.code", default=None, allow_null=True)
    suggested_unit = serializers.CharField(
        source="suggested_unit.code", default=None, allow_null=True
    )

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
            "arrived_at",
            "changed_at",
            "closed_at",
        ]

    def get_spoken_code(self, ticket: Ticket) -> str:
        return codes.spaced(ticket.code)


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

    class Meta:
        model = Event
        fields = ["number", "kind", "by", "happened_at", "note", "data"]


class ResponseTimeOut(serializers.Serializer):
    unit = serializers.CharField()
    unit_name = serializers.CharField()
    clock = serializers.CharField()
    count = serializers.IntegerField(help_text="Clocks that have stopped.")
    running = serializers.IntegerField()
    late = serializers.IntegerField(help_text="Stopped or running past their deadline.")
    median_seconds = serializers.FloatField(allow_null=True)
    p90_seconds = serializers.FloatField(allow_null=True)


class TicketPageOut(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = TicketOut(many=True)
