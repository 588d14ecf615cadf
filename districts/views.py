from typing import Any, cast

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from districts import patience
from districts.forms import SignInForm


class SignIn(LoginView):
    """Django's sign-in, with a growing delay and the officer's own language."""

    template_name = "districts/login.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = request.POST.get("username", "")
        wait = patience.admit(number=number, address=address_of(request), now=timezone.now())
        if wait:
            return self._ask_to_wait(wait)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        officer = form.get_user()
        number = self.request.POST.get("username", "")
        patience.forget(number=number, address=address_of(self.request))
        response = super().form_valid(form)
        chosen = self.request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                officer.language,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        elif chosen != officer.language:
            officer.language = chosen
            officer.save(update_fields=["language"])
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _ask_to_wait(self, seconds: int) -> HttpResponse:
        # an empty form: a bound one would try the password when it is drawn
        form = SignInForm(self.request)
        context = self.get_context_data(form=form, wait_seconds=seconds)
        headers = {"Retry-After": str(seconds)}
        return self.render_to_response(context, status=429, headers=headers)


def address_of(request: HttpRequest) -> str:
    """Return where the request came from; proxies are believed only as far as the settings say."""
    return BaseThrottle().get_ident(cast(Request, request)) or ""
