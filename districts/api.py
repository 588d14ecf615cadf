"""Signing in for programs, and the units they may name. Mounted by the API's own URLs."""

from typing import Any, cast

from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from districts import patience, second_factor, sessions
from districts.asked import asked_of
from districts.caller import address_of, device_of
from districts.models import Officer, Unit
from districts.models.unit import UnitQuerySet

DETAIL = inline_serializer("Refusal", {"detail": serializers.CharField()})


class SignInIn(serializers.Serializer):
    username = serializers.CharField(max_length=40, help_text="The officer's service number.")
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    otp = serializers.CharField(
        max_length=20,
        required=False,
        help_text="The code of the authenticator app, or a recovery code; demo officers have none.",
    )


class TokenOut(serializers.Serializer):
    token = serializers.CharField(
        help_text="Good for eight hours, and until a posting, the password or the account changes."
    )


class RefusalOut(serializers.Serializer):
    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["sign_in", "otp_required", "otp_wrong", "portal_first"])


class Token(APIView):
    """Exchanges a service number and password for a token: `Authorization: Token …`."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "sign-in"

    @extend_schema(
        summary="Sign in",
        auth=[],
        request=SignInIn,
        responses={200: TokenOut, 401: RefusalOut, 429: DETAIL},
        examples=[
            OpenApiExample(
                "Sign in",
                {"username": "demo-bareilly-desk", "password": "k7qf-4mtx-2w9p"},
                request_only=True,
            ),
            OpenApiExample("Signed in", {"token": "9944b0…"}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        given = SignInIn(data=request.data)
        given.is_valid(raise_exception=True)
        number, password = given.validated_data["username"], given.validated_data["password"]
        address = address_of(request)
        wait = patience.admit(number=number, address=address, now=timezone.now())
        if wait:
            return _ask_to_wait(wait)
        officer = authenticate(request, username=number, password=password)
        if not isinstance(officer, Officer):
            return _refuse("sign_in")
        patience.forget(number=number, address=address)
        return _second_step(request, officer, given.validated_data.get("otp", ""))


def _second_step(request: Request, officer: Officer, code: str) -> Response:
    now = timezone.now()
    if not officer.is_demo:
        if officer.temporary_until or not second_factor.is_set_up(officer):
            return _refuse("portal_first")
        if not code:
            return _refuse("otp_required")
        if wait := patience.admit_code(officer_id=officer.pk, now=now):
            return _ask_to_wait(wait)
        if not second_factor.check(officer=officer, code=code, now=now):
            return _refuse("otp_wrong")
        patience.forget_codes(officer_id=officer.pk)
    device = device_of(request)
    return Response({"token": sessions.begin_program(officer=officer, device=device, now=now)})


REFUSALS = {
    "sign_in": _("The service number or the password is not right."),
    "otp_required": _("Send the code of your authenticator app along, as “otp”."),
    "otp_wrong": _("This code is not right, or was used already. Wait for the next one."),
    "portal_first": _(
        "Sign in to the portal first: choose your password there and set up the app."
    ),
}


def _refuse(code: str) -> Response:
    return Response({"detail": str(REFUSALS[code]), "code": code}, status=401)


def _ask_to_wait(seconds: int) -> Response:
    told = {"detail": str(_("Too many tries. Please wait, then try again."))}
    return Response(told, status=429, headers={"Retry-After": str(seconds)})


class UnitsIn(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Unit.Kind.choices, required=False)
    below = serializers.CharField(
        max_length=80, required=False, help_text="Code of a unit: it and everything under it."
    )


class ByCode(serializers.SlugRelatedField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", **kwargs)


class UnitOut(serializers.ModelSerializer):
    serializer_related_field = ByCode

    class Meta:
        model = Unit
        fields = ("code", "kind", "name_hi", "name_en", "parent", "path")
        read_only_fields = fields


class InTreeOrder(CursorPagination):
    page_size = 500
    ordering = "path"


class Units(ListAPIView):
    """The units whose tickets you may see, from the top of the tree down."""

    serializer_class = UnitOut
    pagination_class = InTreeOrder
    throttle_scope = "read"

    @extend_schema(
        summary="List units you may see",
        parameters=[UnitsIn],
        examples=[
            OpenApiExample(
                "A station",
                {
                    "code": "bareilly-kotwali",
                    "kind": "station",
                    "name_hi": "कोतवाली",
                    "name_en": "Kotwali",
                    "parent": "bareilly-co-city-1",
                    "path": "bareilly-zone/bareilly-range/bareilly/bareilly-city/"
                    "bareilly-co-city-1/bareilly-kotwali/",
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> UnitQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Unit.objects.none()
        asked = UnitsIn(data=asked_of(self.request))
        asked.is_valid(raise_exception=True)
        officer = cast(Officer, self.request.user)
        units = Unit.objects.visible_to(officer).filter(is_active=True).select_related("parent")
        if "kind" in asked.validated_data:
            units = units.filter(kind=asked.validated_data["kind"])
        if "below" in asked.validated_data:
            # among the visible ones, so that a hidden unit answers as a missing one does
            top = Unit.objects.visible_to(officer).filter(code=asked.validated_data["below"])
            units = units.below(*top.values_list("path", flat=True))
        return units
