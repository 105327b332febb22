"""Signing in and out, passwords, and « Mon compte »."""

from axes.utils import reset as forget_tries
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import journal, proconnect, second_factor
from accounts.enums import Outcome
from accounts.forms import ChangePasswordForm, ChoosePasswordForm, ForgottenPasswordForm
from accounts.lockout import one_spelling

LATEST_CONNECTIONS = 10
LINK_SENT = (
    "Si un compte existe à cette adresse, un message vient d’y être envoyé\u00a0: "
    "suivez le lien qu’il contient pour choisir votre mot de passe."
)
PASSWORD_CHOSEN = "Votre mot de passe est enregistré\u00a0: vous pouvez vous connecter."  # noqa: S105
SIGNED_OUT = "Vous êtes déconnecté de PTS admin."
PASSWORD_CHANGED = "Votre mot de passe est changé. Vos autres sessions ont pris fin."  # noqa: S105


class SignInView(auth_views.LoginView):
    """E-mail and password; the middleware then asks for the second factor."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(proconnect=settings.PROCONNECT_ENABLED, **kwargs)


class SignOutView(auth_views.LogoutView):
    """Sign out here, and at ProConnect when the session came from there."""

    def post(self, request, *args, **kwargs):
        elsewhere = proconnect.sign_out_address(request)
        response = super().post(request, *args, **kwargs)
        if elsewhere:
            # A page and not a redirection: the policy on forms would stop it on its way from site to site.
            return render(request, "registration/signed_out.html", {"address": elsewhere})
        messages.success(request, SIGNED_OUT)
        return response


@require_safe
@never_cache
def account(request):
    """Show users their account: roles, password, second factor, ProConnect, latest connections."""
    context = {
        "memberships": request.user.memberships_today,
        "device": second_factor.device_of(request.user),
        "recovery_codes_left": second_factor.recovery_codes_left(request.user),
        "second_factor_is_forced": request.user.is_national_admin,
        "proconnect": settings.PROCONNECT_ENABLED,
        "connections": request.user.connections.all()[:LATEST_CONNECTIONS],
    }
    return render(request, "accounts/account.html", context)


class ChangePasswordView(auth_views.PasswordChangeView):
    """A new password; the other sessions of the account end."""

    form_class = ChangePasswordForm
    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:account")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_usable_password():
            return redirect("accounts:password-forgotten")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        journal.record(self.request, Outcome.PASSWORD_CHANGED, account=self.request.user)
        messages.success(self.request, PASSWORD_CHANGED)
        return response


class ForgottenPasswordView(auth_views.PasswordResetView):
    """Sends a link to choose another password."""

    form_class = ForgottenPasswordForm
    template_name = "registration/password_forgotten.html"
    subject_template_name = "registration/password_forgotten_subject.txt"
    email_template_name = "registration/password_forgotten_email.txt"
    success_url = reverse_lazy("login")

    def form_valid(self, form):
        messages.info(self.request, LINK_SENT)
        return super().form_valid(form)


class ChoosePasswordView(auth_views.PasswordResetConfirmView):
    """The page of the link of an invitation, or of a forgotten password; the second factor is asked all the same."""

    form_class = ChoosePasswordForm
    template_name = "registration/password_choice.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form):
        response = super().form_valid(form)
        # Who reads the account's mail is not the stranger that the lock-out keeps away.
        forget_tries(username=one_spelling(self.user.email))
        journal.record(self.request, Outcome.PASSWORD_CHANGED, account=self.user, note="par le lien reçu")
        messages.success(self.request, PASSWORD_CHOSEN)
        return response
