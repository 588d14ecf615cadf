from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from districts import views

app_name = "districts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", include("districts.lines.urls")),
]
