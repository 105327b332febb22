"""What looks wrong in a structure on a day (T1 to T8): a referent puts it right, or justifies it."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q

from anomalies.engine import WarningRule
from regions.periods import in_force, latest_start_over
from structures.enums import StructureStatus, StructureType
from structures.models import (
    SiteDistrict,
    StructureAttachment,
    StructureHeadcount,
    StructureSite,
    StructureStatusEvent,
)

STRUCTURE = "structures.Structure"
WITHOUT_FINESS_MONTHS = 6
VALIDATED_MONTHS = 36
HEADCOUNT_MONTHS = 18


def _in_state(status: str, on: datetime.date, *, since: datetime.date | None = None) -> Q:
    """In `status` on day `on`, and since `since` at the latest (both included)."""
    events = StructureStatusEvent.objects.all()
    later = events.filter(structure=OuterRef("structure"), on__gt=OuterRef("on"), on__lte=on)
    entered = events.filter(structure=OuterRef("pk"), status=status, on__lte=since or on)
    return Q(Exists(entered.filter(~Exists(later))))


def _has(rows) -> Q:
    return Q(Exists(rows.filter(structure=OuterRef("pk"))))


def requalified_without_heir(on: datetime.date) -> Q:
    """T1: requalified, and no record follows."""
    return Q(requalified_as=None) & _in_state(StructureStatus.REQUALIFIED, on)


def opened_without_validated_project(on: datetime.date) -> Q:
    """T2: open, and nobody knows when its project was validated; a branch has that of its centre."""
    validated = StructureStatusEvent.objects.filter(status=StructureStatus.VALIDATED, on__lte=on)
    return (
        Q(requalified_from=None)
        & ~Q(type=StructureType.CDS_BRANCH)
        & _in_state(StructureStatus.OPEN, on)
        & ~_has(validated)
    )


def open_without_finess(on: datetime.date) -> Q:
    """T3: a house or a health centre open for more than six months without its FINESS number."""
    since = latest_start_over(on, WITHOUT_FINESS_MONTHS)
    expected = Q(type__in=[StructureType.MSP, StructureType.CDS], finess_et="")
    return expected & _in_state(StructureStatus.OPEN, on, since=since)


def validated_and_not_open(on: datetime.date) -> Q:
    """T4: a project validated for more than 36 months, and not open."""
    return _in_state(StructureStatus.VALIDATED, on, since=latest_start_over(on, VALIDATED_MONTHS))


def open_without_open_site(on: datetime.date) -> Q:
    """T5: open, with no site that is."""
    return _in_state(StructureStatus.OPEN, on) & ~_has(_open_sites(on))


def branch_without_centre(on: datetime.date) -> Q:
    """T6: the open branch of no centre."""
    attached = _has(StructureAttachment.objects.filter(in_force(on)))
    return Q(type=StructureType.CDS_BRANCH) & _in_state(StructureStatus.OPEN, on) & ~attached


def district_of_a_past_list(on: datetime.date) -> Q:
    """T7: open in a district whose list is over, and in none of a list in force."""
    placed = SiteDistrict.objects.filter(site__in=_open_sites(on).values("pk"), site__structure=OuterRef("pk"))
    current = placed.filter(in_force(on, start="district__valid_from", last_day="district__valid_to"))
    past = placed.filter(district__valid_to__lt=on)
    return _in_state(StructureStatus.OPEN, on) & Q(Exists(past)) & ~Q(Exists(current))


def headcount_too_old(on: datetime.date) -> Q:
    """T8: open, and counted for the last time more than 18 months ago."""
    counted = StructureHeadcount.objects.filter(as_of__lte=on)
    recent = counted.filter(as_of__gt=latest_start_over(on, HEADCOUNT_MONTHS))
    return _in_state(StructureStatus.OPEN, on) & _has(counted) & ~_has(recent)


def _open_sites(on: datetime.date):
    return StructureSite.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on), opened_on__lte=on)


WARNINGS = (
    WarningRule(
        "T1",
        STRUCTURE,
        "Requalifiée, sans fiche qui lui succède",
        "Créez la fiche de la structure qu’elle est devenue, et indiquez-y «\u00a0issue de la requalification "
        "de\u00a0».",
        requalified_without_heir,
    ),
    WarningRule(
        "T2",
        STRUCTURE,
        "Ouverte, sans date de validation du projet de santé",
        "Ajoutez le changement d’état «\u00a0projet de santé validé\u00a0», à sa date, avant l’ouverture.",
        opened_without_validated_project,
    ),
    WarningRule(
        "T3",
        STRUCTURE,
        "Ouverte depuis plus de six mois, sans numéro FINESS",
        "Relevez le numéro FINESS géographique dans le répertoire, ou demandez l’enregistrement de la structure.",
        open_without_finess,
    ),
    WarningRule(
        "T4",
        STRUCTURE,
        "Projet validé depuis plus de 36 mois, toujours pas ouvert\u00a0: à qualifier",
        "Interrogez le porteur du projet, puis enregistrez l’ouverture, l’abandon ou la requalification.",
        validated_and_not_open,
    ),
    WarningRule(
        "T5",
        STRUCTURE,
        "En fonctionnement, sans site ouvert",
        "Indiquez la date d’ouverture d’un site, ou la fermeture de la structure.",
        open_without_open_site,
    ),
    WarningRule(
        "T6",
        STRUCTURE,
        "Antenne ouverte, sans centre de santé",
        "Ajoutez son rattachement au centre de santé dont elle dépend.",
        branch_without_centre,
    ),
    WarningRule(
        "T7",
        STRUCTURE,
        "Quartier prioritaire d’une liste qui n’est plus en vigueur",
        "Ouvrez le site concerné et ajoutez le code du quartier dans la liste actuelle, s’il y figure encore.",
        district_of_a_past_list,
    ),
    WarningRule(
        "T8",
        STRUCTURE,
        "Effectif relevé il y a plus de 18 mois",
        "Saisissez un relevé récent\u00a0: le bilan écrit «\u00a0non renseigné\u00a0» au-delà de 18 mois.",
        headcount_too_old,
    ),
)
