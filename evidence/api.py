"""Files of a ticket for programs: the same rows, the same checks, the same bytes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.timezone import localtime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from evidence.models import Attachment
from evidence.views import serve
from tickets import blocks
from tickets.api.access import OfficerView

KB, MB = 1024, 1024 * 1024
SIZE_BANDS = ((100 * KB, "up to 100 KB"), (MB, "up to 1 MB"), (10 * MB, "up to 10 MB"))
LARGEST_BAND = "over 10 MB"


class AttachmentOut(serializers.ModelSerializer[Attachment]):
    size_band = serializers.SerializerMethodField(help_text="null until fetched")
    announced_at = serializers.SerializerMethodField(help_text="As the ticket's arrived_at")
    url = serializers.SerializerMethodField(help_text="The clean copy; null unless ready")

    class Meta:
        model = Attachment
        fields = ("id", "kind", "state", "size_band", "sha256", "clean_type", "url", "announced_at")
        extra_kwargs = {
            "sha256": {"help_text": "Of the original as it arrived; empty until fetched"},
            "clean_type": {"help_text": "MIME type of the clean copy"},
        }

    def get_size_band(self, attachment: Attachment) -> str | None:
        if attachment.size is None:
            return None
        fitting = (band for limit, band in SIZE_BANDS if attachment.size <= limit)
        return next(fitting, LARGEST_BAND)

    def get_announced_at(self, attachment: Attachment) -> datetime:
        return localtime(blocks.start(attachment.announced_at, self.context["hours"]))

    def get_url(self, attachment: Attachment) -> str | None:
        if attachment.state != Attachment.State.READY:
            return None
        request = self.context["request"]
        return str(reverse("evidence:api-attachment", args=[attachment.pk], request=request))


class Attachments(OfficerView):
    @extend_schema(
        summary="Files of a ticket, in the order they came",
        responses=AttachmentOut(many=True),
    )
    def get(self, request: Request, code: str) -> Response:
        ticket = self.visible().get(code=code.upper())
        of_ticket = Attachment.objects.visible_to(self.officer).filter(ticket=ticket)
        context = {"request": request, "hours": self.sight.hours(ticket)}
        return Response(AttachmentOut(of_ticket, many=True, context=context).data)


class AnyAnswer(BaseContentNegotiation):
    """The answer is a file: what the program says it accepts does not matter."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        return renderers[0], renderers[0].media_type


class Download(OfficerView):
    content_negotiation_class = AnyAnswer

    @extend_schema(
        summary="The clean copy of a file",
        description="One range of bytes may be asked for. The original is never given out.",
        parameters=[OpenApiParameter("Range", location="header", description="bytes=0-1023")],
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (206, "application/octet-stream"): OpenApiTypes.BINARY,
            416: OpenApiResponse(description="The file ends before this range"),
        },
    )
    def get(self, request: Request, attachment_id: UUID) -> HttpResponseBase:
        return serve(request._request, attachment_id, self.officer)
