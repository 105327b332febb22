"""Invitations and forgotten passwords: a link by e-mail, which tells nothing and serves once."""

import re
import time
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import invitations
from accounts.enums import Outcome
from accounts.models import User
from tests.accounts.conftest import PASSWORD, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

FORGOTTEN = reverse("accounts:password-forgotten")
NEW = "un autre mot de passe, tout aussi long"
NO_ROLES = {
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
    "memberships-MIN_NUM_FORMS": "0",
    "memberships-MAX_NUM_FORMS": "1000",
}


def received(count: int = 1) -> list:
    """The messages that have left; they do so beside the answer."""
    deadline = time.monotonic() + 5
    while len(mail.outbox) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return mail.outbox


def link_in(message) -> str:
    return re.search(r"http://testserver(/compte/mot-de-passe/\S+/\S+/)", message.body)[1]


def choose(client: Client, link: str, password: str = NEW):
    """Follow the link and choose a password."""
    form = client.get(link, follow=True)
    page = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(page, {"new_password1": password, "new_password2": password})


def test_a_forgotten_password_is_chosen_again_by_a_link(client, with_password):
    user = with_password(UserFactory(email="agent@example.fr"))

    page = client.post(FORGOTTEN, {"email": "AGENT@example.fr"}, follow=True)
    message = received()[0]
    response = choose(client, link_in(message))

    assert "Si un compte existe à cette adresse" in page.content.decode()
    assert message.to == [user.email]
    assert message.subject == "Choisir un nouveau mot de passe pour PTS admin"
    assert response.url == reverse("login")
    assert sign_in(Client(), user.email, NEW).status_code == 302
    assert user.connections.filter(outcome=Outcome.PASSWORD_CHANGED).exists()


def test_the_link_serves_once(client, with_password):
    with_password(UserFactory(email="agent@example.fr"))
    client.post(FORGOTTEN, {"email": "agent@example.fr"})
    link = link_in(received()[0])
    choose(client, link)

    page = Client().get(link, follow=True)

    assert "Ce lien ne sert plus" in page.content.decode()


@pytest.mark.parametrize("link", ["/compte/mot-de-passe/xx/yy/", "/compte/mot-de-passe/MQ/set-password/"])
def test_a_link_made_up_is_refused_in_french(client, link):
    page = client.get(link, follow=True)

    assert page.status_code == 200
    assert "Ce lien ne sert plus" in page.content.decode()


def test_the_answer_is_the_same_for_an_account_that_does_not_exist_or_is_closed(client):
    UserFactory(email="agent@example.fr")
    UserFactory(email="parti@example.fr", is_active=False)

    pages = {
        re.sub(r'value="\w{64}"', "", client.post(FORGOTTEN, {"email": email}, follow=True).content.decode())
        for email in ("agent@example.fr", "parti@example.fr", "inconnu@example.fr")
    }

    assert len(pages) == 1
    assert [message.to for message in received()] == [["agent@example.fr"]]


def test_the_link_does_not_replace_the_second_factor(client, national_admin, with_second_factor):
    with_second_factor(national_admin)
    client.post(FORGOTTEN, {"email": national_admin.email})

    choose(client, link_in(received()[0]))
    sign_in(client, national_admin.email, NEW)

    assert client.get("/").url.startswith(reverse("accounts:verify"))


def test_a_new_password_ends_the_lock_out(client, with_password):
    user = with_password(UserFactory())
    for _ in range(10):
        sign_in(Client(), user.email, "faux")
    client.post(FORGOTTEN, {"email": user.email})

    choose(client, link_in(received()[0]))

    assert sign_in(Client(), user.email, NEW).status_code == 302


def test_a_weak_password_is_refused_at_its_field(client):
    user = UserFactory()
    client.post(FORGOTTEN, {"email": user.email})

    response = choose(client, link_in(received()[0]), "court")

    page = response.content.decode()
    assert "14 caractères" in page.replace("\u00a0", " ")
    assert 'autocomplete="new-password"' in page
    assert 'aria-describedby="id_new_password2_helptext id_new_password2_error"' in page


def test_a_mail_server_that_is_away_is_not_told_to_strangers(client, monkeypatch):
    UserFactory(email="agent@example.fr")

    def fail(self, **kwargs):
        raise SMTPException("away")

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", fail)

    assert client.post(FORGOTTEN, {"email": "agent@example.fr"}).url == reverse("login")


# Invitations


def create(client: Client, email: str = "nouvelle@example.fr"):
    return client.post(
        reverse("admin:accounts_user_add"), NO_ROLES | {"email": email, "first_name": "Nora"}, follow=True
    )


def test_a_new_account_receives_a_link_and_has_no_password_before(client_of, national_admin):
    page = create(client_of(national_admin))

    user = User.objects.get(email="nouvelle@example.fr")
    message = mail.outbox[0]
    assert not user.has_usable_password()
    assert "est envoyé à nouvelle@example.fr" in page.content.decode()
    assert message.to == ["nouvelle@example.fr"]
    choose(Client(), link_in(message), PASSWORD)
    assert sign_in(Client(), user.email).status_code == 302
    assert user.connections.filter(outcome=Outcome.INVITED).exists()


def test_an_invited_person_who_lost_the_link_asks_for_another(client):
    user = User.objects.create_user("nouvelle@example.fr")

    client.post(FORGOTTEN, {"email": user.email})

    assert received()[0].to == [user.email]


def test_a_message_that_cannot_leave_is_told_and_keeps_the_account(client_of, national_admin, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionRefusedError("away")

    monkeypatch.setattr(invitations, "send_mail", fail)

    page = create(client_of(national_admin))

    assert "n’a pas pu partir vers nouvelle@example.fr" in page.content.decode()
    assert User.objects.filter(email="nouvelle@example.fr").exists()


def test_an_administrator_sends_the_link_again(client_of, national_admin):
    user, closed = UserFactory(), UserFactory(is_active=False)
    asked = {"action": "send_link", "_selected_action": [user.pk, closed.pk]}

    client_of(national_admin).post(reverse("admin:accounts_user_changelist"), asked)

    assert [message.to for message in mail.outbox] == [[user.email]]
