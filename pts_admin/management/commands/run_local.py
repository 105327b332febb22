"""The whole site on this machine, in one command: what `make run` runs."""

import errno
import os
import socket
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from pts_admin.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_SECOND_FACTORS, DEMO_TOTP_SECRET

HOST = "127.0.0.1"
DEFAULT_PORT = 8000


class Command(BaseCommand):
    """Brings the database up to date, fills it when it is empty, and serves the site on this machine only."""

    help = "Prepare the database (migrations, reference data, demonstration) and serve the site on 127.0.0.1."
    requires_system_checks = []

    def handle(self, **options):
        """Prepare, print where to go and as whom, then serve until Ctrl-C."""
        if not settings.LOCAL:
            raise CommandError("run_local is for a developer's machine: unset LOCAL=false, or use a web server.")
        port = wanted_port()
        self.stdout.write("Preparing the database…")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("load_demo", if_empty=True, verbosity=0)
        self.announce(port)
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        # One process, so that whatever stops it leaves nothing behind; `manage.py runserver` reloads the code.
        call_command("runserver", f"{HOST}:{port}", use_reloader=False, skip_checks=True, verbosity=0)

    def announce(self, port: int):
        """Print the address of the site and the demonstration accounts."""
        width = max(len(email) for _, email in DEMO_ACCOUNTS)
        lines = [f"  {email:{width}}  {role}" for role, email in DEMO_ACCOUNTS]
        self.stdout.write("\nDemonstration accounts (fictitious records):")
        self.stdout.write("\n".join(lines))
        self.stdout.write(f"  password: {DEMO_PASSWORD}")
        self.stdout.write(f"  code asked of {', '.join(DEMO_SECOND_FACTORS)}: {sys.executable} manage.py demo_code")
        self.stdout.write(f"  (or an application, with the key {DEMO_TOTP_SECRET})\n")
        self.stdout.write(self.style.SUCCESS(f"PTS admin: http://{HOST}:{port}/  (Ctrl-C to stop)"))
        self.stdout.flush()


def wanted_port() -> int:
    """Return the port of the environment variable `PORT`, else 8000; raise `CommandError` if it is not free."""
    value = os.environ.get("PORT", str(DEFAULT_PORT))
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {value!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(value)))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else "cannot be used"
            raise CommandError(f"Port {value} {reason}: choose another one with PORT=8001.") from None
    return int(value)
