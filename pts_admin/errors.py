"""What a visitor reads when something fails: French pages, and a plain sentence when the database is away."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponseServerError
from django.template import loader
from django.urls import reverse

from pts_admin import health

# SQLSTATE classes of a lost or refused connection; a connection that never began has no SQLSTATE.
OUTAGE_STATES = ("08", "57P", "53300")


def is_outage(error: BaseException | None) -> bool:
    """Say whether `error` means that the database cannot be reached, rather than that a query is wrong."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(OUTAGE_STATES)


def server_error(request):
    """Answer an unexpected error; 503 when the database is away. Renders without the request: no query runs."""
    if not is_outage(sys.exc_info()[1]):
        return HttpResponseServerError(loader.get_template("500.html").render())
    if request.path == reverse("sante"):
        return health.response(health.UNREACHABLE)
    page = loader.get_template("503.html").render()
    return HttpResponseServerError(page, status=503, headers={"Retry-After": "30"})


class WithoutOutageTraceback(logging.Filter):
    """Logs an unreachable database as one line: its traceback says nothing of our code."""

    def filter(self, record):
        """Keep every record, less the traceback of an outage."""
        if record.exc_info and is_outage(record.exc_info[1]):
            record.msg = f"{record.getMessage()} (the database is unreachable)"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True
