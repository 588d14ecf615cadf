"""The errors WhatsApp answers, by code: HTTP status and title."""

from typing import Any

from messaging.simulator import ids

ERRORS: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    200: (403, "API Permission"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131037: (400, "Display name is not approved"),
    131042: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Not delivered to maintain healthy ecosystem engagement"),
    131050: (400, "User has stopped marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131055: (400, "Method not allowed"),
    131056: (400, "Business account and customer pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131060: (400, "Message unavailable"),
    131062: (400, "User id is not allowed for this message"),
    131063: (400, "Marketing templates are off for this account"),
    131064: (400, "Template classification limit reached"),
    132000: (400, "Template parameter count mismatch"),
    132001: (404, "Template does not exist in the translation"),
    132005: (400, "Template text too long"),
    132007: (400, "Template format character policy violated"),
    132008: (400, "Template parameter is not valid"),
    132012: (400, "Template parameter format mismatch"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132068: (400, "Flow is blocked"),
    132069: (400, "Flow is throttled"),
    133000: (500, "Incomplete deregistration"),
    133004: (503, "Server temporarily unavailable"),
    133005: (400, "Two-step verification PIN mismatch"),
    133006: (400, "Phone number re-verification needed"),
    133008: (400, "Too many PIN guesses"),
    133009: (400, "PIN guessed too fast"),
    133010: (400, "Phone number not registered"),
    133015: (400, "Phone number was just deleted"),
    133016: (400, "Account register rate limit exceeded"),
    134100: (400, "Only marketing messages are supported"),
    134101: (400, "Template is being synchronised"),
    134102: (400, "Template cannot be used"),
    135000: (400, "Generic user error"),
    137000: (400, "Identity key does not match"),
    138006: (400, "No call permission"),
    139100: (400, "Block list: operation failed"),
    139101: (400, "Block list is full"),
    139102: (400, "Block list changed meanwhile"),
    139103: (400, "Block list: internal error"),
    147001: (400, "Username is taken"),
    2388023: (400, "Template is being deleted"),
    2388299: (400, "Template begins or ends with a variable"),
}


class GraphError(Exception):
    """What the Graph API refuses, and with which code."""

    def __init__(self, code: int, details: str = "") -> None:
        super().__init__(code, details)
        self.code, self.details = code, details

    @property
    def http_status(self) -> int:
        return ERRORS.get(self.code, (400, ""))[0]

    def body(self) -> dict[str, Any]:
        title = ERRORS.get(self.code, (400, "Unknown error"))[1]
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {title}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": ids.trace(),
        }
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        return {"error": error}
