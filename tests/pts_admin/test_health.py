"""`GET /sante`, and every page when the database is away."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.fixture
def no_database(monkeypatch):
    """Every query fails as it does when the server is down."""

    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.django_db
def test_healthy_site(client):
    response = client.get("/sante")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_pending_migration(client):
    MigrationRecorder(connection).record_unapplied("contenttypes", "0001_initial")

    response = client.get("/sante")

    assert response.status_code == 503
    assert response.json() == {"status": "error", "database": "ok", "migrations": "pending"}


def test_unreachable_database(client, no_database):
    response = client.get("/sante")

    assert response.status_code == 503
    assert response.json() == {"status": "error", "database": "unreachable", "migrations": "unknown"}


def test_unreachable_database_with_a_session_cookie(client, no_database, settings):
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    response = client.get("/sante")

    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"


def test_pages_say_in_french_that_the_database_is_away(client, no_database, settings):
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    response = client.get("/")

    assert response.status_code == 503
    assert "base de données" in response.content.decode()
    assert "connection refused" not in response.content.decode()


def test_other_errors_are_a_french_500(client, monkeypatch):
    client.raise_request_exception = False

    def fail(*args, **kwargs):
        raise ValueError("a secret detail")

    monkeypatch.setattr("pts_admin.health.state", fail)

    response = client.get("/sante")

    assert response.status_code == 500
    assert 'lang="fr"' in response.content.decode()
    assert "a secret detail" not in response.content.decode()
