"""The way to ProConnect and back."""

import logging
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from jwt import PyJWTError
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView
from requests import RequestException

from accounts import journal
from accounts.enums import Outcome
from accounts.proconnect import ID_TOKEN, LINKING
from accounts.second_factor import PROCONNECT_VERIFIED

logger = logging.getLogger(__name__)

ABANDONED = "La connexion par ProConnect n’a pas abouti\u00a0: recommencez, ou utilisez votre mot de passe."
UNREACHABLE = (
    "ProConnect ne répond pas en ce moment\u00a0: réessayez dans quelques minutes, ou utilisez votre mot de passe."
)
LINKED = "Votre identité ProConnect est rattachée à ce compte."
UNLINKED = "Votre identité ProConnect n’est plus rattachée à ce compte."


class OnlyWhenConfigured:
    """Nothing to see while the deployment has no ProConnect."""

    @classmethod
    def as_view(cls, **initkwargs):
        # The library reads its settings when the view is made, before any `dispatch`.
        view = super().as_view(**initkwargs)

        @wraps(view)
        def configured(request, *args, **kwargs):
            if not settings.PROCONNECT_ENABLED:
                raise Http404
            return view(request, *args, **kwargs)

        return configured


@method_decorator([login_not_required, never_cache], name="dispatch")
class StartView(OnlyWhenConfigured, OIDCAuthenticationRequestView):
    """Leave for ProConnect, to sign in."""

    def get(self, request):
        if request.user.is_authenticated:
            return redirect("home")
        return super().get(request)


@method_decorator(never_cache, name="dispatch")
class LinkView(OnlyWhenConfigured, OIDCAuthenticationRequestView):
    """Leave for ProConnect, to link one's identifier: harmless unless ProConnect knows one by the account's e-mail."""

    def get(self, request):
        request.session[LINKING] = request.user.pk
        return super().get(request)


@method_decorator([login_not_required, never_cache], name="dispatch")
class ReturnView(OnlyWhenConfigured, OIDCAuthenticationCallbackView):
    """Come back from ProConnect: signed in, linked, or told why not."""

    def get(self, request):
        if "error" in request.GET:  # the library would sign the user out, whoever made the address
            return self.refuse(ABANDONED, request.GET["error"])
        try:
            return super().get(request)
        except RequestException as error:
            return self.refuse(UNREACHABLE, error)
        except (SuspiciousOperation, PyJWTError, ValueError, LookupError, TypeError) as error:
            return self.refuse(ABANDONED, error)

    def login_success(self):
        if getattr(self.request, "proconnect_linked", False):
            return self.linked()
        response = super().login_success()
        self.request.session[ID_TOKEN] = self.request.proconnect.id_token
        self.request.session[PROCONNECT_VERIFIED] = self.request.proconnect.is_strong
        return response

    def linked(self):
        journal.record(self.request, Outcome.PROCONNECT_LINKED, account=self.user)
        messages.success(self.request, LINKED)
        return redirect("accounts:account")

    def login_failure(self):
        sentence = getattr(self.request, "proconnect_refusal", ABANDONED)
        return self.refuse(sentence, "no account")

    def refuse(self, sentence: str, reason):
        """Say `sentence` where the person can go on; `reason` is for the log."""
        logger.warning("ProConnect: %s", str(reason)[:200].replace("\n", " "))
        user = self.request.user
        journal.record(
            self.request,
            Outcome.PROCONNECT_REFUSED,
            account=user if user.is_authenticated else None,
            email=getattr(getattr(self.request, "proconnect", None), "email", ""),
        )
        messages.error(self.request, sentence)
        return redirect("accounts:account" if user.is_authenticated else "login")


@require_POST
def unlink(request):
    """Forget the ProConnect identifier of the user."""
    request.user.proconnect_sub = None
    request.user.save(update_fields=["proconnect_sub"])
    journal.record(request, Outcome.PROCONNECT_UNLINKED, account=request.user)
    messages.success(request, UNLINKED)
    return redirect("accounts:account")
