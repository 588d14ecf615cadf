"""The first half of signing in: the password. With it alone nobody is in, but made-up officers."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from districts import accounts, patience, underway
from districts.caller import address_of
from districts.forms import SignInForm
from districts.models import AccountEvent, Officer

BACKEND = "districts.backends.Officers"


class SignIn(LoginView):
    """Django's sign-in, with a growing delay, and a second step where there is one."""

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
        then = self.get_success_url()
        if officer.is_demo:
            return let_in(self.request, officer, redirect(then))
        begun = underway.begin(self.request, officer, then=then, now=timezone.now())
        return redirect(begun.step or then)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _ask_to_wait(self, seconds: int) -> HttpResponse:
        # an empty form: a bound one would try the password when it is drawn
        form = SignInForm(self.request)
        context = self.get_context_data(form=form, wait_seconds=seconds)
        headers = {"Retry-After": str(seconds)}
        return self.render_to_response(context, status=429, headers=headers)


def let_in(request: HttpRequest, officer: Officer, answer: HttpResponse) -> HttpResponse:
    """Sign in whoever has shown all there is to show, and speak the language last chosen."""
    request.session.flush()
    login(request, officer, backend=BACKEND)
    for event in accounts.tell_what_others_did(officer, at=timezone.now()):
        messages.warning(request, _told(event))
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen not in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            officer.language,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    elif chosen != officer.language:
        officer.language = chosen
        officer.save(update_fields=["language"])
    return answer


def _told(event: AccountEvent) -> str:
    told = {
        "what": event.get_kind_display(),
        "when": date_format(timezone.localtime(event.at), "j M, H:i"),
        "who": event.by or _("the console"),
    }
    return _("%(what)s: %(who)s, %(when)s. Did you not ask for it? Tell your office.") % told
