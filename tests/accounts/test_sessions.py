"""How long a session lasts, and what ends it."""

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from accounts.enums import Outcome
from accounts.session_limits import LAST_SEEN, SIGNED_IN_AT, passed
from tests.accounts.conftest import PASSWORD, age_session, sign_in

pytestmark = pytest.mark.django_db

NOW = 1_800_000_000.0
MINUTE, HOUR = 60, 3600


@pytest.mark.parametrize(
    ("idle", "age", "word"),
    [
        pytest.param(0, 0, "", id="à l’instant"),
        pytest.param(30 * MINUTE, 30 * MINUTE, "", id="30 minutes"),
        pytest.param(30 * MINUTE + 1, HOUR, "30\u00a0minutes", id="une seconde de trop sans activité"),
        pytest.param(0, 12 * HOUR, "", id="12 heures"),
        pytest.param(0, 12 * HOUR + 1, "12\u00a0heures", id="une seconde de trop en tout"),
    ],
)
def test_the_limits_to_the_second(idle, age, word):
    sentence = passed({LAST_SEEN: NOW - idle, SIGNED_IN_AT: NOW - age}, NOW)

    assert word in sentence
    assert bool(sentence) == bool(word)


@pytest.mark.parametrize("session", [{}, {LAST_SEEN: NOW}, {SIGNED_IN_AT: NOW}])
def test_a_session_that_does_not_say_when_it_began_is_over(session):
    assert passed(session, NOW)


def test_the_limits_are_settings(settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 5, 1

    assert "5\u00a0minutes" in passed({LAST_SEEN: NOW - 301, SIGNED_IN_AT: NOW - 301}, NOW)
    assert "1\u00a0heure" in passed({LAST_SEEN: NOW, SIGNED_IN_AT: NOW - 3601}, NOW)


@pytest.mark.parametrize(("key", "seconds"), [(LAST_SEEN, 30 * MINUTE + 5), (SIGNED_IN_AT, 12 * HOUR + 5)])
def test_an_expired_session_signs_in_again_and_returns_to_its_page(client_of, referent, settings, key, seconds):
    settings.SESSION_COOKIE_AGE = 365 * 24 * HOUR
    client = client_of(referent)
    age_session(client, key, seconds)
    address = reverse("contracts:register") + "?q=x"

    response = client.get(address)

    assert response.url == f"{reverse('login')}?next={reverse('contracts:register')}%3Fq%3Dx"
    assert "Votre session a pris fin" in client.get(response.url).content.decode()
    assert not get_user(client).is_authenticated
    assert referent.connections.first().outcome == Outcome.EXPIRED


@pytest.mark.parametrize(("key", "seconds"), [(LAST_SEEN, 30 * MINUTE - 5), (SIGNED_IN_AT, 12 * HOUR - 5)])
def test_a_session_within_its_limits_goes_on(client_of, referent, key, seconds):
    client = client_of(referent)
    age_session(client, key, seconds)

    assert client.get("/").status_code == 200


def test_each_visit_gives_half_an_hour_again(client_of, referent):
    client = client_of(referent)
    age_session(client, LAST_SEEN, 25 * MINUTE)

    client.get("/")

    assert passed(client.session, client.session[LAST_SEEN] + 29 * MINUTE) == ""


def test_reading_a_page_again_writes_nothing(client_of, referent):
    client = client_of(referent)
    client.get("/")
    before = client.session[LAST_SEEN]

    client.get("/")

    assert client.session[LAST_SEEN] == before


def test_an_expired_form_writes_nothing(client_of, national_admin, referent):
    client = client_of(national_admin)
    age_session(client, LAST_SEEN, HOUR)

    response = client.post(reverse("admin:accounts_user_change", args=[referent.pk]), {"email": "autre@example.fr"})

    assert response.status_code == 302
    referent.refresh_from_db()
    assert referent.email != "autre@example.fr"


def test_a_changed_password_ends_the_other_sessions(with_password, referent):
    with_password(referent)
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser, referent.email)
    new = "un autre mot de passe, tout aussi long"

    response = here.post(
        reverse("accounts:password"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert response.url == reverse("accounts:account")
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert referent.connections.filter(outcome=Outcome.PASSWORD_CHANGED).exists()


def test_a_new_password_keeps_the_rules(client_of, with_password, referent):
    client = client_of(with_password(referent))

    for weak, sentence in [
        ("court", "14 caractères"),
        ("12345678901234567890", "entièrement numérique"),
        ("telechargement", "trop courant"),
        (referent.email, "trop semblable"),
    ]:
        page = client.post(
            reverse("accounts:password"), {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
        )
        assert page.status_code == 200, weak
        assert sentence in page.content.decode().replace("\u00a0", " "), (weak, sentence)


@pytest.mark.parametrize("page", ["logout", "admin:logout"])
def test_signing_out_is_confirmed_once_on_the_sign_in_page(client_of, referent, page):
    client = client_of(referent)

    response = client.post(reverse(page), follow=True)

    assert not get_user(client).is_authenticated
    assert response.redirect_chain[-1][0] == reverse("login")
    assert "Vous êtes déconnecté de PTS admin." in response.content.decode()
    assert "Vous êtes déconnecté" not in client.get(reverse("login")).content.decode()


@pytest.mark.parametrize(
    "next_url", ["https://mechant.example/", "//mechant.example/", "/\\mechant.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(client, with_password, referent, next_url):
    with_password(referent)

    assert sign_in(client, referent.email, next_url=next_url).url == reverse("home")


def test_signing_in_leads_to_the_page_asked_for(client, with_password, referent):
    with_password(referent)

    assert sign_in(client, referent.email, next_url="/bilans/?x=1").url == "/bilans/?x=1"
