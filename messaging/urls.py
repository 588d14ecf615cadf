from django.urls import path

from messaging import views

app_name = "messaging"
urlpatterns = [
    path("webhooks/whatsapp/", views.webhook, name="webhook"),
    path("tickets/<str:code>/thread/", views.thread, name="thread"),
]
