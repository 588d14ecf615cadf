from django.urls import path

from messaging import views
from messaging.simulator import page as simulator

app_name = "messaging"
urlpatterns = [
    path("webhooks/whatsapp/", views.webhook, name="webhook"),
    path("tickets/<str:code>/thread/", views.thread, name="thread"),
    *simulator.urlpatterns,
]
