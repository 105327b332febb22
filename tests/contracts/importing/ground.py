"""Lines of each kind that are valid as they are: a test changes what it is about."""

from tests import factories as f


def cesp_line(region, faculty) -> dict:
    """A contract of a new student."""
    return {
        "numero_cng": "CNG-1",
        "nom": "Durand",
        "prenom": "Camille",
        "annee_naissance": "1992",
        "filiere": "medecine",
        "statut_signature": "etudiant",
        "campagne": "2016-2017",
        "ufr": faculty.code,
        "region_suivi": region.code,
        "date_signature": "15/12/2016",
        "debut_allocation": "01/01/2017",
    }


def ptmg_line(region, commune) -> dict:
    """A contract of a new doctor."""
    return {
        "numero": "PTMG-1",
        "type": "PTMG",
        "rpps": "10001234567",
        "nom": "Durand",
        "prenom": "Camille",
        "region": region.code,
        "date_signature": "15/01/2016",
        "commune": commune.name,
    }


def mcs_line(region, samu) -> dict:
    """An engagement of a new doctor."""
    return {
        "rpps": "10001234567",
        "nom": "Durand",
        "prenom": "Camille",
        "type": "mcs",
        "region": region.code,
        "samu_finess": samu.finess,
        "date_contrat": "15/01/2016",
    }


def professional_line(region) -> dict:
    """A new doctor."""
    return {
        "rpps": "10001234567",
        "nom": "Durand",
        "prenom": "Camille",
        "annee_naissance": "1980",
        "region": region.code,
    }


class Ground:
    """A region and what its files name."""

    def __init__(self, region):
        self.region = region
        self.faculty = f.FacultyFactory(regions=[region])
        self.commune = f.CommuneFactory(region=region, name=f"Bourg {region.code} sur Mer")
        self.samu = f.SamuEstablishmentFactory(region=region)

    def line(self, kind: str, **changes) -> dict:
        """A valid line of `kind`."""
        plain = {
            "cesp": lambda: cesp_line(self.region, self.faculty),
            "ptmg": lambda: ptmg_line(self.region, self.commune),
            "mcs": lambda: mcs_line(self.region, self.samu),
            "professionals": lambda: professional_line(self.region),
        }
        return plain[kind]() | changes


KINDS = ("professionals", "cesp", "ptmg", "mcs")
