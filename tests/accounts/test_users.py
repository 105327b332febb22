"""Accounts in the admin: managed by national administrators, who give roles and never rights."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership, User
from tests.factories import UserFactory
from tests.wall_ground import as_posted

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
            "memberships-TOTAL_FORMS": "1",
            "memberships-0-role": Role.REFERENT,
            "memberships-0-region": region.code,
            "memberships-0-start": "01/01/2016",
        },
    )

    assert response.status_code == 302, response.context["errors"]
    user = User.objects.get(email__iexact="nouvelle.referente@example.fr")
    assert not user.has_usable_password()
    assert user.roles == {Role.REFERENT}


def test_two_accounts_of_one_address_are_refused(client_of, national_admin):
    existing = UserFactory()

    response = client_of(national_admin).post(
        reverse("admin:accounts_user_add"),
        NO_ROLES | {"email": existing.email.upper()},
    )

    assert response.status_code == 200
    assert (
        "Un compte existe déjà à cette adresse\u00a0: cherchez-le dans la liste des comptes."
        in response.content.decode()
    )
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


def own_form(user, **fields):
    """What is sent to change one's own account."""
    return NO_ROLES | {"email": user.email, "is_active": "on"} | fields


def test_nobody_raises_their_own_rights(client_of, national_admin):
    right = Permission.objects.get(codename="change_structureevent")
    client = client_of(national_admin)

    response = client.post(
        change_url(national_admin),
        as_posted(client.get(change_url(national_admin)))
        | {
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


def test_nobody_closes_nor_links_their_own_account_by_the_form(client_of, national_admin):
    client_of(national_admin).post(
        change_url(national_admin), NO_ROLES | {"email": national_admin.email, "proconnect_sub": "x"}
    )

    national_admin.refresh_from_db()
    assert national_admin.is_active
    assert national_admin.proconnect_sub is None


@pytest.mark.parametrize("role", [Role.REFERENT, Role.DATA_PROTECTION_OFFICER])
def test_nobody_gives_themselves_a_role(client_of, national_admin, region, role):
    own = national_admin.memberships.get()
    region_code = region.code if role == Role.REFERENT else ""
    client = client_of(national_admin)
    line = {"role": role, "region": region_code, "start": "01/01/2016"}
    inline = {f"memberships-0-{name}": value for name, value in line.items()}

    client.post(change_url(national_admin), own_form(national_admin, **inline, **{"memberships-TOTAL_FORMS": "1"}))
    added = client.post(reverse("admin:accounts_membership_add"), line | {"user": national_admin.pk})

    assert added.status_code == 200
    assert added.context["adminform"].form.has_error("user")
    assert list(national_admin.memberships.all()) == [own]


def test_nobody_changes_nor_removes_their_own_role(client_of, national_admin):
    own = national_admin.memberships.get()
    before = vars(own)["start"], own.last_day, own.role
    client = client_of(national_admin)
    change = reverse("admin:accounts_membership_change", args=[own.pk])
    inline = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": own.pk,
        "memberships-0-user": national_admin.pk,
        "memberships-0-role": Role.NATIONAL_ADMIN,
        "memberships-0-start": "01/01/2016",
    }

    assert client.post(change, {"role": Role.NATIONAL_ADMIN, "start": "01/01/2016"}).status_code == 403
    delete = reverse("admin:accounts_membership_delete", args=[own.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [own.pk], "post": "yes"}
    client.post(reverse("admin:accounts_membership_changelist"), chosen)
    client.post(change_url(national_admin), own_form(national_admin, **inline))
    client.post(change_url(national_admin), own_form(national_admin, **inline, **{"memberships-0-DELETE": "on"}))

    own.refresh_from_db()
    assert (own.start, own.last_day, own.role) == before


def test_an_administrator_gives_and_ends_the_role_of_somebody_else(client_of, national_admin, referent):
    held = referent.memberships.get()

    client, address = client_of(national_admin), reverse("admin:accounts_membership_change", args=[held.pk])
    client.post(address, as_posted(client.get(address)) | {"start": "01/01/2016", "last_day": "31/01/2016"})

    assert User.objects.get(pk=referent.pk).roles == frozenset()


def test_one_s_own_password_is_changed_by_who_knows_it(client_of, national_admin):
    client = client_of(national_admin)
    address = reverse("admin:auth_user_password_change", args=[national_admin.pk])

    for response in (
        client.post(address, {"password1": PASSWORD, "password2": PASSWORD}),
        client.get("/admin/password_change/"),
    ):
        assert response.url == reverse("accounts:password")

    national_admin.refresh_from_db()
    assert not national_admin.check_password(PASSWORD)


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


def address_of(pattern, user) -> str:
    """The address of an URL of the accounts in the admin, about `user` or their role."""
    key = user.pk if "accounts_user" in pattern.name or "auth_user" in pattern.name else user.memberships.get().pk
    return reverse(f"admin:{pattern.name}", args=[key] if "<" in str(pattern.pattern) else [])


@pytest.mark.parametrize("persona", ["referent", "regional_reader", "data_protection_officer", "committee_member"])
@pytest.mark.parametrize("whose", ["own", "somebody else’s"])
def test_only_administrators_reach_the_accounts(client_of, persona, whose, request, national_admin, region):
    user = request.getfixturevalue(persona)
    target = user if whose == "own" else UserFactory(role=Role.REFERENT, role__regions=[region])
    before = list(User.objects.order_by("pk").values()), list(Membership.objects.order_by("pk").values())
    client = client_of(user)
    forged = {
        "email": "autre@example.fr",
        "is_superuser": "on",
        "user": user.pk,
        "role": Role.NATIONAL_ADMIN,
        "start": "01/01/2016",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "post": "yes",
    }
    patterns = [p for model in (User, Membership) for p in admin.site._registry[model].get_urls() if p.name]

    for pattern in patterns:
        for method, data in ((client.get, {}), (client.post, forged | NO_ROLES)):
            response = method(address_of(pattern, target), data, follow=True)
            assert response.status_code in (403, 404), (pattern.name, method)

    assert len(patterns) > 10
    after = list(User.objects.order_by("pk").values()), list(Membership.objects.order_by("pk").values())
    assert without_visits(after) == without_visits(before)


def without_visits(tables):
    """Rows of the tables, less the date of the last sign-in."""
    return [[{**row, "last_login": None} for row in rows] for rows in tables]


@pytest.mark.parametrize("name", ["otp_totp/totpdevice", "otp_static/staticdevice", "axes/accessattempt"])
def test_the_tables_of_the_libraries_are_not_in_the_admin(client_of, national_admin, name):
    assert client_of(national_admin).get(f"/admin/{name}/").status_code == 404


def test_the_groups_of_rights_are_not_in_the_admin(client_of, national_admin):
    assert client_of(national_admin).get("/admin/auth/group/").status_code == 404


def test_the_history_of_an_account_keeps_no_password():
    user = UserFactory()

    assert user.history.count() == 1
    assert "password" not in [field.name for field in user.history.model._meta.fields]
