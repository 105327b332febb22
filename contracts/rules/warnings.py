"""Warning rules of the contracts: what a referent resolves, or justifies once."""

from anomalies.engine import WarningRule
from contracts.rules import person, warnings_cesp, warnings_mcs, warnings_ptmg

CESP, PTMG, MCS = "contracts.CespContract", "contracts.PtmgContract", "contracts.McsEngagement"
PERSON = "contracts.Professional"

RULES = [
    WarningRule(
        "C3",
        CESP,
        "Signature hors campagne",
        "La campagne va du 1er septembre au 31 août\u00a0: corrigez la campagne ou la date, ou justifiez "
        "(redistribution).",
        warnings_cesp.signed_out_of_campaign,
    ),
    WarningRule(
        "C5",
        CESP,
        "Exercice sans date de diplôme",
        "Indiquez la date du diplôme\u00a0: l’exercice ne peut pas commencer avant.",
        warnings_cesp.practice_without_diploma,
    ),
    WarningRule(
        "C5-ecart",
        CESP,
        "Plus de six mois entre le diplôme et l’exercice",
        "Enregistrez l’installation ou le report accordé, ou corrigez la date du diplôme.",
        warnings_cesp.late_after_the_diploma,
    ),
    WarningRule(
        "C7-inconnu",
        CESP,
        "Zone d’un lieu choisi inconnue",
        "Indiquez la classe de la zone du lieu d’exercice à la date du choix, ou demandez l’import de ce zonage.",
        warnings_cesp.unknown_zone,
    ),
    WarningRule(
        "C7-classe",
        CESP,
        "Classe de zone contraire au zonage",
        "La classe saisie n’est pas celle du zonage à la date du choix\u00a0: corrigez-la, ou justifiez-la.",
        warnings_cesp.class_against_the_zoning,
    ),
    WarningRule(
        "C9-inconnu",
        CESP,
        "Tarifs conventionnels non renseignés",
        "Vérifiez que l’exercice libéral se fait aux tarifs conventionnels, puis indiquez-le sur le lieu d’exercice.",
        warnings_cesp.unknown_tariffs,
    ),
    WarningRule(
        "C10-date",
        CESP,
        "Installation prévue pendant un report",
        "Le report décale l’installation\u00a0: repoussez la date prévue après la fin du report.",
        warnings_cesp.expected_within_a_deferral,
    ),
    WarningRule(
        "C12-attente",
        CESP,
        "Transfert en attente",
        "L’agence d’accueil n’a pas répondu depuis plus d’un mois\u00a0: relancez-la, ou retirez la demande.",
        warnings_cesp.transfer_without_answer,
    ),
    WarningRule(
        "C13-motif",
        CESP,
        "Rupture sans motif",
        "Indiquez le motif de la rupture\u00a0: la pénalité en dépend.",
        warnings_cesp.breach_without_reason,
    ),
    WarningRule(
        "C15",
        CESP,
        "Allocation versée après le diplôme",
        "L’allocation s’arrête au diplôme\u00a0: corrigez sa fin, ou signalez le trop-perçu au CNG.",
        warnings_cesp.allowance_after_the_diploma,
    ),
    WarningRule(
        "CESP-retard",
        CESP,
        "Installation prévue dépassée",
        "La date prévue est passée sans installation\u00a0: enregistrez l’installation, un report ou une nouvelle "
        "date.",
        warnings_cesp.late_installation,
    ),
    WarningRule(
        "P5-inconnu",
        PTMG,
        "Zone de la commune inconnue à la signature",
        "Indiquez la classe de la zone à la signature, ou la dérogation accordée.",
        warnings_ptmg.unknown_zone,
    ),
    WarningRule(
        "P5-classe",
        PTMG,
        "Classe de zone contraire au zonage",
        "La classe saisie n’est pas celle du zonage à la signature\u00a0: corrigez-la, ou justifiez-la.",
        warnings_ptmg.class_against_the_zoning,
    ),
    WarningRule(
        "P7-preavis",
        PTMG,
        "Rupture sans préavis daté",
        "Indiquez la date du préavis et la fin réelle du contrat\u00a0: la rupture prend effet deux mois après.",
        warnings_ptmg.breach_without_notice,
    ),
    WarningRule(
        "M1-formation",
        MCS,
        "Contrat signé sans formation",
        "Indiquez la date de la formation initiale\u00a0: sans elle, le médecin ne compte pas parmi les actifs.",
        warnings_mcs.signed_not_trained,
    ),
    WarningRule(
        "M1-equipement",
        MCS,
        "Équipement non renseigné",
        "Indiquez la date de l’équipement, ou la dispense.",
        warnings_mcs.not_equipped,
    ),
    WarningRule(
        "M4",
        MCS,
        "Formation continue trop ancienne",
        "La dernière formation dépasse la durée admise\u00a0: inscrivez le médecin, puis indiquez la nouvelle date.",
        warnings_mcs.refresh_too_old,
    ),
    WarningRule(
        "M5",
        MCS,
        "Commune à moins de 30 minutes à l’entrée",
        "La commune n’était pas déclarée à plus de 30 minutes à l’entrée\u00a0: vérifiez-la, ou justifiez le choix.",
        warnings_mcs.not_remote_at_entry,
    ),
    WarningRule(
        "M6",
        MCS,
        "Formation faite sans contrat signé",
        "Le médecin reste «\u00a0en cours\u00a0» et ne compte pas\u00a0: indiquez la date de signature du contrat "
        "avec le SAMU.",
        warnings_mcs.trained_not_signed,
    ),
    WarningRule(
        "H1-cle",
        PERSON,
        "Clé du RPPS inexacte",
        "Vérifiez le numéro auprès de l’annuaire santé et corrigez-le.",
        lambda on: person.false_rpps(),
    ),
    WarningRule(
        "H2",
        PERSON,
        "Doublon possible",
        "Une autre fiche porte le même nom, la même année de naissance et la même UFR\u00a0: si c’est la même "
        "personne, réunissez les deux fiches, ou demandez-le à l’administration nationale\u202f; sinon, justifiez.",
        lambda on: person.same_person_twice(),
    ),
]
