from django.urls import path

from messaging import views
from messaging.reach.views import posters
from messaging.simulator import page as simulator

app_name = "messaging"
urlpatterns = [
    path("webhooks/whatsapp/", views.webhook, name="webhook"),
    path("tickets/<str:code>/thread/", views.thread, name="thread"),
    path("posters/", posters.overview, name="posters"),
    path("posters/<slug:line>/make/", posters.make, name="make-poster"),
    path("posters/<slug:line>/campaigns/", posters.begin_campaign, name="begin-campaign"),
    path(
        "posters/<slug:line>/<slug:token>/<str:language>-<str:paper>.<str:file>",
        posters.download,
        name="poster",
    ),
    *simulator.urlpatterns,
]
