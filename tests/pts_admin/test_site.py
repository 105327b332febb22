"""The door of the site and what every page carries."""

import socket

import pgtrigger
import pytest
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import ProgrammingError, transaction
from django.urls import reverse

from pts_admin.management.commands.run_local import wanted_port

EMAIL = "personne@example.fr"


@pytest.fixture
def user(db):
    """An account without any role."""
    return get_user_model().objects.create_user(EMAIL, "un mot de passe assez long")


def test_a_visitor_is_sent_to_the_sign_in_page(client, db):
    response = client.get("/")

    assert response.status_code == 302
    assert response.url == f"{reverse('login')}?next=/"


def test_the_admin_has_no_sign_in_page_of_its_own(client, db):
    response = client.get("/admin/login/?next=/admin/")

    assert response.status_code == 302
    assert response.url == f"{reverse('login')}?next=/admin/"


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/login/?next=/admin/"])
def test_a_user_without_a_role_is_refused_by_the_admin_in_french(client, user, path):
    client.force_login(user)

    response = client.get(path)

    assert response.status_code == 403
    assert 'lang="fr"' in response.content.decode()


def test_the_content_security_policy_has_no_exception(client, db):
    policy = client.get(reverse("login"))["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "object-src 'none'" in policy


def test_every_change_of_a_record_is_kept(user):
    event_model = user._meta.apps.get_model("accounts", "UserEvent")
    user.first_name = "Camille"
    user.save()
    pk = user.pk
    user.delete()

    labels = list(event_model.objects.filter(pgh_obj_id=pk).order_by("pgh_id").values_list("pgh_label", flat=True))

    assert labels == ["insert", "update", "delete"]


def test_history_is_changed_only_on_purpose(user):
    events = user._meta.apps.get_model("accounts", "UserEvent").objects.filter(pgh_obj_id=user.pk)

    with pytest.raises(ProgrammingError, match="update"), transaction.atomic():
        events.update(email="autre@example.fr")
    with pgtrigger.ignore("accounts.UserEvent:append_only"):
        assert events.update(email="autre@example.fr") == 1


@pytest.mark.parametrize("value", ["", "abc", "0", "70000", "-1"])
def test_a_wrong_port_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)

    with pytest.raises(CommandError, match="PORT must be"):
        wanted_port()


def test_a_port_in_use_is_refused_before_anything_is_prepared(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))

        with pytest.raises(CommandError, match="is in use"):
            wanted_port()
