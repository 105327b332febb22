"""The lock-out after too many wrong passwords: who is counted, what is shown, and how it is lifted.

django-axes counts the tries of an account at an address, in the database: every process sees the same count.
"""

from axes.utils import reset
from django.conf import settings
from django.shortcuts import render

from accounts.models import User

LONGEST_NAME = 255


def account_tried(request, credentials=None) -> str | None:
    """The e-mail typed, in one spelling: accounts are found whatever the case, so their tries count together."""
    typed = (credentials or request.POST).get("username")
    return one_spelling(typed) if typed else None


def one_spelling(email: str) -> str:
    """`email` as the database compares it, in capitals (« ı » and « ſ » are those of I and S), then in small ones."""
    return email.strip().upper().lower()[:LONGEST_NAME]


def is_without_password(request, credentials=None) -> bool:
    """Whether no password was typed: the refusals of ProConnect would else add up for a whole agency."""
    return account_tried(request, credentials) is None


def locked_page(request, original_response=None, credentials=None):
    """Answer 429, the same whether the account exists or not."""
    wait = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {"minutes": wait // 60, "tries": settings.AXES_FAILURE_LIMIT}
    response = render(request, "registration/locked.html", context, status=429)
    response["Retry-After"] = wait
    return response


def unlock(account: User) -> int:
    """Forget the wrong passwords of `account` at every address; return how many addresses were counted."""
    return reset(username=one_spelling(account.email))
