"""How a bilan is laid out: which indicators stand together, and in which words they are read."""

THEMES = (
    (
        "formation",
        "Formation des professionnels",
        (
            "internship_gp_pct",
            "regions_internship_80pct",
            "training_supervisors",
            "gp_clinical_lecturers_ratio",
            "numerus_clausus_increase_pct",
            "numerus_clausus_regions",
        ),
    ),
    ("cesp", "Contrats d’engagement de service public (CESP)", ("cesp_",)),
    (
        "ptmg",
        "Praticiens territoriaux (PTMG) et installations aidées",
        ("ptmg_", "guarantee_doctors", "install_aided"),
    ),
    ("equipe", "Exercice en équipe\u00a0: maisons et centres de santé", ("msp_", "cds_")),
    ("coordination", "PTA, équipes de soins primaires et CPTS", ("pta_", "esp_", "cpts_")),
    (
        "urgences",
        "Médecins correspondants du SAMU et soins urgents",
        ("mcs_", "population_over_30min_pct", "communes_over_30min", "trauma_equipped_practices"),
    ),
    ("telemedecine", "Télémédecine", ("telemedicine_",)),
)
OTHER_THEME = ("autres", "Autres engagements et contexte")

NATIONAL_KEY_FIGURES = (
    "cesp_signed",
    "cesp_installed_ever",
    "ptmg_signed",
    "install_aided",
    "msp_open",
    "mcs_active",
)
REGIONAL_KEY_FIGURES = (
    "cesp_signed",
    "cesp_installed_ever",
    "cesp_to_come",
    "ptmg_signed",
    "msp_open",
    "mcs_active",
)
REGION_TABLE_FIGURES = (
    "cesp_signed",
    "cesp_installed_ever",
    "cesp_to_come",
    "ptmg_signed",
    "install_aided",
    "msp_open",
    "cds_open",
    "pta_open_or_planned",
    "mcs_active",
)

DECLARED_BY_THE_COUNTRY = (
    "regions_internship_80pct",
    "telemedicine_pilot_regions",
    "telemedicine_budget_eur",
    "numerus_clausus_increase_pct",
    "numerus_clausus_regions",
    "gp_clinical_lecturers_ratio",
)
"""Declared figures that are of the whole country: no region is asked for them."""

SECTION_FIGURES = {
    "formation": ("internship_gp_pct", "training_supervisors"),
    "cesp": ("cesp_signed", "cesp_installed_ever", "cesp_to_come"),
    "ptmg": ("ptmg_signed", "install_aided"),
    "equipe": ("msp_open", "cds_open"),
    "coordination": ("pta_open_or_planned", "esp_open", "cpts_open"),
    "urgences": ("mcs_active", "population_over_30min_pct"),
    "telemedecine": ("telemedicine_patients", "telemedicine_pilot_regions"),
}
"""The figures that the sentence of each section says."""

# Figures that answer a question by yes or no: 1 is read « oui ».
YES_OR_NO = {"telemedicine_pilot"}

UNKNOWN_WORDS = "non renseigné"
UNSETTLED_WORDS = "non apprécié"
"""Of a target, when its figure is not known, or not of all the regions."""

STATUS_BADGES = {"reached": "success", "late": "warning", "ongoing": "info", "missed": "error"}

KIND_WORDS = {"computed": "calculé", "declared": "déclaré"}

OVERSEAS_CODES = ("01", "03", "02", "04", "06")


def theme_of(code: str) -> tuple[str, str]:
    """Slug and title of the section an indicator is read in."""
    for slug, title, patterns in THEMES:
        if any(code == pattern or (pattern.endswith("_") and code.startswith(pattern)) for pattern in patterns):
            return slug, title
    return OTHER_THEME


def region_order(code: str, name: str) -> tuple:
    """Mainland regions by name, then those overseas, so that Antilles and Guyane stand together."""
    is_overseas = code in OVERSEAS_CODES
    return (is_overseas, OVERSEAS_CODES.index(code) if is_overseas else 0, name.replace("Î", "I"))
