"""ProConnect, the identity provider of the State's agents (OpenID Connect): who comes back from it.

An account is found by its ProConnect identifier (`sub`), never by its e-mail, and none is created. A signed-in user
links their identifier from « Mon compte », if ProConnect knows them by the e-mail of the account; or a national
administrator types it.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

import jwt
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import get_random_string
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from accounts.models import User

ID_TOKEN = "proconnect_id_token"  # noqa: S105 (the name of a session entry)
LINKING = "proconnect_linking"
"""In the session: the account that asked to link its identifier."""
STRONG_LEVELS = {"eidas2", "eidas3"}

NOT_LINKED = (
    "Votre identité ProConnect n’est rattachée à aucun compte actif. Connectez-vous par mot de passe, puis "
    "rattachez-la depuis «\u00a0Mon compte\u00a0»."
)
OTHER_EMAIL = (
    "ProConnect vous connaît sous une autre adresse électronique que celle de ce compte\u00a0: rien n’a été rattaché. "
    "Demandez à l’administration nationale de corriger l’adresse du compte."
)
ALREADY_LINKED = "Cette identité ProConnect est déjà rattachée à un autre compte\u00a0: rien n’a été rattaché."


@dataclass(frozen=True)
class Identity:
    """What ProConnect says, once its signature, its audience and its issuer are checked."""

    sub: str
    email: str
    is_strong: bool
    id_token: str

    @classmethod
    def read(cls, payload: dict, info: dict, id_token: str) -> "Identity":
        """Read an id token and the user information; raise `SuspiciousOperation` when they are of two persons."""
        if info.get("sub") != payload["sub"]:
            raise SuspiciousOperation("The user information is not that of the id token.")
        unverified = info.get("email_verified") is False
        means = payload.get("amr") or []
        return cls(
            sub=payload["sub"],
            email="" if unverified else str(info.get("email", "")),
            is_strong="mfa" in means or payload.get("acr") in STRONG_LEVELS,
            id_token=id_token,
        )


class ProConnectBackend(OIDCAuthenticationBackend):
    """Finds the account of who comes back from ProConnect. Rights are given by `RoleBackend` alone."""

    def get_user(self, user_id):
        """The account of a session, if it is still active: the library's own would keep a closed account signed in."""
        return ModelBackend.get_user(self, user_id)

    def get_all_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        return set()

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def verify_token(self, token, **kwargs):
        payload = super().verify_token(token, **kwargs)
        if "nonce" in kwargs and "exp" not in payload:
            raise SuspiciousOperation("The id token does not expire.")
        return payload

    def _verify_jws(self, payload, key):
        """Check what the library leaves out: the audience, the issuer, and one algorithm, whatever the header says."""
        return jwt.decode(
            payload,
            key,
            algorithms=[self.OIDC_RP_SIGN_ALGO],
            audience=self.OIDC_RP_CLIENT_ID,
            issuer=settings.PROCONNECT_ISSUER,
            options={"require": ["sub"]},
        )

    def get_or_create_user(self, access_token, id_token, payload):
        """The account to sign in or to link, None when there is none; `request.proconnect_refusal` then says why."""
        identity = Identity.read(payload, self.get_userinfo(access_token, id_token, payload), id_token)
        self.request.proconnect = identity
        linking = self.request.session.pop(LINKING, None)
        if linking is not None and linking == self.request.user.pk:
            return self._link(self.request.user, identity)
        self.request.proconnect_refusal = NOT_LINKED
        return User.objects.filter(proconnect_sub=identity.sub, is_active=True).first()

    def _link(self, user, identity: Identity):
        self.request.proconnect_refusal = OTHER_EMAIL
        if identity.email.casefold() != user.email.casefold():
            return None
        self.request.proconnect_refusal = ALREADY_LINKED
        user.proconnect_sub = identity.sub
        try:
            with transaction.atomic():
                user.save(update_fields=["proconnect_sub"])
        except IntegrityError:
            return None
        self.request.proconnect_linked = True
        return user


def sign_out_address(request) -> str | None:
    """Where to send the browser to sign out of ProConnect too, if the session came from there."""
    id_token = request.session.get(ID_TOKEN)
    if not (settings.PROCONNECT_ENABLED and id_token):
        return None
    asked = {
        "id_token_hint": id_token,
        "state": get_random_string(32),
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("login")),
    }
    return f"{settings.OIDC_OP_LOGOUT_ENDPOINT}?{urlencode(asked)}"
