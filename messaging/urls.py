from django.urls import path

from messaging import views
from messaging.duty.views import mine, unread
from messaging.reach.views import posters, public, templates, warnings
from messaging.simulator import page as simulator

app_name = "messaging"
urlpatterns = [
    path("webhooks/whatsapp/", views.webhook, name="webhook"),
    path("me/whatsapp/", mine.my_whatsapp, name="my-whatsapp"),
    path("away/unread/", unread.by_officer, name="unread"),
    path("away/unread/<int:pk>/", unread.of_one, name="unread-of"),
    path("set-aside/", views.piles, name="piles"),
    path("set-aside/<uuid:pile_id>/", views.take_up, name="take_up"),
    path("tickets/<str:code>/thread/", views.thread, name="thread"),
    path("d/", public.every_district, name="districts"),
    path("d/en/", public.every_district, {"language": "en"}, name="districts-en"),
    path("d/<slug:code>/", public.district, name="district"),
    path("d/<slug:code>/en/", public.district, {"language": "en"}, name="district-en"),
    path("line-warnings/", warnings.of_lines, name="warnings"),
    path("lines/<slug:code>/templates/", templates.of_line, name="templates"),
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
