"""ProConnect, played against a real OpenID Connect provider: every redirection, signature and refusal."""

import socket
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Outcome
from accounts.models import Connection, User
from tests.accounts.provider import running_provider, settings_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SUB = "5f0c6cf5-agent"


@pytest.fixture(scope="module")
def provider():
    """The address of a provider."""
    with running_provider() as address:
        yield address


@pytest.fixture
def proconnect(settings, provider):
    """The site, sent to the provider."""
    for name, value in settings_of(provider).items():
        setattr(settings, name, value)
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "accounts.proconnect.ProConnectBackend"]
    return provider


def leave(client: Client, name: str = "accounts:proconnect", **asked) -> str:
    """Press the button of ProConnect; where the browser is sent."""
    response = client.get(reverse(name), asked)
    assert response.status_code == 302
    return response.url


def identify(address: str, sub: str = SUB, **claims) -> str:
    """Identify oneself at the provider; where it sends the browser back."""
    home = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    requests.put(f"{home}/users/{sub}", json=claims, timeout=10).raise_for_status()
    response = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert response.status_code == 302, response.text
    return response.headers["Location"]


def come_back(client: Client, address: str, **options):
    """Follow the provider back to the site."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}", **options)


def sign_in(client: Client, sub: str = SUB, **claims):
    """The whole way, there and back."""
    return come_back(client, identify(leave(client), sub, **claims))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_agent_whose_identifier_is_known_signs_in(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    address = leave(client, next=reverse("bilans:years"))
    asked = parse_qs(urlsplit(address).query)

    response = come_back(client, identify(address, email="autre@example.fr"))

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0]
    assert asked["nonce"][0]
    assert response.url == reverse("bilans:years")
    assert client.get(response.url).wsgi_request.user == referent
    assert referent.connections.get().outcome == Outcome.PROCONNECT


def test_the_signed_user_information_of_proconnect_is_read(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)

    sign_in(client, userinfo_jwt=True, email=referent.email)

    assert is_signed_in(client)


def test_rights_are_those_of_the_roles(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    sign_in(client)

    assert client.get(reverse("admin:structures_structure_changelist")).status_code == 200
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403


def test_an_unknown_identifier_is_refused_and_creates_no_account(client, proconnect):
    existing = UserFactory()

    response = sign_in(client, email=existing.email)

    assert response.url == reverse("login")
    assert "aucun compte actif" in client.get(response.url).content.decode()
    assert not is_signed_in(client)
    assert User.objects.count() == 1
    assert Connection.objects.get().outcome == Outcome.PROCONNECT_REFUSED


def test_a_deactivated_account_is_refused(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB, is_active=False)

    sign_in(client)

    assert not is_signed_in(client)


def test_an_account_deactivated_afterwards_is_out_at_its_next_request(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    sign_in(client)
    assert client.get("/").status_code == 200

    User.objects.filter(pk=referent.pk).update(is_active=False)

    assert client.get("/").url.startswith(reverse("login"))


def test_refusals_from_one_address_lock_nobody_out(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    for _ in range(12):
        sign_in(client, sub="un-inconnu")

    sign_in(client)

    assert is_signed_in(client)


# State, nonce, signature, audience


def test_an_answer_that_was_not_asked_for_is_refused(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    stolen = identify(leave(Client()))

    response = come_back(client, stolen)

    assert response.url == reverse("login")
    assert not is_signed_in(client)


def test_an_answer_serves_once(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    address = identify(leave(client))
    come_back(client, address)
    client.post(reverse("logout"))

    come_back(client, address)

    assert not is_signed_in(client)


def test_an_answer_with_another_state_is_refused(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    address = identify(leave(client))
    state = parse_qs(urlsplit(address).query)["state"][0]

    come_back(client, address.replace(state, "x" * 32))

    assert not is_signed_in(client)


@pytest.mark.parametrize("setting", ["OIDC_RP_CLIENT_ID", "PROCONNECT_ISSUER"])
def test_a_token_for_another_site_or_from_another_issuer_is_refused(client, proconnect, referent, settings, setting):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    address = identify(leave(client))

    setattr(settings, setting, "https://autre.example.fr")
    come_back(client, address)

    assert not is_signed_in(client)


def test_a_token_signed_by_another_key_is_refused(client, proconnect, referent, settings):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    with running_provider() as other:
        settings.OIDC_OP_JWKS_ENDPOINT = f"{other}/jwks"
        sign_in(client)

    assert not is_signed_in(client)


def test_a_token_that_answers_another_request_is_refused(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    address = identify(leave(client))
    session = client.session
    for asked in session["oidc_states"].values():
        asked["nonce"] = "un autre"
    session.save()

    come_back(client, address)

    assert not is_signed_in(client)


def test_the_provider_refuses_a_code_without_its_verifier(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    address = identify(leave(client))
    session = client.session
    for asked in session["oidc_states"].values():
        asked["code_verifier"] = "x" * 64
    session.save()

    come_back(client, address)

    assert not is_signed_in(client)


# Nothing is ever a 500


@pytest.mark.parametrize("endpoint", ["OIDC_OP_TOKEN_ENDPOINT", "OIDC_OP_JWKS_ENDPOINT", "OIDC_OP_USER_ENDPOINT"])
def test_a_provider_that_is_away_is_told_in_french(client, proconnect, settings, endpoint):
    address = identify(leave(client))
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    setattr(settings, endpoint, f"http://127.0.0.1:{port}/")
    response = come_back(client, address, follow=True)

    assert response.status_code == 200
    assert "ProConnect ne répond pas en ce moment" in response.content.decode()


def test_a_provider_that_does_not_answer_is_waited_for_a_little_only(client, proconnect, settings):
    address = identify(leave(client))
    settings.OIDC_TIMEOUT = 0.2

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.OIDC_OP_TOKEN_ENDPOINT = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        response = come_back(client, address, follow=True)

    assert "ProConnect ne répond pas en ce moment" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied&state=x", "?code=x&state=y", "?code=x", "?error=%00", "?state=&code="]
)
def test_an_address_made_up_brings_back_to_the_sign_in_page(client, proconnect, query):
    response = client.get(reverse("accounts:proconnect-return") + query, follow=True)

    assert response.status_code == 200
    assert "La connexion par ProConnect n’a pas abouti" in response.content.decode()


def test_an_error_address_signs_nobody_out(client_of, referent, proconnect):
    client = client_of(referent)

    client.get(reverse("accounts:proconnect-return"), {"error": "access_denied"})

    assert is_signed_in(client)


@pytest.mark.parametrize("next_url", ["https://mechant.example/", "//mechant.example", "javascript:alert(1)"])
def test_the_way_back_stays_on_the_site(client, proconnect, referent, next_url):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)

    response = come_back(client, identify(leave(client, next=next_url)))

    assert response.url == reverse("home")


# The second factor


@pytest.mark.parametrize(
    ("claims", "is_enough"),
    [
        pytest.param({"amr": ["pwd", "mfa"]}, True, id="mfa"),
        pytest.param({"acr": "eidas2"}, True, id="eidas2"),
        pytest.param({"amr": ["pwd"], "acr": "eidas1"}, False, id="mot de passe"),
        pytest.param({}, False, id="rien"),
    ],
)
def test_a_second_factor_given_to_proconnect_counts(client, proconnect, national_admin, claims, is_enough):
    User.objects.filter(pk=national_admin.pk).update(proconnect_sub=SUB)
    TOTPDevice.objects.create(user=national_admin, name="Application")

    sign_in(client, **claims)

    response = client.get("/admin/")
    assert response.status_code == (200 if is_enough else 302)
    assert is_enough or response.url.startswith(reverse("accounts:verify"))


def test_what_proconnect_checked_does_not_outlive_the_session(client, proconnect, national_admin):
    User.objects.filter(pk=national_admin.pk).update(proconnect_sub=SUB)
    sign_in(client, amr=["mfa"])
    client.post(reverse("logout"))

    client.force_login(national_admin)

    assert client.get("/admin/").url.startswith(reverse("accounts:enrol"))


# Linking


def link(client: Client, sub: str = SUB, **claims):
    return come_back(client, identify(leave(client, "accounts:proconnect-link"), sub, **claims), follow=True)


@pytest.mark.parametrize("as_jwt", [False, True])
def test_a_signed_in_user_links_their_identity(client_of, proconnect, referent, as_jwt):
    client = client_of(referent)

    page = link(client, email=referent.email.upper(), userinfo_jwt=as_jwt)

    assert "est rattachée à ce compte" in page.content.decode()
    referent.refresh_from_db()
    assert referent.proconnect_sub == SUB
    assert referent.connections.filter(outcome=Outcome.PROCONNECT_LINKED).exists()


@pytest.mark.parametrize(
    "claims", [{"email": "autre@example.fr"}, {}, {"email": "agent@example.fr", "email_verified": False}]
)
def test_an_identity_of_another_e_mail_is_not_linked(client_of, proconnect, claims):
    user = UserFactory(email="agent@example.fr")
    client = client_of(user)

    page = link(client, **claims)

    assert "rien n’a été rattaché" in page.content.decode()
    user.refresh_from_db()
    assert user.proconnect_sub is None
    assert is_signed_in(client)


def test_an_identity_belongs_to_one_account(client_of, proconnect, referent):
    UserFactory(proconnect_sub=SUB)

    page = link(client_of(referent), email=referent.email)

    assert "déjà rattachée à un autre compte" in page.content.decode()
    referent.refresh_from_db()
    assert referent.proconnect_sub is None


def test_an_administrator_links_only_once_verified(client, proconnect, national_admin):
    client.force_login(national_admin)

    response = client.get(reverse("accounts:proconnect-link"))

    assert response.url.startswith(reverse("accounts:enrol"))


def test_a_user_unlinks_their_identity(client_of, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    client = client_of(referent)

    assert client.get(reverse("accounts:proconnect-unlink")).status_code == 405
    client.post(reverse("accounts:proconnect-unlink"))

    referent.refresh_from_db()
    assert referent.proconnect_sub is None


# Signing out


def test_signing_out_leads_to_the_sign_out_of_the_provider(client, proconnect, referent):
    User.objects.filter(pk=referent.pk).update(proconnect_sub=SUB)
    sign_in(client)

    response = client.post(reverse("logout"))

    address = response.context["address"]
    asked = parse_qs(urlsplit(address).query)
    assert not is_signed_in(client)
    assert jwt.decode(asked["id_token_hint"][0], options={"verify_signature": False})["sub"] == SUB
    assert asked["post_logout_redirect_uri"] == ["http://testserver" + reverse("login")]
    assert 'http-equiv="refresh"' in response.content.decode()
    assert requests.get(address, timeout=10).status_code == 200


def test_signing_out_of_a_password_session_stays_here(client_of, proconnect, referent):
    response = client_of(referent).post(reverse("logout"))

    assert response.url == reverse("login")


# Off by default


@pytest.mark.parametrize("name", ["proconnect", "proconnect-return", "proconnect-link"])
def test_without_settings_there_is_no_proconnect(client_of, referent, name):
    client = client_of(referent)

    assert client.get(reverse(f"accounts:{name}")).status_code == 404
    assert "ProConnect" not in client.get(reverse("accounts:account")).content.decode()


def test_the_button_shows_when_proconnect_is_configured(client, settings):
    assert "ProConnect" not in client.get(reverse("login")).content.decode()

    settings.PROCONNECT_ENABLED = True

    page = client.get(reverse("login"), {"next": "/bilans/"}).content.decode()
    assert f"{reverse('accounts:proconnect')}?next=/bilans/" in page
