from django.urls import path

from evidence import api, views

app_name = "evidence"
urlpatterns = [
    path("evidence/<uuid:attachment_id>/", views.view, name="view"),
    path("tickets/<str:code>/files/", views.files, name="files"),
    path("tickets/<str:code>/actions/", views.act, name="act"),
    path(
        "api/v1/tickets/<slug:code>/attachments/",
        api.Attachments.as_view(),
        name="api-attachments",
    ),
    path(
        "api/v1/attachments/<uuid:attachment_id>/",
        api.Download.as_view(),
        name="api-attachment",
    ),
]
