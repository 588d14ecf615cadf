"""Refusals as HTTP: what cannot be seen is 404, what may not be done 403, the rest in words."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from tickets.refusals import DoesNotFollow, NotAllowed, Refused, Unacceptable


def as_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Translate an anticipated refusal; anything else stays an error of ours."""
    if isinstance(error, ObjectDoesNotExist):
        return Response({"detail": _("Not found.")}, status=status.HTTP_404_NOT_FOUND)
    if isinstance(error, Unacceptable):
        return Response({error.field: [str(error)]}, status=status.HTTP_422_UNPROCESSABLE_ENTITY)
    if isinstance(error, Refused):
        return Response({"detail": str(error)}, status=_status(error))
    return exception_handler(error, context)


def _status(error: Refused) -> int:
    if isinstance(error, NotAllowed):
        return status.HTTP_403_FORBIDDEN
    if isinstance(error, DoesNotFollow):
        return status.HTTP_409_CONFLICT
    return status.HTTP_422_UNPROCESSABLE_ENTITY
