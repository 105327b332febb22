"""How long a session lasts: a time without a visit, and a time in all."""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from accounts.second_factor import PROCONNECT_VERIFIED

SIGNED_IN_AT = "signed_in_at"
LAST_SEEN = "last_seen"
PRECISION = 60
"""Seconds between two notes of a visit: reading pages seldom writes, and a session ends a minute early at most."""


def passed(session, now: float) -> str:
    """The sentence of the limit that `session` has passed at `now`, a timestamp; empty while it may go on.

    At the very last second of a limit a session still holds; one that does not say when it began is over.
    """
    idle, whole = settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS
    if now - session.get(SIGNED_IN_AT, 0) > whole * 3600:
        return f"Votre session a pris fin au bout de {whole}\u00a0heures\u00a0: reconnectez-vous pour continuer."
    if now - session.get(LAST_SEEN, 0) > idle * 60:
        return f"Votre session a pris fin après {idle}\u00a0minutes sans activité\u00a0: reconnectez-vous."
    return ""


def note_visit(session, now: float) -> None:
    """Remember in `session` that its user was there at `now`."""
    if now - session[LAST_SEEN] >= PRECISION:
        session[LAST_SEEN] = now


@receiver(user_logged_in, dispatch_uid="accounts.session_limits.start")
def start(sender, request, user, **kwargs):
    """Begin a session, without what an earlier one had proved."""
    now = timezone.now().timestamp()
    request.session.update({SIGNED_IN_AT: now, LAST_SEEN: now})
    request.session.pop(PROCONNECT_VERIFIED, None)
