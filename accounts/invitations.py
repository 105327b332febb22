"""The message by which a new account chooses its password: nobody ever knows somebody else's."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


def invite(account: User, request) -> None:
    """Send `account` a link to choose its password; raise `OSError` when the message cannot leave."""
    link = {
        "uidb64": urlsafe_base64_encode(force_bytes(account.pk)),
        "token": default_token_generator.make_token(account),
    }
    context = {
        "address": request.build_absolute_uri(reverse("accounts:password-choice", kwargs=link)),
        "site": request.build_absolute_uri(reverse("home")),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
    }
    send_mail(
        "Votre compte PTS admin",
        render_to_string("registration/invitation_email.txt", context),
        None,
        [account.email],
    )
