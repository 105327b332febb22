from django.db import models


class Role(models.TextChoices):
    REFERENT = "referent", "référent"
    REGIONAL_READER = "lecteur_regional", "lecteur régional"
    NATIONAL_ADMIN = "administrateur_national", "administrateur national"
    COMMITTEE_MEMBER = "membre_comite", "membre du comité"
    DATA_PROTECTION_OFFICER = "delegue_protection_donnees", "délégué à la protection des données"

    @classmethod
    def regional(cls):
        """Roles held for one region."""
        return [cls.REFERENT, cls.REGIONAL_READER]

    @classmethod
    def back_office(cls):
        """Roles that enter the administration."""
        return [cls.REFERENT, cls.REGIONAL_READER, cls.NATIONAL_ADMIN, cls.DATA_PROTECTION_OFFICER]


class Outcome(models.TextChoices):
    """What the journal of connections tells."""

    SIGNED_IN = "connexion", "connexion réussie"
    PASSWORD_REFUSED = "mot_de_passe_refuse", "mot de passe refusé"
    LOCKED = "verrouillage", "connexion verrouillée"
    UNLOCKED = "deverrouillage", "connexion déverrouillée"
    SECOND_FACTOR_ACCEPTED = "second_facteur", "second facteur vérifié"
    SECOND_FACTOR_REFUSED = "second_facteur_refuse", "second facteur refusé"
    SECOND_FACTOR_SET = "second_facteur_active", "second facteur activé"
    SECOND_FACTOR_REMOVED = "second_facteur_retire", "second facteur retiré"
    RECOVERY_CODES_RENEWED = "codes_renouveles", "codes de secours renouvelés"
    PROCONNECT = "proconnect", "connexion réussie par ProConnect"
    PROCONNECT_REFUSED = "proconnect_refuse", "ProConnect refusé"
    PROCONNECT_LINKED = "proconnect_rattache", "ProConnect rattaché"
    PROCONNECT_UNLINKED = "proconnect_detache", "ProConnect détaché"
    PASSWORD_CHANGED = "mot_de_passe_change", "mot de passe changé"
    INVITED = "invitation", "lien de choix du mot de passe envoyé"
    SIGNED_OUT = "deconnexion", "déconnexion"
    EXPIRED = "session_expiree", "session expirée"
