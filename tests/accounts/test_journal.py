"""The journal of connections: what it tells, to whom, and for how long."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Outcome, Role
from accounts.models import Connection
from tests.accounts.conftest import sign_in
from tests.factories import ConnectionFactory, UserFactory

pytestmark = pytest.mark.django_db

JOURNAL = "admin:accounts_connection_changelist"


def outcomes(user) -> list[str]:
    return [line.outcome for line in user.connections.order_by("pk")]


def test_signing_in_and_out_is_written_with_the_address_and_the_browser(with_password):
    user = with_password(UserFactory())
    client = Client(REMOTE_ADDR="192.0.2.1", HTTP_USER_AGENT="Navigateur\u202e" + "x" * 300)

    sign_in(client, user.email)
    client.post(reverse("logout"))

    assert outcomes(user) == [Outcome.SIGNED_IN, Outcome.SIGNED_OUT]
    line = user.connections.first()
    assert line.address == "192.0.2.1"
    assert line.user_agent == ("Navigateur" + "x" * 300)[:200]


def test_a_wrong_password_is_written_with_what_was_typed(client, with_password):
    user = with_password(UserFactory(email="agent@example.fr"))

    sign_in(client, "AGENT@example.fr", "faux")
    sign_in(client, "inconnu@example.fr", "faux")

    known, unknown = Connection.objects.order_by("pk")
    assert (known.account, known.email, known.outcome) == (user, "AGENT@example.fr", Outcome.PASSWORD_REFUSED)
    assert (unknown.account, unknown.email) == (None, "inconnu@example.fr")


def test_a_password_typed_in_the_wrong_field_is_not_kept(client):
    sign_in(client, "mon mot de passe secret", "x")

    assert Connection.objects.get().email == ""


def test_a_lock_out_is_told_from_a_wrong_password(client, with_password):
    user = with_password(UserFactory())

    for _ in range(11):
        sign_in(client, user.email, "faux")

    assert outcomes(user) == [Outcome.PASSWORD_REFUSED] * 9 + [Outcome.LOCKED] * 2


@pytest.mark.parametrize("role", Role.values)
def test_who_reads_the_journal(client_of, role, region):
    user = UserFactory(role=role, role__regions=[region] if role in Role.regional() else [None])
    line = ConnectionFactory(email="zzsecret@example.fr")
    client = client_of(user)
    reads = role in (Role.NATIONAL_ADMIN, Role.DATA_PROTECTION_OFFICER)

    page = client.get(reverse(JOURNAL), follow=True)
    detail = client.get(reverse("admin:accounts_connection_change", args=[line.pk]), follow=True)

    assert (page.status_code == 200) is reads
    assert ("zzsecret" in page.content.decode()) is reads
    assert (detail.status_code == 200) is reads


@pytest.mark.parametrize("persona", ["national_admin", "data_protection_officer"])
def test_nobody_rewrites_the_journal(client_of, persona, request):
    line = ConnectionFactory()
    client = client_of(request.getfixturevalue(persona))
    before = Connection.objects.count()

    for page, args in (("add", []), ("change", [line.pk]), ("delete", [line.pk])):
        assert client.post(reverse(f"admin:accounts_connection_{page}", args=args), {"post": "yes"}).status_code == 403
    client.post(reverse(JOURNAL), {"action": "delete_selected", "_selected_action": [line.pk], "post": "yes"})

    assert Connection.objects.count() == before


def test_each_person_sees_their_own_latest_connections(client_of, referent):
    ConnectionFactory(account=referent, address="192.0.2.1")
    ConnectionFactory(address="198.51.100.7")

    page = client_of(referent).get(reverse("accounts:account")).content.decode()

    assert "192.0.2.1" in page
    assert "198.51.100.7" not in page


@pytest.mark.parametrize(
    ("moment", "is_older"),
    [
        pytest.param("2020-02-29 23:59:59+01:00", True, id="veille"),
        pytest.param("2020-03-01 00:00:00+01:00", False, id="jour même, à minuit"),
    ],
)
def test_lines_older_than_a_day(moment, is_older):
    ConnectionFactory(at=datetime.datetime.fromisoformat(moment))

    assert Connection.objects.older_than(datetime.date(2020, 3, 1)).exists() is is_older
