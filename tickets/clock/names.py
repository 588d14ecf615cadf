"""The four clocks, and their minutes where no line says otherwise."""

DEFAULT_MINUTES = {"triage": 30, "acknowledge": 60, "act": 240, "resolve": 4320}
TRIAGE, ACKNOWLEDGE, ACT, RESOLVE = DEFAULT_MINUTES
NAMES = (TRIAGE, ACKNOWLEDGE, ACT, RESOLVE)
