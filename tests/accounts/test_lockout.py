"""The lock-out: ten tries for an account at an address, then a quarter of an hour."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Outcome
from accounts.models import Connection
from tests.accounts.conftest import PASSWORD, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

AGENCY, HOME = "192.0.2.1", "198.51.100.7"
WRONG = "ce n’est pas le bon mot de passe"


@pytest.fixture
def user(with_password):
    return with_password(UserFactory(email="agent@example.fr"))


def fail(email: str, times: int, address: str = AGENCY):
    """Type a wrong password, each time in another browser; the last answer."""
    for _ in range(times):
        response = sign_in(Client(), email, WRONG, REMOTE_ADDR=address)
    return response


def signs_in(email: str, address: str = AGENCY) -> bool:
    return sign_in(Client(), email, REMOTE_ADDR=address).status_code == 302


def grow_older(minutes: float):
    """Let the last try be `minutes` old."""
    moment = timezone.now() - datetime.timedelta(minutes=minutes)
    AccessAttempt.objects.update(attempt_time=moment)


def test_nine_wrong_passwords_are_forgiven(user):
    assert fail(user.email, 9).status_code == 200

    assert signs_in(user.email)
    assert fail(user.email, 9).status_code == 200


def test_the_eleventh_try_is_refused_even_with_the_right_password(user):
    assert fail(user.email, 10).status_code == 429

    response = sign_in(Client(), user.email, REMOTE_ADDR=AGENCY)

    page = response.content.decode()
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "Attendez 15" in page
    assert reverse("accounts:password-forgotten") in page


def test_a_colleague_at_the_same_address_is_not_locked(user, with_password):
    colleague = with_password(UserFactory())
    fail(user.email, 12)

    assert signs_in(colleague.email)
    assert not signs_in(user.email)


def test_the_account_is_not_locked_elsewhere(user):
    fail(user.email, 12)

    assert signs_in(user.email, HOME)


def test_the_tries_of_every_spelling_count_together(user):
    for email in (
        "AGENT@example.fr",
        " agent@EXAMPLE.fr",
        "Agent@example.fr",
        "agent@example.fr",
        "ag\u0065nt@example.FR",
    ):
        fail(email, 2)

    assert not signs_in(user.email)


def test_a_browser_that_changes_its_name_does_not_start_again(user):
    for number in range(10):
        sign_in(Client(), user.email, WRONG, REMOTE_ADDR=AGENCY, HTTP_USER_AGENT=f"navigateur {number}")

    assert not signs_in(user.email)


def test_the_lock_ends_after_a_quarter_of_an_hour(user):
    fail(user.email, 10)

    grow_older(14.9)
    assert not signs_in(user.email)
    grow_older(15.1)
    assert signs_in(user.email)


def test_a_try_during_the_lock_does_not_make_it_longer(user):
    fail(user.email, 10)
    before = AccessAttempt.objects.get().attempt_time

    fail(user.email, 3)

    assert AccessAttempt.objects.get().attempt_time == before


def test_the_answers_do_not_tell_whether_the_account_exists(user):
    def answers(email):
        pages = [fail(email, 1) for _ in range(11)]
        return [(page.status_code, page.content.decode().replace(email, "")) for page in pages]

    def without_token(answers):
        return [(status, "csrf" if status == 200 else page) for status, page in answers]

    assert without_token(answers("inconnu@example.fr")) == without_token(answers(user.email))


def test_a_refusal_reads_the_same_whether_the_account_exists_is_closed_or_not(user, with_password):
    closed = with_password(UserFactory(is_active=False))

    for email, password in [(user.email, WRONG), ("inconnu@example.fr", WRONG), (closed.email, PASSWORD)]:
        page = sign_in(Client(), email, password).content.decode()
        assert "Adresse électronique ou mot de passe incorrect." in page


def test_a_national_administrator_unlocks_an_account(user, client_of, national_admin):
    fail(user.email, 10)

    client_of(national_admin).post(
        reverse("admin:accounts_user_changelist"), {"action": "unlock_sign_in", "_selected_action": [user.pk]}
    )

    assert signs_in(user.email)
    assert user.connections.filter(outcome=Outcome.UNLOCKED, note=f"par {national_admin.email}").exists()


def test_no_password_is_kept_with_the_tries(user):
    fail(user.email, 1)

    attempt = AccessAttempt.objects.get()
    assert WRONG not in attempt.post_data
    assert user.email not in attempt.post_data


# The address behind proxies


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        pytest.param(0, HOME, AGENCY, id="sans proxy, l’en-tête est forgé"),
        pytest.param(1, HOME, HOME, id="un proxy"),
        pytest.param(1, f"203.0.113.9, {HOME}", HOME, id="le début est forgé"),
        pytest.param(2, f"203.0.113.9, {HOME}, 10.0.0.1", HOME, id="deux proxys"),
        pytest.param(2, HOME, AGENCY, id="un proxy manque"),
        pytest.param(1, "", None, id="en-tête vide"),
        pytest.param(1, "n’importe quoi", None, id="pas une adresse"),
        pytest.param(1, "2001:db8::1", "2001:db8::1", id="IPv6"),
    ],
)
def test_the_address_of_the_visitor(client, settings, proxies, forwarded, address):
    settings.PROXY_COUNT = proxies

    sign_in(client, "agent@example.fr", WRONG, REMOTE_ADDR=AGENCY, HTTP_X_FORWARDED_FOR=forwarded)

    assert Connection.objects.get().address == address
