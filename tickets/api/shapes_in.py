"""Shapes of what is sent to us. Meaning is checked by the use-cases."""

from decimal import Decimal
from typing import Any, NoReturn
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tickets.lifecycle import CloseReason, Outcome, PauseReason, Recheck, Status
from tickets.models import Action, Ticket
from tickets.seizures import Measure, Seizure
from tickets.services import calls
from tickets.services.shelving import MINUTES, UP_AGAIN


class StrictSerializer(serializers.Serializer):
    """Refuses fields it does not know, so that a misspelt one is not silently lost."""

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        unknown = set(data) - set(self.fields)
        if unknown:
            sentence = _("There is no such field here.")
            raise serializers.ValidationError({name: [sentence] for name in sorted(unknown)})
        return values


class OneOf(serializers.ChoiceField):
    """Says what would have been right, not only that this is wrong."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("“{input}” is none of these: {known}.")
    }

    def fail(self, key: str, **told: Any) -> NoReturn:
        super().fail(key, known=", ".join(map(str, self.choices)), **told)


class TicketsIn(StrictSerializer):
    """Query of the list."""

    status = OneOf(Status.choices, required=False)
    unit = serializers.SlugField(required=False, help_text="Code; includes all units below.")
    category = serializers.SlugField(required=False)
    overdue = serializers.BooleanField(required=False, default=None, allow_null=True)
    q = serializers.CharField(required=False, max_length=200, help_text="A code, or words.")
    cursor = serializers.CharField(required=False)


class TicketIn(StrictSerializer):
    """A phone call or a walk-in, written down by the desk."""

    line = serializers.SlugField(required=False, help_text="Code of the line it belongs to.")
    unit = serializers.SlugField(required=False, help_text="Code; the line's unit if left out.")
    kind = OneOf([(kind.value, kind.label) for kind in calls.KINDS], default=Ticket.Kind.CALL)
    caller = serializers.CharField(
        required=False,
        default="",
        max_length=40,
        write_only=True,
        help_text="Mobile number for the answer. Sealed at once; no answer of ours has it.",
    )
    nonce = serializers.UUIDField(
        required=False, default=uuid4, help_text="The same one twice opens one ticket."
    )
    category = serializers.SlugField(required=False)
    text = serializers.CharField(max_length=20_000)
    place = serializers.CharField(max_length=300, required=False, default="")
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False)


class ForwardIn(StrictSerializer):
    station = serializers.SlugField(max_length=80, help_text="Code of the station.")
    note = serializers.CharField(required=False, default="", allow_blank=True)


class HandOverIn(StrictSerializer):
    office = serializers.SlugField(max_length=80, help_text="Code of a district, or above yours.")
    reason = serializers.CharField()


class AcknowledgeIn(StrictSerializer):
    pass


class SeizureIn(StrictSerializer):
    what = serializers.CharField(max_length=80)
    amount = serializers.DecimalField(max_digits=11, decimal_places=3, min_value=Decimal(0))
    measure = OneOf(Measure.choices)

    def to_internal_value(self, data: Any) -> Any:
        return Seizure(**super().to_internal_value(data))


class ActionIn(StrictSerializer):
    kind = OneOf(Action.Kind.choices)
    note = serializers.CharField(required=False, default="", allow_blank=True)
    happened_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    fir_number = serializers.CharField(required=False, default="", allow_blank=True)
    gd_number = serializers.CharField(required=False, default="", allow_blank=True)
    sections = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, default=list, max_length=20
    )
    arrests = serializers.IntegerField(required=False, default=0, min_value=0, max_value=1000)
    seized = serializers.CharField(required=False, default="", allow_blank=True)
    seizures = SeizureIn(many=True, required=False, default=list)


class AskIn(StrictSerializer):
    text = serializers.CharField()


class OutcomeIn(StrictSerializer):
    outcome = OneOf(Outcome.choices)
    text = serializers.CharField(help_text="What the citizen will read.")


class CloseIn(StrictSerializer):
    reason = OneOf(CloseReason.choices)
    note = serializers.CharField(required=False, default="", allow_blank=True)
    duplicate_of = serializers.CharField(required=False, default="", help_text="Code.")


class ReasonIn(StrictSerializer):
    reason = serializers.CharField()


class RestrictIn(StrictSerializer):
    """Exactly one of `unit` (its code) and `officer` (the service number)."""

    unit = serializers.SlugField(required=False, max_length=80)
    officer = serializers.CharField(required=False, max_length=40)
    reason = serializers.CharField()


class NoteIn(StrictSerializer):
    text = serializers.CharField()


class CategoriseIn(StrictSerializer):
    category = serializers.SlugField()


class PauseIn(StrictSerializer):
    reason = OneOf(PauseReason.choices)
    hours = serializers.IntegerField(min_value=1, max_value=24 * 60)
    note = serializers.CharField()


class PriorityIn(StrictSerializer):
    priority = OneOf(
        Ticket.Priority.choices,
        help_text="A higher one hurries the clocks, counted from where they started.",
    )
    note = serializers.CharField(required=False, default="", allow_blank=True)


class ShelveIn(StrictSerializer):
    minutes = OneOf(
        [(each, str(each)) for each in (UP_AGAIN, *MINUTES)],
        help_text="For how long; 0 puts it back into the queue. No clock stops.",
    )
    note = serializers.CharField(required=False, default="", allow_blank=True)


class LinkIn(StrictSerializer):
    other_code = serializers.CharField(
        max_length=20, help_text="Code of a ticket of the same incident."
    )


class DecideIn(StrictSerializer):
    agrees = serializers.BooleanField()
    note = serializers.CharField(required=False, default="", allow_blank=True)


class RecheckIn(StrictSerializer):
    verdict = OneOf(choices=Recheck.choices)
    note = serializers.CharField(required=False, default="", allow_blank=True)

    def validate_verdict(self, given: str) -> Recheck:
        return Recheck(given)


class ResumeIn(StrictSerializer):
    note = serializers.CharField(required=False, default="", allow_blank=True)


class DemandIn(StrictSerializer):
    officer = serializers.CharField(max_length=40, help_text="Service number.")
    text = serializers.CharField()


class ExplainIn(StrictSerializer):
    text = serializers.CharField()


class ExplanationsIn(StrictSerializer):
    unanswered = serializers.BooleanField(required=False, default=True)


class DaysIn(StrictSerializer):
    def get_fields(self) -> dict[str, serializers.Field]:
        # `from` cannot be written as an attribute
        return {
            **super().get_fields(),
            "from": serializers.DateField(required=False, help_text="First day, India's time."),
            "to": serializers.DateField(required=False, help_text="Last day, India's time."),
        }


class ResponseTimesIn(DaysIn):
    unit = serializers.SlugField(required=False, help_text="Code; includes all units below.")
