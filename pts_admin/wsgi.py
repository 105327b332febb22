"""The entry point of a web server such as gunicorn."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

# The code by which a gunicorn worker says that starting it again is of no use.
GUNICORN_BOOT_ERROR = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pts_admin.settings")


def make_application():
    """Return the WSGI application; stop with one sentence when the environment is incomplete."""
    try:
        if not os.environ.get("DATABASE_URL"):
            raise ImproperlyConfigured("DATABASE_URL is not set; see docs/environment.md.")
        return get_wsgi_application()
    except ImproperlyConfigured as error:
        print(f"Error: {error}", file=sys.stderr)
        raise SystemExit(GUNICORN_BOOT_ERROR) from None


application = make_application()
