"""The settings of the tests: those of a production set-up in plain http, made quick."""

import os

os.environ.setdefault("SECRET_KEY", "a key for tests only, never for a site")
os.environ["HTTPS_ONLY"] = "false"
os.environ["LOCAL"] = "false"
os.environ["DEBUG"] = "false"

from pts_admin.settings import *  # noqa: F403
from pts_admin.settings import DATABASES, STORAGES

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Two runs at the same time need two names.
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE_NAME", "test_pts")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
