"""Accounts in the admin: managed by national administrators, who give roles and never rights."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "un très long mot de passe 2016"
NO_ROLES = {
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
    "memberships-MIN_NUM_FORMS": "0",
    "memberships-MAX_NUM_FORMS": "1000",
}


def change_url(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def test_an_administrator_creates_an_account_with_a_role(client_of, national_admin, region):
    response = client_of(national_admin).post(
        reverse("admin:accounts_user_add"),
        NO_ROLES
        | {
            "email": "Nouvelle.Referente@Example.fr",
            "last_name": "Nouvelle",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "memberships-TOTAL_FORMS": "1",
            "memberships-0-role": Role.REFERENT,
            "memberships-0-region": region.code,
            "memberships-0-start": "01/01/2016",
        },
    )

    assert response.status_code == 302, response.context["errors"]
    user = User.objects.get(email__iexact="nouvelle.referente@example.fr")
    assert user.check_password(PASSWORD)
    assert user.roles == {Role.REFERENT}
    assert client_of(user).login(username="nouvelle.referente@EXAMPLE.fr", password=PASSWORD)


def test_two_accounts_of_one_address_are_refused(client_of, national_admin):
    existing = UserFactory()

    response = client_of(national_admin).post(
        reverse("admin:accounts_user_add"),
        NO_ROLES | {"email": existing.email.upper(), "usable_password": "false"},
    )

    assert response.status_code == 200
    assert "Un compte existe déjà à cette adresse." in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email=existing.email.upper())


def test_a_weak_password_is_refused(client_of, national_admin):
    user = UserFactory()

    response = client_of(national_admin).post(
        reverse("admin:auth_user_password_change", args=[user.pk]),
        {"usable_password": "true", "password1": "motdepasse", "password2": "motdepasse"},
    )

    assert response.status_code == 200
    assert "14" in response.content.decode()


def test_an_administrator_sets_a_password(client_of, national_admin):
    user = UserFactory()

    client_of(national_admin).post(
        reverse("admin:auth_user_password_change", args=[user.pk]),
        {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD},
    )

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_nobody_raises_their_own_rights(client_of, national_admin):
    right = Permission.objects.get(codename="change_structureevent")
    client = client_of(national_admin)

    response = client.post(
        change_url(national_admin),
        NO_ROLES
        | {
            "email": national_admin.email,
            "is_active": "on",
            "is_superuser": "on",
            "is_staff": "on",
            "user_permissions": [right.pk],
            "groups": ["1"],
        },
    )

    assert response.status_code == 302, response.context["errors"]
    national_admin.refresh_from_db()
    assert not national_admin.is_superuser
    assert not national_admin.user_permissions.exists()
    assert not national_admin.groups.exists()


def test_an_administrator_does_not_take_over_a_technical_account(client_of, national_admin):
    technical = User.objects.create_superuser("technique@example.fr", PASSWORD)
    client = client_of(national_admin)

    assert client.post(change_url(technical), NO_ROLES | {"email": "autre@example.fr"}).status_code == 403
    password_url = reverse("admin:auth_user_password_change", args=[technical.pk])
    assert client.post(password_url, {"password1": "x" * 20, "password2": "x" * 20}).status_code == 403
    technical.refresh_from_db()
    assert technical.email == "technique@example.fr"
    assert technical.check_password(PASSWORD)


def test_an_account_is_closed_and_not_deleted(client_of, national_admin):
    user = UserFactory()

    response = client_of(national_admin).post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("persona", ["referent", "regional_reader", "data_protection_officer", "committee_member"])
def test_only_administrators_reach_the_accounts(client_of, persona, request):
    user = request.getfixturevalue(persona)
    client = client_of(user)

    for url in (
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_add"),
        reverse("admin:accounts_membership_add"),
        change_url(user),
        reverse("admin:auth_user_password_change", args=[user.pk]),
    ):
        assert client.get(url, follow=True).status_code in (403, 404)
    client.post(change_url(user), {"email": "autre@example.fr"})
    user.refresh_from_db()
    assert user.email != "autre@example.fr"


def test_the_groups_of_rights_are_not_in_the_admin(client_of, national_admin):
    assert client_of(national_admin).get("/admin/auth/group/").status_code == 404


def test_the_history_of_an_account_keeps_no_password():
    user = UserFactory()

    assert user.history.count() == 1
    assert "password" not in [field.name for field in user.history.model._meta.fields]
