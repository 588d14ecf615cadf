from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from districts.models import Officer


def signed_in(request: HttpRequest) -> Officer:
    """Return who is signed in; the middleware lets nobody else come this far."""
    if not isinstance(request.user, Officer):
        raise PermissionDenied
    return request.user
