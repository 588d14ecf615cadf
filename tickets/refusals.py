"""Why a use-case would not do it. Each message is a sentence fit to show the person who asked."""


class Refused(Exception):
    """The use-case was asked for something it will not do; nothing has changed."""


class NotAllowed(Refused):
    """This officer's posts do not carry this deed."""


class DoesNotFollow(Refused):
    """The deed does not follow the state the ticket is in."""


class Unacceptable(Refused):
    """What was given cannot be used; `field` names which part of it."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field
