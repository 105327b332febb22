import datetime

from django.db import models


class Profession(models.TextChoices):
    GP = "medecin_generaliste", "médecin généraliste"
    SPECIALIST = "autre_specialite", "médecin d’une autre spécialité"
    DENTIST = "chirurgien_dentiste", "chirurgien-dentiste"
    OTHER = "autre", "autre"


class SignatoryStatus(models.TextChoices):
    STUDENT = "etudiant", "étudiant"
    INTERN = "interne", "interne"
    PADHUE = "padhue", "praticien à diplôme hors Union européenne (PADHUE)"


class DatePrecision(models.TextChoices):
    """A date known to the month or the year is kept as the last day of it."""

    DAY = "jour", "au jour près"
    MONTH = "mois", "au mois près"
    YEAR = "annee", "à l’année près"


class CespEventType(models.TextChoices):
    SUSPENSION = "suspension", "suspension de l’allocation"
    DEFERRAL = "report", "report d’installation"
    BREACH = "rupture", "rupture"


class CespBreachReason(models.TextChoices):
    DENUNCIATION = "denonciation", "dénonciation par le signataire"
    NON_COMPLIANCE = "manquement", "manquement aux obligations"
    DEATH = "deces", "décès"
    HEALTH = "affection_handicap", "motif légal (décision du CNG)"
    ZONE_DECLASSIFIED = "zone_declassee", "zone déclassée"
    OTHER = "autre", "autre"


class DecidedBy(models.TextChoices):
    CNG = "CNG", "CNG"
    ARS = "ARS", "ARS"
    FACULTY = "UFR", "UFR"


class FacultyOpinion(models.TextChoices):
    FAVOURABLE = "favorable", "favorable"
    UNFAVOURABLE = "defavorable", "défavorable"


class PracticeMode(models.TextChoices):
    LIBERAL = "liberal", "libéral"
    SALARIED = "salarie", "salarié"
    MIXED = "mixte", "mixte"


class CespState(models.TextChoices):
    """States of a CESP at a date; the first that applies, in this order (domain §2.3)."""

    BROKEN = "rompu", "rompu"
    ENDED = "termine", "engagement terminé"
    IN_PRACTICE = "en_exercice", "en exercice"
    INTERRUPTED = "interrompu", "exercice interrompu"
    DEFERRED = "report", "report accordé"
    SUSPENDED = "suspendu", "formation – allocation suspendue"
    IN_TRAINING = "en_formation", "en formation"
    TRAINED = "forme", "formé, à installer"


class PtmgKind(models.TextChoices):
    PTMG = "PTMG", "praticien territorial de médecine générale (PTMG)"
    PTMA = "PTMA", "praticien territorial de médecine ambulatoire (PTMA)"
    PIAS = "PIAS", "praticien isolé à activité saisonnière (PIAS)"
    PTMR = "PTMR", "praticien territorial médical de remplacement (PTMR)"
    CDE = "CDE", "contrat de début d’exercice (CDE)"


class PtmgRenewal(models.TextChoices):
    TACIT = "tacite", "tacite"
    REFUSED_BY_DOCTOR = "refus_medecin", "refusé par le médecin"
    REFUSED_BY_AGENCY = "refus_ars", "refusé par l’ARS"
    NOT_APPLICABLE = "sans_objet", "sans objet"


class PtmgEndReason(models.TextChoices):
    TERM = "echeance", "échéance"
    NOT_RENEWED = "non_renouvellement", "non-renouvellement"
    BREACH_BY_DOCTOR = "rupture_medecin", "rupture par le médecin"
    BREACH_BY_AGENCY = "rupture_ars", "rupture par l’ARS"
    NOT_ELIGIBLE = "perte_eligibilite", "perte de l’éligibilité"
    NEW_RULES = "changement_texte", "changement substantiel des textes"
    TO_CDE = "passage_CDE", "passage à un CDE"
    DEATH = "deces", "décès"


class PtmgState(models.TextChoices):
    """States of a PTMG at a date (domain §3.3)."""

    SIGNED = "signe", "signé, pas commencé"
    FIRST_YEAR = "annee_1", "en cours, année 1"
    SECOND_YEAR = "annee_2", "en cours, après la première année"
    EXPIRED = "echu", "échu"
    NOT_RENEWED = "non_renouvele", "non renouvelé"
    BROKEN = "rompu", "rompu"


class PtmgPracticeStatus(models.TextChoices):
    SETTLED = "installe", "installé"
    COLLABORATOR = "collaborateur", "collaborateur"


class Sector(models.TextChoices):
    ONE = "1", "secteur 1"
    TWO = "2", "secteur 2"
    TWO_CAS = "2_CAS", "secteur 2 avec CAS ou OPTAM"


class StayedAfter(models.TextChoices):
    YES = "oui", "oui"
    NO = "non", "non"
    UNKNOWN = "inconnu", "inconnu"


class McsKind(models.TextChoices):
    MCS = "mcs", "médecin correspondant du SAMU"
    AFFILIATED = "apparente", "dispositif apparenté"


class McsState(models.TextChoices):
    """States of an engagement at a date; the first that applies, in this order (domain §5.3)."""

    LEFT = "sorti", "sorti"
    SUSPENDED = "suspendu", "suspendu"
    AFFILIATED = "apparente", "engagé (dispositif apparenté)"
    ACTIVE = "actif", "en activité"
    SIGNED = "signataire", "signataire, pas encore formé"
    TRAINED = "forme", "formé, sans contrat"
    IN_TRAINING = "en_formation", "en formation"
    VOLUNTEER = "volontaire", "volontaire"


class McsEndReason(models.TextChoices):
    RETIREMENT = "retraite", "retraite"
    MOVE = "demenagement", "départ du territoire"
    WITHDRAWAL = "retrait", "retrait du volontariat"
    CONTRACT_ENDED = "fin_convention", "fin de la convention"
    DEATH = "deces", "décès"
    OTHER = "autre", "autre"


class AidKind(models.TextChoices):
    """Contracts whose place must be in an eligible zone."""

    CESP = "CESP", "CESP"
    PTMG = "PTMG", "PTMG"
    PTMA = "PTMA", "PTMA"
    PIAS = "PIAS", "PIAS"
    PTMR = "PTMR", "PTMR"
    CDE = "CDE", "CDE"


CESP_STARTS = datetime.date(2010, 7, 2)
"""Entry into force of décret 2010-735 (C1)."""
CESP_DENTISTRY_STARTS = datetime.date(2013, 8, 16)
"""Entry into force of décret 2013-735 (C1)."""
CESP_DENTISTRY_INTERNS_START = datetime.date(2020, 3, 20)
"""Entry into force of décret 2020-268 (C2)."""
