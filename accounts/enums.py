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
