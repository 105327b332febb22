"""What each indicator counts, where it is counted, and the one sentence printed beside it (domain §8)."""

from typing import NamedTuple


class Definition(NamedTuple):
    counting_unit: str
    region_attribute: str
    sentence: str


CONTRACT, PERSON, STRUCTURE, SITE = "contrat", "personne", "structure", "site"
FACULTY = "UFR de signature"
FOLLOW_UP = "ARS de suivi"
SIGNING = "ARS signataire"
PRACTICE = "lieu d’exercice"
MAIN_SITE = "site principal"
LEAD = "région pilote"
SAMU = "région du SAMU"
DECLARING = "région déclarante"

COMPUTED = {
    "cesp_signed": Definition(
        CONTRACT, FACULTY, "Contrats signés au plus tard à la date du bilan, y compris ceux rompus depuis."
    ),
    "cesp_signed_medicine": Definition(
        CONTRACT,
        FACULTY,
        "Contrats de la filière médecine signés au plus tard à la date du bilan, ruptures comprises.",
    ),
    "cesp_signed_dentistry": Definition(
        CONTRACT,
        FACULTY,
        "Contrats de la filière odontologie signés au plus tard à la date du bilan, ruptures comprises.",
    ),
    "cesp_signed_net": Definition(
        CONTRACT, FACULTY, "Contrats signés au plus tard à la date du bilan, moins ceux rompus à cette date."
    ),
    "cesp_allocated": Definition(
        CONTRACT, FOLLOW_UP, "Contrats dont l’allocation est versée à la date du bilan, suspensions exclues."
    ),
    "cesp_installed_ever": Definition(
        CONTRACT,
        "région de la première installation",
        "Contrats dont le signataire a commencé à exercer au plus tard à la date du bilan, où qu’il ait signé.",
    ),
    "cesp_installed_ever_medicine": Definition(
        CONTRACT,
        "région de la première installation",
        "Contrats de la filière médecine dont le signataire a commencé à exercer au plus tard à la date du bilan.",
    ),
    "cesp_installed_ever_dentistry": Definition(
        CONTRACT,
        "région de la première installation",
        "Contrats de la filière odontologie dont le signataire a commencé à exercer au plus tard à la date du bilan.",
    ),
    "cesp_installed": Definition(
        CONTRACT,
        "lieu d’exercice principal",
        "Contrats dont le signataire exerce à la date du bilan\u202f; en cas d’exercices simultanés, "
        "celui de la plus forte quotité désigne la région.",
    ),
    "cesp_to_come": Definition(
        CONTRACT,
        "région d’exercice prévue, à défaut ARS de suivi",
        "Contrats signés, non rompus, sans exercice commencé, dont l’installation est prévue "
        "après la date du bilan et au plus tard à l’horizon.",
    ),
    "cesp_late": Definition(
        CONTRACT,
        FOLLOW_UP,
        "Contrats signés, non rompus, sans exercice commencé, dont l’installation était prévue "
        "au plus tard à la date du bilan.",
    ),
    "cesp_no_date": Definition(
        CONTRACT, FOLLOW_UP, "Contrats signés, non rompus, sans exercice commencé ni date prévue d’installation."
    ),
    "cesp_ended": Definition(
        CONTRACT,
        "région du dernier exercice",
        "Contrats non rompus dont la durée d’engagement était accomplie avant la date du bilan.",
    ),
    "cesp_broken": Definition(CONTRACT, FOLLOW_UP, "Contrats rompus au plus tard à la date du bilan."),
    "ptmg_signed": Definition(
        CONTRACT,
        SIGNING,
        "Contrats signés au plus tard à la date du bilan\u202f; un renouvellement tacite n’en fait pas un nouveau.",
    ),
    "ptmg_running": Definition(
        CONTRACT, SIGNING, "Contrats commencés au plus tard à la date du bilan et non terminés à cette date."
    ),
    "ptmg_signed_year": Definition(
        CONTRACT, SIGNING, "Contrats signés entre le 1er janvier et la date du bilan de la même année."
    ),
    "ptmg_doctors": Definition(
        PERSON, SIGNING, "Médecins distincts ayant signé un PTMG au plus tard à la date du bilan."
    ),
    "ptmg_from_cesp": Definition(
        CONTRACT, SIGNING, "Contrats signés au plus tard à la date du bilan par un médecin issu d’un CESP."
    ),
    "ptmg_stayed": Definition(
        PERSON,
        SIGNING,
        "Médecins distincts restés sur place après la fin de leur contrat, d’après leur réponse\u202f; "
        "les contrats sans réponse n’y entrent pas.",
    ),
    "ptmg_installed": Definition(
        CONTRACT, SIGNING, "Contrats signés dont le médecin est installé au plus tard à la date du bilan."
    ),
    "guarantee_doctors": Definition(
        PERSON, SIGNING, "Médecins distincts ayant signé un PTMG ou un PTMA au plus tard à la date du bilan."
    ),
    "install_aided": Definition(
        PERSON,
        PRACTICE,
        "Personnes distinctes ayant commencé à exercer sous CESP, PTMG ou PTMA au plus tard à la date du bilan\u202f; "
        "une personne qui a deux contrats compte une fois.",
    ),
    "msp_open": Definition(
        STRUCTURE,
        MAIN_SITE,
        "Maisons de santé en fonctionnement à la date du bilan, et pôles dont aucune maison n’est comptée.",
    ),
    "msp_validated": Definition(
        STRUCTURE, LEAD, "Maisons et pôles dont le projet de santé est validé à la date du bilan, pas encore ouverts."
    ),
    "msp_in_preparation": Definition(
        STRUCTURE, LEAD, "Maisons et pôles dont le projet est en cours d’élaboration à la date du bilan."
    ),
    "msp_opened": Definition(
        STRUCTURE,
        MAIN_SITE,
        "Maisons et pôles mis en fonctionnement entre le 1er janvier et la date du bilan, requalifications exclues.",
    ),
    "msp_closed": Definition(
        STRUCTURE,
        MAIN_SITE,
        "Maisons et pôles fermés entre le 1er janvier et la date du bilan, requalifications exclues.",
    ),
    "msp_qpv": Definition(
        STRUCTURE, MAIN_SITE, "MSP ouvertes dont un site au moins se trouve dans un quartier prioritaire de la ville."
    ),
    "msp_univ": Definition(
        STRUCTURE, MAIN_SITE, "MSP ouvertes qui portent le label universitaire à la date du bilan."
    ),
    "msp_sites": Definition(SITE, "commune du site", "Sites ouverts à la date du bilan des MSP ouvertes."),
    "cds_open": Definition(
        STRUCTURE, MAIN_SITE, "Centres de santé en fonctionnement à la date du bilan, antennes non comptées."
    ),
    "cds_in_preparation": Definition(
        STRUCTURE, LEAD, "Centres de santé dont le projet est en cours d’élaboration à la date du bilan."
    ),
    "pta_open": Definition(
        STRUCTURE, MAIN_SITE, "Plateformes territoriales d’appui en fonctionnement à la date du bilan."
    ),
    "pta_open_or_planned": Definition(
        STRUCTURE,
        LEAD,
        "Plateformes territoriales d’appui en fonctionnement, validées ou en cours d’élaboration à la date du bilan.",
    ),
    "esp_open": Definition(STRUCTURE, MAIN_SITE, "Équipes de soins primaires en fonctionnement à la date du bilan."),
    "cpts_open": Definition(
        STRUCTURE,
        MAIN_SITE,
        "Communautés professionnelles territoriales de santé en fonctionnement à la date du bilan.",
    ),
    "mcs_active": Definition(
        PERSON,
        SAMU,
        "Médecins distincts, contrat signé et formation faite, engagés et non suspendus à la date du bilan\u202f; "
        "dispositifs apparentés exclus.",
    ),
    "mcs_signed": Definition(
        PERSON, SAMU, "Médecins distincts dont le contrat avec le SAMU est en cours à la date du bilan."
    ),
    "mcs_in_training": Definition(
        PERSON, SAMU, "Médecins distincts volontaires ou en formation à la date du bilan, ni formés ni signataires."
    ),
    "mcs_affiliated": Definition(
        PERSON, SAMU, "Médecins distincts engagés dans un dispositif apparenté à la date du bilan."
    ),
}

