from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from sataark import health
from sataark.repair import room

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("language/", login_not_required(set_language), name="set_language"),
    path("repair/", room.urls),
    path("api/v1/", include("tickets.api.urls")),
    path("", include("districts.urls")),
    path("", include("messaging.urls")),
    path("", include("evidence.urls")),
    path("", include("hearings.urls")),
    path("", include("tickets.urls")),
]
