"""Which move follows which. No database, no clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.refusals import DoesNotFollow


class Status(models.TextChoices):
    NEW = "new", _("New")
    WITH_STATION = "with_station", _("With the station")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    ACTION_TAKEN = "action_taken", _("Action taken")
    OUTCOME_GIVEN = "outcome_given", _("Outcome given")
    CLOSED = "closed", _("Closed")


class CloseReason(models.TextChoices):
    DONE = "done", _("Done")
    NOT_POLICE = "not_police", _("Not a police matter")
    DUPLICATE = "duplicate", _("Duplicate of another ticket")
    FALSE = "false", _("Found to be false")
    SPAM = "spam", _("Spam")
    WITHDRAWN = "withdrawn", _("Taken back by the citizen")


class Outcome(models.TextChoices):
    """What the citizen is told came of it."""

    DONE = "done", _("Action was taken")
    NOTHING_FOUND = "nothing_found", _("Nothing was found")
    PASSED_ON = "passed_on", _("Passed on to those responsible")
    NOT_POLICE = "not_police", _("Not a matter for the police")


class PauseReason(models.TextChoices):
    """Why a clock may stand still. Each ends by itself, after what the line allows."""

    CITIZEN = "citizen", _("Waiting for the citizen's answer")
    LABORATORY = "laboratory", _("Waiting for a laboratory report")
    COURT = "court", _("Waiting for an order of a court")
    OTHER_OFFICE = "other_office", _("Waiting for another office")
    HOLIDAY = "holiday", _("A holiday was declared at short notice")
    LAW_AND_ORDER = "law_and_order", _("The force is bound by a law and order duty")


class Reopening(models.TextChoices):
    """What a reopening does to the clocks: only the citizen's begins another round."""

    NOT_SOLVED = "not_solved", _("new ones begin, the old ones are kept")
    AGAIN = "again", _("the same ones go on, as if they had not stopped")
    UNDO = "undo", _("closed by mistake: the same ones go on")


class Recheck(models.TextChoices):
    """What a superior found who read again how a ticket ended."""

    FINE = "fine", _("in order")
    DOUBTFUL = "doubtful", _("doubtful")


class Silencing(models.TextChoices):
    """What a desk may do about a sender: never for ever, and never against a cry for help."""

    MUTE = "mute", _("muted: tickets come, without notices")
    BLOCK = "block", _("blocked: messages are set aside, the sender is told once")


ALLOWED_MOVES: dict[Status, frozenset[Status]] = {
    # new again: for the desk of another district
    Status.NEW: frozenset(
        {Status.NEW, Status.WITH_STATION, Status.ACTION_TAKEN, Status.OUTCOME_GIVEN, Status.CLOSED}
    ),
    Status.WITH_STATION: frozenset(
        {Status.NEW, Status.WITH_STATION, Status.ACKNOWLEDGED, Status.ACTION_TAKEN, Status.CLOSED}
    ),
    Status.ACKNOWLEDGED: frozenset(
        {Status.NEW, Status.WITH_STATION, Status.ACTION_TAKEN, Status.CLOSED}
    ),
    # back to new: a restriction takes the ticket out of the hands of those who acted
    Status.ACTION_TAKEN: frozenset(
        {Status.NEW, Status.WITH_STATION, Status.ACTION_TAKEN, Status.OUTCOME_GIVEN, Status.CLOSED}
    ),
    Status.OUTCOME_GIVEN: frozenset({Status.NEW, Status.WITH_STATION, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.NEW, Status.WITH_STATION}),
}

AWAITING_STATION = frozenset({Status.WITH_STATION, Status.ACKNOWLEDGED})
AT_STATION = AWAITING_STATION | {Status.ACTION_TAKEN}
OPEN = frozenset(set(Status) - {Status.CLOSED})


class IllegalMove(DoesNotFollow):
    """This move does not follow the present state."""


def check_move(present: Status, wanted: Status) -> None:
    """Raise IllegalMove unless `wanted` may follow `present`."""
    if wanted not in ALLOWED_MOVES[present]:
        raise IllegalMove(
            str(
                _("A ticket that is “%(present)s” cannot become “%(wanted)s”.")
                % {"present": present.label, "wanted": wanted.label}
            )
        )