_PLACE_OF_POPULATION = "habitant"


def _declared(counting_unit: str, sentence: str) -> Definition:
    return Definition(counting_unit, DECLARING, sentence)


DECLARED = {
    "population_over_30min_pct": _declared(
        _PLACE_OF_POPULATION, "Part de la population à plus de 30 minutes de soins urgents, calculée par la DREES."
    ),
    "communes_over_30min": _declared("commune", "Communes à plus de 30 minutes de soins urgents."),
    "mcs_population_covered": _declared(
        _PLACE_OF_POPULATION, "Habitants gagnés à moins de 30 minutes de soins urgents grâce aux MCS."
    ),
    "mcs_population_covered_seasonal": _declared(
        _PLACE_OF_POPULATION,
        "Habitants gagnés à moins de 30 minutes de soins urgents, population de la saison comprise.",
    ),
    "population_over_15min_gp_pct": _declared(
        _PLACE_OF_POPULATION, "Part de la population à plus de 15 minutes d’un médecin généraliste."
    ),
    "internship_gp_pct": _declared(
        "étudiant", "Part des étudiants de deuxième cycle qui font un stage de médecine générale."
    ),
    "regions_internship_80pct": _declared(
        "région",
        "Part des régions où 80\u202f% au moins des étudiants de deuxième cycle font un stage de médecine générale.",
    ),
    "training_supervisors": _declared(PERSON, "Médecins généralistes maîtres de stage des universités."),
    "telemedicine_patients": _declared("patient", "Patients qui ont accès à la téléconsultation."),
    "telemedicine_pilot": _declared("région", "Vaut 1 pour une région pilote de télémédecine."),
    "telemedicine_pilot_regions": _declared("région", "Régions pilotes de télémédecine."),
    "telemedicine_budget_eur": _declared("euro", "Crédits consacrés à la télémédecine."),
    "numerus_clausus_increase_pct": _declared(
        "place", "Hausse du numerus clausus dans les régions où elle a été décidée."
    ),
    "numerus_clausus_regions": _declared("région", "Régions dont le numerus clausus augmente."),
    "gp_clinical_lecturers_ratio": _declared(
        "poste", "Nombre de chefs de clinique de médecine générale, rapporté à celui de 2015."
    ),
    "gp_count": _declared(PERSON, "Médecins généralistes libéraux en exercice."),
    "gp_density_per_100k": _declared(PERSON, "Médecins généralistes libéraux pour 100 000 habitants."),
    "gp_over_60_pct": _declared(PERSON, "Part des médecins généralistes de plus de 60 ans."),
    "trauma_equipped_practices": _declared(
        "cabinet", "Cabinets médicaux de montagne aidés à s’équiper en traumatologie."
    ),
    "population": _declared(_PLACE_OF_POPULATION, "Population, telle que le document de la région l’imprime."),
}
