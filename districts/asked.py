"""What the address of an API asks for."""

from rest_framework.request import Request


def asked_of(request: Request) -> dict[str, object]:
    """Return the parts of the query. An empty one ("category=") asks for nothing."""
    return {name: value for name, value in request.query_params.dict().items() if value}
