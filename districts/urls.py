from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from districts.views import importing, mine, muster, officers, passkeys, second_step, signing_in

app_name = "districts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", signing_in.SignIn.as_view(), name="login"),
    path("login/code/", second_step.code, name="login-code"),
    path("login/passkey/", second_step.passkey, name="login-passkey"),
    path("login/password/", second_step.password, name="login-password"),
    path("login/app/", second_step.app, name="login-app"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", include("districts.lines.urls")),
    path("", include("districts.leave.urls")),
    path("", include("districts.banners.urls")),
    path("me/", mine.profile, name="me"),
    path("me/password/", mine.password, name="my-password"),
    path("me/app/", mine.app, name="my-app"),
    path("me/passkeys/add/", passkeys.add, name="add-passkey"),
    path("me/passkeys/<uuid:key>/remove/", passkeys.remove, name="remove-passkey"),
    path("me/codes/", mine.codes, name="my-codes"),
    path("me/sessions/others/end/", mine.end_others, name="end-others"),
    path("me/sessions/<slug:key>/end/", mine.end_session, name="end-session"),
    path("blueprints/import/", importing.upload, name="blueprint-import"),
    path("blueprints/load/", importing.load, name="blueprint-load"),
    path("officers/", officers.officers, name="officers"),
    path("officers/add/", officers.add, name="officer-add"),
    path("officers/import/", muster.upload, name="import"),
    path("officers/import/save/", muster.save, name="import-save"),
    path("officers/import/empty.xlsx", muster.empty_sheet, name="import-empty"),
    path("officers/first-passwords/", officers.first_passwords, name="first-passwords"),
    path("officers/<int:pk>/", officers.officer, name="officer"),
    path("officers/<int:pk>/post/", officers.give, name="give-post"),
    path("officers/<int:pk>/posts/<int:posting>/end/", officers.end_post, name="end-post"),
    path("officers/<int:pk>/reset/", officers.reset, name="reset-officer"),
    path("officers/<int:pk>/close/", officers.close, name="close-officer"),
    path("officers/<int:pk>/reopen/", officers.reopen, name="reopen-officer"),
]
