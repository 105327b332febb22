"""The journal of connections: what is written in it, and from which address a request comes."""

import ipaddress

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from accounts.enums import Outcome
from accounts.models import Connection, User

PROCONNECT_BACKEND = "accounts.proconnect.ProConnectBackend"


def record(request, outcome: Outcome, *, account: User | None = None, email: str = "", note: str = "") -> Connection:
    """Write a line in the journal; `request` is None for a command on the server."""
    return Connection.objects.create(
        outcome=outcome,
        account=account,
        email=email[:254],
        address=request and client_address(request),
        user_agent=user_agent(request) if request else "",
        note=note[:200],
    )


def client_address(request) -> str | None:
    """The visitor's address: that of the connection, or what the nearest of our `PROXY_COUNT` proxies was told.

    Each proxy adds one address at the end of X-Forwarded-For; what stands before is the visitor's to forge.
    """
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    proxies = settings.PROXY_COUNT
    address = told[-proxies] if 0 < proxies <= len(told) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def user_agent(request) -> str:
    """The browser as it names itself, cut."""
    return "".join(filter(str.isprintable, request.META.get("HTTP_USER_AGENT", "")))[:200]


@receiver(user_logged_in, dispatch_uid="accounts.journal.signed_in")
def signed_in(sender, request, user, **kwargs):
    by_proconnect = getattr(user, "backend", "") == PROCONNECT_BACKEND
    record(request, Outcome.PROCONNECT if by_proconnect else Outcome.SIGNED_IN, account=user)


@receiver(user_logged_out, dispatch_uid="accounts.journal.signed_out")
def signed_out(sender, request, user, **kwargs):
    if user is not None:
        expired = getattr(request, "session_expired", False)
        record(request, Outcome.EXPIRED if expired else Outcome.SIGNED_OUT, account=user)


@receiver(user_login_failed, dispatch_uid="accounts.journal.refused")
def refused(sender, credentials, request=None, **kwargs):
    if "username" not in credentials:
        return  # ProConnect, which tells its own refusals
    typed = str(credentials["username"])
    record(
        request,
        Outcome.LOCKED if getattr(request, "axes_locked_out", False) else Outcome.PASSWORD_REFUSED,
        account=User.objects.filter(email__iexact=typed).first(),
        # Without an @ it may well be a password typed in the wrong field.
        email=typed if "@" in typed else "",
    )
