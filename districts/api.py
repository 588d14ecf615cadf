"""Signing in for programs, and the units they may name. Mounted by the API's own URLs."""

from typing import Any, cast

from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.authtoken.models import Token as StoredToken
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from districts import patience
from districts.models import Officer, Unit
from districts.models.unit import UnitQuerySet
from districts.views import address_of

DETAIL = inline_serializer("Refusal", {"detail": serializers.CharField()})


class SignInIn(serializers.Serializer):
    username = serializers.CharField(max_length=40, help_text="The officer's service number.")
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    otp = serializers.CharField(
        max_length=10, required=False, help_text="Only for accounts with a second factor."
    )


class TokenOut(serializers.Serializer):
    token = serializers.CharField()


class Token(APIView):
    """Exchanges a service number and password for a token: `Authorization: Token …`."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "sign-in"

    @extend_schema(
        summary="Sign in",
        auth=[],
        request=SignInIn,
        responses={200: TokenOut, 401: DETAIL, 429: DETAIL},
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
            told = {"detail": _("Too many tries. Please wait, then try again.")}
            return Response(told, status=429, headers={"Retry-After": str(wait)})
        officer = authenticate(request, username=number, password=password)
        if officer is None:
            told = {"detail": _("The service number or the password is not right.")}
            return Response(told, status=401)
        patience.forget(number=number, address=address)
        token, _created = StoredToken.objects.get_or_create(user=officer)
        return Response({"token": token.key})


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
        asked = UnitsIn(data=self.request.query_params.dict())
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
