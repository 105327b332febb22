"""The menu of the admin: its groups follow the work, from a contract to the journals, and not the applications.

Every model that has its line in the menu stands in exactly one group, under the name it bears there.
"""

from django.contrib.admin import AdminSite
from django.urls import reverse

JOURNAL = "journal"
"""The one line of the menu that is no model: the journal of changes."""
PAGES = {"imports.ImportBatch": "imports:journal"}
"""Models whose line leads to a page of their own, instead of the list of the admin."""
GROUPS = (
    (
        "contrats",
        "Contrats",
        {
            "contracts.Professional": "Professionnels",
            "contracts.CespContract": "Contrats CESP",
            "contracts.PtmgContract": "PTMG et apparentés",
            "contracts.McsEngagement": "Médecins correspondants du SAMU",
            "contracts.TransferRequest": "Demandes de transfert",
            "anomalies.Justification": "Anomalies justifiées",
        },
    ),
    ("structures", "Structures", {"structures.Structure": "Structures"}),
    (
        "bilan",
        "Bilan",
        {
            "bilans.RegionalReturn": "Retours régionaux",
            "measures.RegionalAction": "Actions régionales",
            "measures.Observation": "Chiffres déclarés",
            "bilans.Campaign": "Campagnes",
            "bilans.Edition": "Éditions publiées",
            "measures.PublishedFigure": "Chiffres publiés",
        },
    ),
    (
        "territoires",
        "Territoires et zonages",
        {
            "regions.Commune": "Communes",
            "regions.RemoteCommune": "Communes à plus de 30 minutes",
            "regions.Epci": "EPCI",
            "regions.Departement": "Départements",
            "regions.Region": "Régions",
            "regions.Territory": "Territoires d’exemple",
            "regions.PriorityDistrict": "Quartiers prioritaires",
            "regions.ZoningScheme": "Zonages",
            "regions.ZoneUnit": "Unités de zonage",
            "regions.ZoneClassification": "Classements des zones",
        },
    ),
    (
        "reglages",
        "Réglages nationaux",
        {
            "measures.Pact": "Pactes",
            "measures.Commitment": "Engagements des pactes",
            "measures.Target": "Objectifs chiffrés",
            "measures.Source": "Sources des chiffres",
            "contracts.Contingent": "Contingents",
            "contracts.CampaignQuota": "Quotas de CESP par UFR",
            "contracts.RateParameter": "Montants et seuils datés",
            "contracts.EligibleZoneClass": "Zones éligibles aux aides",
            "contracts.Specialty": "Spécialités",
            "contracts.SamuEstablishment": "Établissements sièges de SAMU",
            "regions.Faculty": "UFR",
            "regions.CountingGroup": "Groupes de comptage",
            "regions.FinessDepartement": "Départements FINESS",
        },
    ),
    (
        "comptes",
        "Comptes et journaux",
        {
            "accounts.User": "Comptes",
            "accounts.Connection": "Journal des connexions",
            JOURNAL: "Journal des modifications",
            "imports.ImportBatch": "Journal des imports",
            "imports.ExportLog": "Journal des exports",
        },
    ),
)
"""Each group: its identifier in pages, its name, and its models with the names they bear there, in order."""


def models_in_menu(site: AdminSite) -> set[str]:
    """Labels of the models registered in `site` that have a line in the menu; the parts of a record have none."""
    return {model._meta.label for model, options in site._registry.items() if getattr(options, "in_menu", True)}


def name_in_menu(label: str) -> str:
    """The name that the model `label` bears in the menu; empty when it has no line there."""
    return next((names[label] for _, _, names in GROUPS if label in names), "")


def grouped(app_list: list[dict], path: str = "") -> list[dict]:
    """The models of Django's `app_list`, which holds what the user may see, in our groups and under our names.

    `path` is the address of the page: it marks the model and the group that are current. Empty groups are left out.
    """
    found = {_label(entry): entry for app in app_list for entry in app["models"]}
    groups = []
    for identifier, name, names in GROUPS:
        entries = [
            found[label] | {"name": shown, "current": _is_current(found[label], path)} | _page_of(label)
            for label, shown in names.items()
            if label in found
        ]
        if entries:
            current = any(entry["current"] for entry in entries)
            groups.append({"name": name, "app_label": identifier, "models": entries, "current": current})
    return groups


def _page_of(label: str) -> dict:
    return {"admin_url": reverse(PAGES[label])} if label in PAGES else {}


def _label(entry: dict) -> str:
    return entry["model"]._meta.label if "model" in entry else entry["object_name"]


def _is_current(entry: dict, path: str) -> bool:
    return bool(entry["admin_url"]) and path.startswith(entry["admin_url"])
