"""`GET /sante`: is the database reachable, are the migrations applied."""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

HEALTHY = {"status": "ok"}
UNREACHABLE = {"status": "error", "database": "unreachable", "migrations": "unknown"}
PENDING = {"status": "error", "database": "ok", "migrations": "pending"}


@require_safe
@login_not_required
@never_cache
def sante(request):
    """Answer 200 when the site can work, 503 with the reason otherwise."""
    return response(state())


def state() -> dict[str, str]:
    """Return `HEALTHY`, `UNREACHABLE` or `PENDING`."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except (OperationalError, InterfaceError):
        return UNREACHABLE
    return HEALTHY if migrations_on_disk() <= applied else PENDING


@lru_cache
def migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Return the (app, name) of every migration of this code; read once, since running code does not change."""
    migrations = MigrationLoader(None, load=False)
    migrations.load_disk()
    return frozenset(migrations.disk_migrations)


def response(payload: dict[str, str]) -> JsonResponse:
    """Return `payload` as JSON, with the status that a load balancer understands."""
    return JsonResponse(payload, status=200 if payload == HEALTHY else 503)
