"""What the help page says of the rules: each code, in one French sentence, in the order of the field.

The codes are those of docs/rules.md and of the code.
"""

from dataclasses import dataclass
from enum import Enum


class Effect(Enum):
    """What a rule does, in the words of the page: nothing more when it refuses an entry, which most do."""

    REFUSES = ""
    WARNS = "À justifier."
    COUNTS = "Règle de calcul."


WARNS, COUNTS = Effect.WARNS, Effect.COUNTS


@dataclass(frozen=True)
class Rule:
    """A rule of the field, as a referent reads it."""

    code: str
    sentence: str
    effect: Effect = Effect.REFUSES


@dataclass(frozen=True)
class Chapter:
    """The rules of one subject; `anchor` names them in the page."""

    anchor: str
    title: str
    rules: tuple[Rule, ...]


CHAPTERS = (
    Chapter(
        "regles-personnes",
        "Professionnels",
        (
            Rule("H1", "Un numéro RPPS désigne une seule personne."),
            Rule(
                "H2",
                "Mêmes nom, prénom, année de naissance et UFR\u00a0: la personne est peut-être déjà saisie.",
                WARNS,
            ),
        ),
    ),
    Chapter(
        "regles-cesp",
        "Contrats CESP",
        (
            Rule("C1", "Un CESP se signe à partir du 02/07/2010 en médecine, du 16/08/2013 en odontologie."),
            Rule("C2", "Un interne en odontologie ne signe pas avant le 20/03/2020."),
            Rule(
                "C3", "La signature tombe d’ordinaire dans l’année de la campagne, du 1er septembre au 31 août.", WARNS
            ),
            Rule("C4", "Une personne n’a pas deux CESP en vigueur le même jour."),
            Rule("C5", "Un lieu d’exercice ne commence pas avant le diplôme."),
            Rule("C6", "Des lieux d’exercice simultanés ne dépassent pas 100\u202f% d’activité au total."),
            Rule(
                "C7",
                "Le lieu est en zone éligible le jour du choix\u202f; un déclassement ultérieur ne l’invalide pas.",
            ),
            Rule("C8", "Cinq vœux au plus, chaque rang une seule fois."),
            Rule("C9", "Un exercice libéral ou mixte se fait aux tarifs conventionnels."),
            Rule(
                "C10", "Un report porte l’avis de l’UFR et la décision de l’ARS\u202f; il ne réduit pas la durée due."
            ),
            Rule(
                "C11", "Une suspension tient entre la signature et le diplôme\u202f; son motif médical ne se note pas."
            ),
            Rule(
                "C12",
                "Un changement de région demande l’accord daté des deux ARS\u202f; avec un seul, il est en attente.",
            ),
            Rule("C13", "Une rupture ferme les lieux et les événements en cours\u202f; rien ne commence après elle."),
            Rule("C14", "La pénalité attendue d’une rupture est donnée à titre d’information.", COUNTS),
            Rule("C15", "L’allocation s’arrête au plus tard 31 jours après le diplôme.", WARNS),
        ),
    ),
    Chapter(
        "regles-ptmg",
        "PTMG et apparentés",
        (
            Rule("P1", "Un PTMG se signe du 16/08/2013 au 24/12/2020\u202f; ensuite, c’est un CDE."),
            Rule("P2", "Un PTMG dure 12 mois au plus, 24 avec son renouvellement\u202f; un PTMA, 36."),
            Rule("P3", "Les PTMG d’une personne, toutes régions comprises, ne dépassent pas 731 jours en tout."),
            Rule("P4", "Le médecin n’est pas installé en libéral, ou l’est depuis moins d’un an à la signature."),
            Rule("P5", "La commune est en zone éligible le jour de la signature, sauf dérogation écrite."),
            Rule("P6", "Un médecin n’a jamais deux contrats de la famille le même jour, quelle que soit la région."),
            Rule("P7", "Une rupture respecte un préavis de deux mois, sauf les cas que prévoit le texte."),
            Rule("P8", "Secteur 1 pour un PTMG\u202f; secteur 1, ou 2 avec CAS ou OPTAM, pour un PTMA."),
            Rule(
                "P9",
                "Un renouvellement tacite repousse la fin prévue\u202f; il ne fait pas un contrat de plus.",
                COUNTS,
            ),
            Rule("P10", "Les contrats en cours dans l’année ne dépassent pas le contingent de la région.", WARNS),
            Rule("P11", "Un PTMG issu d’un CESP est de la même personne et touche ou recouvre un de ses exercices."),
        ),
    ),
    Chapter(
        "regles-structures",
        "Structures",
        (
            Rule("T1", "Les états se suivent dans l’ordre des dates\u202f; une réouverture se motive."),
            Rule("T2", "Une structure n’ouvre pas sans un site et sa commune, ni avant la validation de son projet."),
            Rule(
                "T3", "Une maison ou un centre de santé a un numéro FINESS dans les six mois de son ouverture.", WARNS
            ),
            Rule("T4", "Un projet validé qui n’a pas ouvert au bout de 36 mois est à qualifier.", WARNS),
            Rule("T5", "Une structure à plusieurs sites compte une fois, et autant de fois comme sites.", COUNTS),
            Rule("T6", "Un pôle n’est pas compté avec les maisons de santé qu’il réunit.", COUNTS),
            Rule("T7", "Une structure est en quartier prioritaire dès qu’un de ses sites ouverts s’y trouve.", COUNTS),
            Rule(
                "T8", "Un effectif de plus de 18 mois est «\u00a0non renseigné\u00a0» au bilan, jamais zéro.", COUNTS
            ),
            Rule("T9", "Un projet validé n’est pas une ouverture\u00a0: seul le changement d’état le dit.", COUNTS),
            Rule("T10", "Une fermeture ne précède pas l’ouverture, et ferme tous les sites."),
        ),
    ),
    Chapter(
        "regles-mcs",
        "Médecins correspondants du SAMU",
        (
            Rule(
                "M1",
                "Est en activité le médecin qui a signé et qui est formé\u202f; un équipement manquant se signale.",
                COUNTS,
            ),
            Rule("M2", "Les dispositifs apparentés ont leur propre ligne, jamais celle des correspondants.", COUNTS),
            Rule("M3", "Un seul engagement à la fois pour un médecin et un SAMU."),
            Rule("M4", "La formation se rafraîchit tous les 24 mois.", WARNS),
            Rule("M5", "La commune d’exercice est à plus de 30 minutes des secours à l’entrée.", WARNS),
            Rule("M6", "Un volontaire ou un médecin en formation n’est pas en activité.", COUNTS),
        ),
    ),
    Chapter(
        "regles-zonages",
        "Zonages et chiffres",
        (
            Rule("Z1", "Une zone a une seule classe par zonage et par jour."),
            Rule("Z2", "Une commune appartient à une seule zone d’un zonage, ou à plusieurs si elle est découpée."),
            Rule(
                "Z3",
                "Une classe qu’on ne connaît pas est «\u00a0inconnue\u00a0», jamais «\u00a0hors zone\u00a0».",
                COUNTS,
            ),
            Rule("Z4", "Un nouveau zonage ne réécrit pas la classe déjà notée sur un contrat.", COUNTS),
            Rule(
                "U1",
                "Les signatures d’une UFR qui sert plusieurs régions sont un seul chiffre, jamais partagé.",
                COUNTS,
            ),
        ),
    ),
    Chapter(
        "regles-imports",
        "Imports",
        (
            Rule("I1", "Rien n’est écrit avant que vous n’ayez vu ce que chaque ligne changerait.", COUNTS),
            Rule("I2", "Une ligne porte sur la fiche qui a sa clé\u202f; renvoyée, elle ne change plus rien.", COUNTS),
            Rule("I3", "Une commune, une région ou une date qui n’est pas comprise fait refuser sa ligne seule."),
            Rule("I4", "Les séparateurs, les encodages et les dates des tableurs français sont reconnus.", COUNTS),
            Rule("I5", "Une cellule vide n’efface rien, sauf si vous le demandez.", COUNTS),
            Rule("I6", "Un texte qu’un tableur prendrait pour une formule est neutralisé dans les fichiers.", COUNTS),
            Rule("I7", "Un référent n’importe que des lignes de sa région."),
        ),
    ),
    Chapter(
        "regles-dates",
        "Dates",
        (
            Rule(
                "A1",
                "Un chiffre est arrêté en fin de journée, heure de Paris\u202f; au 31 décembre sauf mention "
                "contraire.",
                COUNTS,
            ),
            Rule(
                "A2",
                "Le premier et le dernier jour d’une période sont compris\u202f; sans dernier jour, elle court "
                "encore.",
                COUNTS,
            ),
            Rule("A3", "Douze mois à partir du 18/12/2015 finissent le 17/12/2016.", COUNTS),
            Rule("A4", "Un chiffre n’emploie que des faits datés du jour demandé ou d’avant.", COUNTS),
            Rule(
                "A5",
                "Un chiffre national compte des contrats ou des personnes, il n’additionne pas les régions.",
                COUNTS,
            ),
        ),
    ),
    Chapter(
        "regles-bilan",
        "Bilan",
        (
            Rule("B1", "Un chiffre calculé ne se saisit pas\u00a0: un écart important s’explique.", COUNTS),
            Rule(
                "B2", "Un bilan publié ne change plus\u00a0: une correction est une nouvelle édition, avec son motif."
            ),
            Rule(
                "B3",
                "Une région qui n’a pas transmis est «\u00a0non transmis\u00a0», hors des totaux, et chaque total dit "
                "sur combien de régions il porte.",
                COUNTS,
            ),
            Rule("B4", "Un chiffre national est calculé, jamais additionné.", COUNTS),
            Rule("B5", "Chaque chiffre imprimé porte sa date, sa portée, sa source et sa définition.", COUNTS),
        ),
    ),
)
