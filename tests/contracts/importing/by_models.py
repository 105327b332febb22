"""The lines of a file saved one by one through the models, as forms would: what the bulk writer is compared with."""

from contracts.enums import CespEventType, Profession
from contracts.models import (
    CespContract,
    CespEvent,
    CespPlacement,
    McsEngagement,
    Professional,
    PtmgContract,
)
from regions.enums import Discipline

PERSON = {"rpps": "rpps", "nom": "last_name", "prenom": "first_name", "annee_naissance": "birth_year"}
CESP = {
    "numero_cng": "cng_number",
    "filiere": "discipline",
    "statut_signature": "signatory_status",
    "campagne": "campaign",
    "ufr": "faculty",
    "region_origine": "origin_region",
    "region_suivi": "followup_region",
    "date_signature": "signature_date",
    "debut_allocation": "allowance_start",
    "fin_allocation": "allowance_last_day",
    "date_diplome": "diploma_date",
    "specialite": "specialty",
    "date_prevue_installation": "expected_installation_date",
    "region_prevue": "expected_practice_region",
}
PLACEMENT = {
    "date_installation": "start",
    "commune_installation": "commune",
    "mode_exercice": "mode",
    "finess_structure": "structure",
}
BREACH = {"date_rupture": "start", "motif_rupture": "breach_reason"}
PTMG = {
    "numero": "number",
    "type": "kind",
    "region": "signing_region",
    "date_signature": "signature_date",
    "date_debut": "start",
    "date_fin_prevue": "planned_last_day",
    "renouvellement": "renewal",
    "date_renouvellement": "renewal_date",
    "date_fin": "last_day",
    "motif_fin": "end_reason",
    "commune": "commune",
    "finess_structure": "structure",
    "secteur": "sector",
    "date_installation": "installation_date",
    "numero_cng_origine": "origin_cesp",
}
MCS = {
    "type": "kind",
    "dispositif": "affiliated_scheme",
    "region": "region",
    "samu_finess": "samu",
    "commune": "practice_commune",
    "date_contrat": "contract_signed_on",
    "date_formation": "training_on",
    "date_equipement": "equipped_on",
    "medecin_pompier": "firefighter_doctor",
    "date_fin": "last_day",
    "motif_fin": "end_reason",
}
OWN = {
    "profession": "profession",
    "specialite": "specialty",
    "courriel": "email",
    "telephone": "phone",
}


def save(kind: str, line: dict) -> None:
    """Save the records of a line of `kind`."""
    {"cesp": _cesp, "ptmg": _ptmg, "mcs": _mcs, "professionals": _professional}[kind](line)


def _put(record, line: dict, columns: dict) -> None:
    """Fill `record` with what the line gives, an empty cell changing nothing, and save it."""
    for column, name in columns.items():
        if line.get(column) is not None:
            setattr(record, name, line[column])
    record.full_clean()
    record.save()


def _person(line: dict, profession: str) -> Professional:
    person = _known_person(line) or _new_person(line, profession)
    if person.pk is None:
        _put(person, line, PERSON)
    return person


def _known_person(line: dict) -> Professional | None:
    return Professional.objects.filter(rpps=line["rpps"]).first()


def _new_person(line: dict, profession: str) -> Professional:
    region = line.get("region") or line.get("region_suivi")
    return Professional(profession=profession, created_in_region=region)


def _professional(line: dict) -> None:
    _put(_known_person(line) or _new_person(line, Profession.GP), line, PERSON | OWN)


def _cesp(line: dict) -> None:
    contract = CespContract.objects.filter(cng_number=line["numero_cng"]).first()
    if contract is None:
        dentist = line["filiere"] == Discipline.DENTISTRY
        contract = CespContract(professional=_person(line, Profession.DENTIST if dentist else Profession.GP))
    _put(contract, line, CESP)
    if line.get("date_installation"):
        first = contract.placements.order_by("start", "pk").first()
        _put(first or CespPlacement(contract=contract), line, PLACEMENT)
    elif (line.get("commune_installation") or line.get("mode_exercice") or line.get("finess_structure")) and (
        first := contract.placements.order_by("start", "pk").first()
    ):
        _put(first, line, PLACEMENT)
    breach = contract.events.filter(type=CespEventType.BREACH).first()
    if line.get("date_rupture") or breach:
        _put(breach or CespEvent(contract=contract, type=CespEventType.BREACH), line, BREACH)


def _ptmg(line: dict) -> None:
    contract = PtmgContract.objects.filter(number=line["numero"]).first()
    if contract is None:
        contract = PtmgContract(professional=_person(line, Profession.GP))
    _put(contract, line, PTMG)


def _mcs(line: dict) -> None:
    same = {
        "professional__rpps": line["rpps"],
        "samu": line["samu_finess"],
        "kind": line["type"],
    }
    engagement = McsEngagement.objects.filter(**same).first()
    if engagement is None:
        engagement = McsEngagement(professional=_person(line, Profession.GP))
    _put(engagement, line, MCS)
