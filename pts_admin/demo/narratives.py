"""What the regions of the demonstration write in their return of 2016: invented sentences around live figures."""

ACHIEVEMENTS = {
    1: (
        "Les stages en cabinet de ville sont proposés à tous les étudiants de deuxième cycle, avec les départements "
        "de médecine générale. Les terrains éloignés des facultés sont ouverts avec un hébergement.",
        "La formation des nouveaux maîtres de stage a lieu deux fois par an, au plus près des cabinets. Les "
        "étudiants choisissent leur terrain sur une carte commune à la faculté et à l’agence.",
    ),
    2: (
        "PTMG signés dans la région depuis l’ouverture du dispositif\u00a0: {{ ptmg_signed }}\u202f; CESP déjà "
        "installés à la fin de l’année\u00a0: {{ cesp_installed_ever }}. Chaque signataire est reçu une fois par an.",
        "L’accompagnement commence dès la deuxième année d’internat. Installations de CESP à venir\u00a0: "
        "{{ cesp_to_come }}\u202f; PTMG signés dans les zones les plus fragiles\u00a0: {{ ptmg_signed }}.",
    ),
    3: (
        "Maisons de santé ouvertes\u00a0: {{ msp_open }}, contre {{ msp_open 2015 }} un an plus tôt\u202f; projets de "
        "santé validés\u00a0: {{ msp_validated }}. Le comité régional les examine chaque trimestre.",
        "Le travail en équipe gagne les cantons ruraux. Maisons de santé ouvertes\u00a0: {{ msp_open }}\u202f; "
        "centres de santé ouverts\u00a0: {{ cds_open }}. Les porteurs sont aidés dès l’écriture du projet de santé.",
    ),
    4: (
        "La carte des communes à plus de trente minutes est revue chaque année avec le SAMU et les élus. "
        "Médecins correspondants du SAMU en activité\u00a0: {{ mcs_active }}.",
        "Les médecins correspondants interviennent à la demande de la régulation, équipés et formés. Ils se "
        "réunissent chaque automne. En activité\u00a0: {{ mcs_active }}.",
    ),
    8: (
        "Le référent installation a répondu aux demandes de professionnels et d’étudiants\u202f; le portail "
        "d’accompagnement est tenu à jour avec l’assurance maladie et l’ordre.",
    ),
    9: ("Les établissements de santé et les cabinets partagent une même plate-forme de téléconsultation.",),
    10: (
        "Un diagnostic partagé précède chaque contrat local de santé. Les consultations avancées de spécialistes "
        "complètent l’offre des bassins de vie éloignés.",
    ),
}
HIGHLIGHTS = {
    2: "Une rencontre régionale a réuni internes, remplaçants et maires des territoires fragiles.",
    3: "Plusieurs équipes ont choisi de se former ensemble avant même l’ouverture de leur maison de santé.",
}
DIFFICULTIES = {
    2: "Les départs en retraite restent plus nombreux que les installations dans plusieurs bassins de vie.",
    3: "L’équilibre économique des maisons de santé les plus petites demeure fragile.",
    4: "Le renouvellement des équipements pèse sur le budget des plus petits SAMU.",
}
MEASURES_TAKEN = {
    2: "Les candidats sont adressés en priorité aux maisons de santé qui cherchent un médecin.",
    3: "Une aide à l’ingénierie est accordée aux équipes pendant leurs deux premières années.",
}
EXPLANATIONS = {
    "last_year": "Projets des années précédentes, aboutis en 2016.",
    "published": "Chiffre arrêté à une autre date.",
}
OPINIONS = (
    (
        "Suivre les installations dans la durée",
        "Le comité demande que le bilan distingue les médecins installés de ceux qui exercent encore trois ans après.",
    ),
    (
        "Rapprocher les calendriers des aides",
        "Le comité propose qu’un même dossier ouvre droit à l’ensemble des aides, quelle que soit leur origine.",
    ),
    (
        "Publier les définitions avec les chiffres",
        "Le comité prend acte que chaque chiffre est désormais daté et défini\u202f; il demande qu’il en soit ainsi "
        "dans toutes les publications du ministère.",
    ),
)
EXTENSION_REASON = "Changement de référent à l’automne."
CORRECTION_REASON = "Une maison de santé portait à tort le label universitaire en Bretagne."
