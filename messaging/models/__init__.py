"""What the mouth and ears remember, identities sealed. Pages read `ThreadEntry` alone."""

from messaging.models.contact import Alias, Contact
from messaging.models.conversation import Conversation, Thread, ThreadEntry
from messaging.models.delivery import Delivery, EarlyStatus, InboundMessage, Quarantined
from messaging.models.duty import HeraldedEvent, Notice, OfficerPhone, PhoneClaim
from messaging.models.outbound import NumberHealth, OutboundMessage, Template
from messaging.models.pile import Measure, Pile

__all__ = [
    "Alias",
    "Contact",
    "Conversation",
    "Delivery",
    "EarlyStatus",
    "HeraldedEvent",
    "InboundMessage",
    "Notice",
    "Measure",
    "NumberHealth",
    "OfficerPhone",
    "OutboundMessage",
    "PhoneClaim",
    "Pile",
    "Quarantined",
    "Template",
    "Thread",
    "ThreadEntry",
]
