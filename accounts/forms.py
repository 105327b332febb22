"""Forms of the account pages: codes of the second factor, passwords."""

import threading

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError

from accounts import second_factor
from accounts.models import User

EXPIRED_ENROLMENT = "Cette page était ouverte depuis trop longtemps\u00a0: photographiez le nouveau code ci-dessous."


class DsfrForm(forms.Form):
    """A form whose fields have the look of the design system."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "fr-input"


def was_refused(form, field: str) -> bool:
    """Whether the second factor refused the code given in `field`."""
    return form.has_error(field, "refused") or form.has_error(field, "throttled")


def code_field(label: str, help_text: str = "") -> forms.CharField:
    """A field for a code of the second factor."""
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs))


class CodeForm(DsfrForm):
    """A code of the user's second factor, which serves once: `device` is then what accepted it."""

    code = code_field(
        "Code de vérification", "Les 6 chiffres affichés par votre application, ou l’un de vos codes de secours."
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_code(self):
        self.device = second_factor.verify(self.user, self.cleaned_data["code"])
        return self.cleaned_data["code"]


class EnrolmentForm(DsfrForm):
    """The first code of a new application."""

    enrolment = forms.CharField(widget=forms.HiddenInput)
    code = code_field("Code affiché par l’application", "6 chiffres, renouvelés toutes les 30 secondes.")

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean(self):
        data = super().clean()
        if self.key is None:
            self.add_error(None, EXPIRED_ENROLMENT)
        elif "code" in data and not second_factor.is_code_of(self.key, data["code"]):
            self.add_error("code", second_factor.WRONG_CODE)
        return data

    @property
    def key(self) -> str | None:
        """The key on offer, None when the form was kept for too long."""
        return second_factor.enrolment_key(self.user, self["enrolment"].value() or "")


class ReplacementForm(EnrolmentForm):
    """The first code of an application that replaces another: it is the other that must agree."""

    present_code = code_field(
        "Code de l’application actuelle", "Ou l’un de vos codes de secours si vous n’avez plus cette application."
    )
    field_order = ["enrolment", "present_code", "code"]

    def clean(self):
        data = super().clean()
        if not self.errors:  # a code serves once: it is not spent on a form to fill in again
            self._spend(data["present_code"])
        return data

    def _spend(self, code: str):
        try:
            second_factor.verify(self.user, code)
        except ValidationError as error:
            self.add_error("present_code", error)


class ForgottenPasswordForm(DsfrForm, PasswordResetForm):
    """Asks for a link to choose a password; what follows is the same whether the account exists or not."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Adresse électronique"

    def get_users(self, email):
        """Every active account at the address: an invited person may have lost the first link."""
        return User.objects.filter(email__iexact=email, is_active=True)

    def send_mail(self, *args, **kwargs):
        """Send beside the answer, whose time would tell that the account exists."""
        threading.Thread(target=super().send_mail, args=args, kwargs=kwargs).start()


class ChoosePasswordForm(DsfrForm, SetPasswordForm):
    """A password chosen by following a link."""


class ChangePasswordForm(DsfrForm, PasswordChangeForm):
    """A new password, for who knows the present one."""
