from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from districts.views import mine, second_step, signing_in

app_name = "districts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", signing_in.SignIn.as_view(), name="login"),
    path("login/code/", second_step.code, name="login-code"),
    path("login/password/", second_step.password, name="login-password"),
    path("login/app/", second_step.app, name="login-app"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", include("districts.lines.urls")),
    path("me/", mine.profile, name="me"),
    path("me/password/", mine.password, name="my-password"),
    path("me/app/", mine.app, name="my-app"),
    path("me/codes/", mine.codes, name="my-codes"),
    path("me/sessions/others/end/", mine.end_others, name="end-others"),
    path("me/sessions/<slug:key>/end/", mine.end_session, name="end-session"),
]
