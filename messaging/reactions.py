"""What to do about each error WhatsApp may answer: a table, not branches. Pure."""

from enum import Enum


class Reaction(Enum):
    RETRY = "retry"  # this message again, after a pause
    RETRY_PAIR = "retry_pair"  # too many to this one person: pause 4^n seconds
    SLOW_NUMBER = "slow_number"  # the whole number must pause for a moment
    TEMPLATE = "template"  # the window is closed: an approved template instead
    TEMPLATE_UNUSABLE = "template_unusable"  # another template, or wait until one is approved
    GIVE_UP = "give_up"  # this person cannot be told; nobody's fault
    STOP_NUMBER = "stop_number"  # nothing can be sent until a human acts; keep everything queued
    OUR_FAULT = "our_fault"  # a message we should not have built; alarm a developer


WINDOW_CLOSED = 131047
RETRIES = 6  # attempts before a human is asked
SLOW_CODES = frozenset({4, 80007, 130429, 131048})
STOP_CODES = frozenset(
    {0, 3, 10, 33, 190, 368, 130497, 131005, 131031, 131037, 131042, 131045, 131063, 131064}
    | {132068, 132069, 133005, 133006, 133008, 133009, 133010}
    | {133015, 133016, 139100, 139101, 139102, 139103}
    | set(range(200, 300))
)
TEMPLATE_CODES = frozenset({132001, 132015, 132016})
GIVE_UP_CODES = frozenset({130472, 131021, 131026, 131030, 131049, 131050, 137000})
OUR_FAULT_CODES = frozenset(
    {100, 131008, 131009, 131051, 131062, 132000, 132005, 132007, 132008, 132012, 135000}
)


def reaction_to(code: int | None, http_status: int) -> Reaction:
    """Return the reaction to an error `code` (None: the answer was no JSON of WhatsApp's).

    An unknown code is retried a few times and then shown to a human.
    """
    if code == WINDOW_CLOSED:
        return Reaction.TEMPLATE
    if code == 131056:
        return Reaction.RETRY_PAIR
    for codes, reaction in (
        (SLOW_CODES, Reaction.SLOW_NUMBER),
        (STOP_CODES, Reaction.STOP_NUMBER),
        (TEMPLATE_CODES, Reaction.TEMPLATE_UNUSABLE),
        (GIVE_UP_CODES, Reaction.GIVE_UP),
        (OUR_FAULT_CODES, Reaction.OUR_FAULT),
    ):
        if code in codes:
            return reaction
    if code is None and http_status in {401, 403}:
        return Reaction.STOP_NUMBER
    if code is None and http_status == 429:
        return Reaction.SLOW_NUMBER
    return Reaction.RETRY
