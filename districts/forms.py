from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts import patience
from districts.models import Officer


class SignInForm(AuthenticationForm):
    """One answer for an unknown number, a wrong password and a closed account."""

    error_messages = {
        "invalid_login": _("The service number or the password is not right."),
        "inactive": _("The service number or the password is not right."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["username"].label = _("Service number")
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Password")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the app"),
        help_text=_("Six digits; a new code comes every half minute."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )
    not_right = _("This code is not right, or was used already. Wait for the next one.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class RecoveryForm(CodeForm):
    not_right = _("This recovery code is not right, or was used already.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Recovery code")
        self.fields["code"].help_text = _("One of the ten you wrote down; each works once.")
        self.fields["code"].widget = forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        )


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("A name for it"),
        help_text=_("So that you know it again: “my telephone”, “office computer”."),
        max_length=40,
    )
    said = forms.CharField(widget=forms.HiddenInput({"data-said": True}), max_length=20_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class NewPasswordForm(SetPasswordForm):
    """An own password, twice."""

    error_messages = {"password_mismatch": _("The two passwords are not the same.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _(
            "At least ten characters. Best are a few words only you would put together."
        )
        self.fields["new_password2"].label = _("The new password again")
        self.fields["new_password2"].help_text = ""


class ChangePasswordForm(NewPasswordForm):
    """The present password, and a new one twice."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("present", "new_password1", "new_password2")

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(officer, *args, **kwargs)
        self.officer = officer

    def clean_present(self) -> str:
        given: str = self.cleaned_data["present"]
        wait = patience.admit_code(officer_id=self.officer.pk, now=timezone.now())
        if wait:
            raise forms.ValidationError(_("Too many tries. Please wait, then try again."))
        if not self.officer.check_password(given):
            raise forms.ValidationError(_("This is not your present password."))
        patience.forget_codes(officer_id=self.officer.pk)
        return given
