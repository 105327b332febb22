"""The accounts of the demonstration: one per role, all with the same password, printed by `manage.py run_local`."""

DEMO_PASSWORD = "demonstration-pts-2016"  # noqa: S105 (public on purpose: these accounts see invented people only)

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
