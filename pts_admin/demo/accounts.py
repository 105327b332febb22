"""The accounts of the demonstration: one per role, all with the same password, printed by `manage.py run_local`.

The national administrator signs in with a second factor too, whose secret is as public: `manage.py demo_code`.
"""

import base64
import time

from django_otp.oath import totp

DEMO_PASSWORD = "demonstration-pts-2016"  # noqa: S105 (public on purpose: these accounts see invented people only)
DEMO_TOTP_SECRET = "DEMONSTRATIONPTSADMINPUBLICSECRE"  # noqa: S105 (public on purpose, as an application takes it)

REFERENT_BRETAGNE = "referent.bretagne@example.fr"
REFERENT_AURA = "referent.auvergne-rhone-alpes@example.fr"
READER_BRETAGNE = "lecteur.bretagne@example.fr"
NATIONAL_ADMIN = "admin.national@example.fr"
COMMITTEE_MEMBER = "comite.national@example.fr"
DATA_PROTECTION_OFFICER = "dpd@example.fr"

# (what the account is for, in French; its e-mail)
DEMO_ACCOUNTS = [
    ("Référent, Bretagne", REFERENT_BRETAGNE),
    ("Référent, Auvergne-Rhône-Alpes", REFERENT_AURA),
    ("Lecteur régional, Bretagne", READER_BRETAGNE),
    ("Administrateur national", NATIONAL_ADMIN),
    ("Membre du comité", COMMITTEE_MEMBER),
    ("Délégué à la protection des données", DATA_PROTECTION_OFFICER),
]

# Accounts that have a second factor.
DEMO_SECOND_FACTORS = [NATIONAL_ADMIN]


def demo_key() -> str:
    """The public secret as a device keeps it."""
    return base64.b32decode(DEMO_TOTP_SECRET).hex()


def demo_code(steps_ahead: int = 0) -> str:
    """The present code of the public secret, or the one `steps_ahead` half-minutes from now."""
    return f"{totp(bytes.fromhex(demo_key()), drift=steps_ahead):06}"


def seconds_left() -> int:
    """For how many seconds the present code is the one shown."""
    return 30 - int(time.time()) % 30
