"""The settings of every environment, read from environment variables (docs/environment.md).

Importing this module starts nothing: `manage.py` and `conftest.py` start the embedded PostgreSQL beforehand.
Two variables change the whole: `LOCAL`, which `manage.py` sets on a developer's machine (plain http, a key of its
own, assets served from their sources), and `DEBUG`, Django's error pages for developers.
"""

import datetime
from pathlib import Path

import environ
import pghistory
import pgtrigger
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pts_admin import __version__
from pts_admin.secret_key import local_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

LOCAL = env.bool("LOCAL", default=False)
DEBUG = env.bool("DEBUG", default=False)


def required(name):
    """Return the environment variable `name`, or say which one is missing."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; see docs/environment.md.")
    return value


def database(url):
    """Return the connection settings of `url`; without one, those of a backend that refuses to connect."""
    if not url:
        return {"ENGINE": "django.db.backends.dummy"}
    config = env.db_url_config(url)
    config["OPTIONS"] = {"connect_timeout": 5, "application_name": "pts_admin"} | config.get("OPTIONS", {})
    return config | {
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }


# Security

SECRET_KEY = env.str("SECRET_KEY", default="") or (local_secret_key(BASE_DIR) if LOCAL else required("SECRET_KEY"))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# HTTPS_ONLY=false tries a production set-up behind plain http, on this machine only.
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=not (LOCAL or DEBUG))
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^sante$"]  # load balancers probe in plain http
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only behind a proxy that always sets this header, and removes the visitor's.
if env.bool("BEHIND_HTTPS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Applications: each imports only from those above it in our list, which ends with the project itself.

INSTALLED_APPS = [
    "pts_admin.apps.PtsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "widget_tweaks",
    "dsfr",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "csp",
    "import_export",
    # Before accounts, whose journal tells a refusal from a lock-out.
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "anomalies",
    "imports",
    "regions",
    "accounts",
    "structures",
    "contracts",
    "measures",
    "bilans",
    "pts_admin",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pts_admin.urls"
WSGI_APPLICATION = "pts_admin.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database

DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# History: kept by row-level triggers, whatever path wrote the record. Statement-level ones join transition tables
# without an index: minutes for an update of 100 000 rows.

PGHISTORY_LEVEL = pghistory.Row
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history", db_index=True)
PGHISTORY_CONTEXT_FIELD = pghistory.ContextForeignKey(db_index=True)
# The other references that are asked for have their index from `regions.tracking.track_part`.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
# A block of new rows that an import writes has its history written as one block too (`imports.writing.insert_rows`).
ROW_BY_ROW = pgtrigger.Condition("current_setting('pts.history_by_block', true) IS DISTINCT FROM 'on'")
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(condition=ROW_BY_ROW),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
# What happened is not rewritten: a purge must ask for it, with `pgtrigger.ignore`.
PGHISTORY_APPEND_ONLY = True
# Reading a page writes nothing, so it needs no context (and no query for its user).
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
# The triggers are installed from the models at the end of each migrate, and stay out of the migrations, which would
# rebuild every model for each of them: half a minute instead of two seconds.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

# Personal data: how long a record names somebody once it is over; the reasons are in docs/personal-data.md


def duration(name, default):
    """Return the duration in the variable `name`: at least 1, for 0 would forget what still runs."""
    value = env.int(name, default=default)
    if value < 1:
        raise ImproperlyConfigured(f"{name} is {value}: it must be 1 or more; see docs/personal-data.md.")
    return value


RETENTION_MONTHS = {
    "cesp": duration("RETENTION_CESP_MONTHS", 5 * 12),
    "ptmg": duration("RETENTION_PTMG_MONTHS", (1 + 5) * 12),
    "mcs": duration("RETENTION_MCS_MONTHS", (1 + 2) * 12),
    "unengaged": duration("RETENTION_UNENGAGED_MONTHS", 3 * 12),
    "account": duration("RETENTION_ACCOUNT_MONTHS", 3 * 12),
    "journal": duration("RETENTION_JOURNAL_MONTHS", 3 * 12),
}
RETENTION_IMPORT_FILE_DAYS = duration("RETENTION_IMPORT_FILE_DAYS", 90)
RETENTION_CONNECTION_DAYS = duration("RETENTION_CONNECTION_DAYS", 365)

# Imports and exports in the admin: who adds records of a model imports them, who sees them exports them

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "add"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"

# Users and sessions

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # any web process can answer any request
SESSION_COOKIE_HTTPONLY = True
# Held by accounts.middleware, whatever the age of the cookie.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600

# How many proxies of ours add the visitor's address to X-Forwarded-For; 0 takes the address of the connection.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)

# Lock-out: an account at an address, never an account everywhere, nor a whole agency behind one address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "accounts.lockout.account_tried"
AXES_WHITELIST_CALLABLE = "accounts.lockout.is_without_password"
AXES_CLIENT_IP_CALLABLE = "accounts.journal.client_address"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_page"
AXES_DISABLE_ACCESS_LOG = True  # the journal of connections is ours
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Second factor

OTP_TOTP_ISSUER = "PTS admin"

# ProConnect, the State's identity provider: off unless its three variables are set.

PROCONNECT_ISSUER = env.str("PROCONNECT_ISSUER", default="").rstrip("/")
PROCONNECT_ENABLED = bool(PROCONNECT_ISSUER)
if PROCONNECT_ENABLED:
    AUTHENTICATION_BACKENDS += ["accounts.proconnect.ProConnectBackend"]
    OIDC_RP_CLIENT_ID = required("PROCONNECT_CLIENT_ID")
    OIDC_RP_CLIENT_SECRET = required("PROCONNECT_CLIENT_SECRET")
    OIDC_OP_AUTHORIZATION_ENDPOINT = f"{PROCONNECT_ISSUER}/authorize"
    OIDC_OP_TOKEN_ENDPOINT = f"{PROCONNECT_ISSUER}/token"
    OIDC_OP_USER_ENDPOINT = f"{PROCONNECT_ISSUER}/userinfo"
    OIDC_OP_JWKS_ENDPOINT = f"{PROCONNECT_ISSUER}/jwks"
    OIDC_OP_LOGOUT_ENDPOINT = f"{PROCONNECT_ISSUER}/session/end"
OIDC_AUTHENTICATION_CALLBACK_URL = "accounts:proconnect-return"
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid email"
OIDC_USE_NONCE = True
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 5
OIDC_CREATE_USER = False
# The provider says how the person was recognised only when asked.
OIDC_AUTH_REQUEST_EXTRA_PARAMS = {"claims": '{"id_token": {"amr": {"essential": true}, "acr": null}}'}

# E-mail: invitations and forgotten passwords

vars().update(env.email_url("EMAIL_URL", default="consolemail://" if LOCAL else "smtp://localhost:25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="pts-admin@localhost")

# Look: the State's brand, or « neutre » for a deployer without the right to it

PTS_VERSION = __version__
PTS_THEME = env.str("PTS_THEME", default="etat")
if PTS_THEME not in ("etat", "neutre"):
    raise ImproperlyConfigured(f"PTS_THEME is {PTS_THEME!r}: it must be etat or neutre; see docs/environment.md.")

# Whom a user writes to, on the help page; without it, the page sends them to their national administrators.
PTS_CONTACT = env.str("PTS_CONTACT", default="")

# Language

LOCALE_PATHS = [BASE_DIR / "locale"]  # what Django's admin says in its own words, said in those of the work
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# Static files

STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
ASSETS_FROM_SOURCES = LOCAL or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ASSETS_FROM_SOURCES
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ASSETS_FROM_SOURCES
WHITENOISE_AUTOREFRESH = ASSETS_FROM_SOURCES
# The checksums of the wheel are not those of the hashed files: browsers would refuse them.
DSFR_USE_INTEGRITY_CHECKSUMS = False

# Logs: on standard error, where a platform collects them.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"outage": {"()": "pts_admin.errors.WithoutOutageTraceback"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["outage"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"django": {"handlers": [], "level": env.str("DJANGO_LOG_LEVEL", default="WARNING")}},
}
