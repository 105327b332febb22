"""What the tests of sign-in share: accounts with a password, and the codes of their second factor."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.models import User

PASSWORD = "un très long mot de passe 2016"


@pytest.fixture
def with_password():
    """A function: gives an account the password of the tests."""

    def give(user) -> User:
        user.set_password(PASSWORD)
        user.save()
        return user

    return give


@pytest.fixture
def with_second_factor():
    """A function: gives an account an application that has never served, and returns it."""

    def give(user) -> TOTPDevice:
        return TOTPDevice.objects.create(user=user, name=second_factor.DEVICE_NAME)

    return give


def code_of(device, steps: int = 0) -> str:
    """The code that the application shows, or the one of some half-minutes later."""
    return f"{totp(device.bin_key, drift=steps):06}"


def wrong_code_of(device) -> str:
    """Six digits that are none of the codes accepted now."""
    right = {code_of(device, steps) for steps in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in right)


def end_wait(device) -> None:
    """Let the next code be tried, as if the wait after a refusal were over."""
    type(device).objects.filter(pk=device.pk).update(throttling_failure_timestamp=None)


def sign_in(client: Client, email: str, password: str = PASSWORD, next_url: str = "", **headers):
    """Send the sign-in form."""
    return client.post(reverse("login"), {"username": email, "password": password, "next": next_url}, **headers)


def age_session(client: Client, key: str, seconds: float) -> None:
    """Make the time kept in the session older."""
    session = client.session
    session[key] = time.time() - seconds
    session.save()
