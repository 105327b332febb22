"""What happens to a structure: its states, its opening, its closing, its requalification, its sites.

Plain functions over a structure, for the admin, a script or an import. Each takes the structure, `by` (the user) and
the facts of the day as keywords; it writes all or nothing, keeps its French name in the history, and gives what it
wrote. It raises `ValidationError`, `RuleViolation` or `IntegrityError` when it refuses, `AlreadyDone` when nothing is
left to write.
"""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from regions.periods import in_force
from regions.rules import checked
from regions.writing import AlreadyDone, amend, create, recorded
from structures.enums import StructureStatus, StructureType
from structures.models import SiteDistrict, Structure, StructureAttachment, StructureSite, StructureStatusEvent

ONE_DAY = datetime.timedelta(days=1)
REQUALIFICATIONS = {
    StructureType.MSP: [StructureType.POLE],
    StructureType.CDS: [StructureType.MSP],
}
"""What a structure may become, by its type."""
OWN_TO_A_RECORD = {"id", "type", "finess_et", "requalified_from", "search_name"}


@recorded("Changer d’état")
def change_state(structure: Structure, *, by, status, on, reason="") -> StructureStatusEvent:
    """Enter `status` on day `on` (T1). Opening, closing and requalifying do more: they have their own actions."""
    if structure.status_events.filter(status=status, on=on).exists():
        raise AlreadyDone
    known = structure.status_on(on)
    if known == status:
        raise ValidationError({"status": f"La structure est déjà dans cet état au {on:%d/%m/%Y}."})
    return create(StructureStatusEvent(structure=structure, status=status, on=on, reason=reason))


@recorded("Ouvrir")
def open_structure(
    structure: Structure, *, by, on, site=None, commune=None, address="", validated_on=None, reason=""
) -> StructureStatusEvent:
    """Enter operation on day `on`, with a main site: `site`, one of its own, or else a new one in `commune` (T2).

    `validated_on` is written when no validated project is known. A site that was closed opens as a new one, so that
    what it was remains; `reason` says why a closed structure opens again (T1).
    """
    if structure.status_events.filter(status=StructureStatus.OPEN, on=on).exists():
        raise AlreadyDone
    known = structure.status_on(on)
    if known == StructureStatus.OPEN:
        raise ValidationError({"on": "La structure est déjà en fonctionnement ce jour-là."})
    if known in StructureStatus.over() and not reason:
        raise ValidationError({"reason": "Dites pourquoi la structure ouvre de nouveau (T1)."})
    if validated_on and not structure.status_events.filter(status=StructureStatus.VALIDATED).exists():
        create(StructureStatusEvent(structure=structure, status=StructureStatus.VALIDATED, on=validated_on))
    _open_main_site(structure, on, site, commune, address)
    return create(StructureStatusEvent(structure=structure, status=StructureStatus.OPEN, on=on, reason=reason))


@recorded("Fermer")
def close(structure: Structure, *, by, on, reason="") -> StructureStatusEvent:
    """Close the structure and all its sites; `on` is the first day closed (T10)."""
    if structure.status_events.filter(status=StructureStatus.CLOSED, on=on).exists():
        raise AlreadyDone
    if structure.status_on(on) != StructureStatus.OPEN:
        raise ValidationError(
            {"on": "La structure n’est pas en fonctionnement ce jour-là\u00a0: elle ne peut pas fermer."}
        )
    _close_sites(structure, on)
    return create(StructureStatusEvent(structure=structure, status=StructureStatus.CLOSED, on=on, reason=reason))


@recorded("Requalifier")
def requalify(structure: Structure, *, by, on, type, name="") -> Structure:
    """Close this record on day `on` and open another, of `type`, linked to it: gives the new one.

    The FINESS number, the state, the open sites and the pôle it belongs to move to the new record; headcounts,
    funding and the past stay on the old one. What was attached to it is so until the day before; `ValidationError`
    when `by` may not write it.
    """
    known = Structure.objects.filter(requalified_from=structure).first()
    if known:
        raise AlreadyDone
    if type not in REQUALIFICATIONS.get(structure.type, []):
        raise ValidationError(
            {"type": "Une MSP devient un pôle, un centre de santé devient une MSP\u00a0: rien d’autre."}
        )
    status = structure.status_on(on)
    if status is None or status in StructureStatus.over():
        raise ValidationError({"on": "La structure n’est ni en projet ni en fonctionnement ce jour-là."})
    new = _successor(structure, type, name)
    with checked(new):
        create(StructureStatusEvent(structure=structure, status=StructureStatus.REQUALIFIED, on=on))
        create(StructureStatusEvent(structure=new, status=status, on=on))
        _move_sites(structure, new, on)
        _move_attachments(structure, new, on, by)
    return new


@recorded("Ajouter un site")
def add_site(structure: Structure, *, by, commune, opened_on=None, address="", is_main=False) -> StructureSite:
    """Add a site; the main one, from its opening on, takes over from the site that was."""
    if structure.sites.filter(commune=commune, opened_on=opened_on, address=address).exists():
        raise AlreadyDone
    if is_main and opened_on is None:
        raise ValidationError({"opened_on": "Un site principal a une date d’ouverture."})
    if is_main:
        _end_main_role(structure, opened_on)
    return create(
        StructureSite(
            structure=structure,
            commune=commune,
            address=address,
            opened_on=opened_on,
            main_since=opened_on if is_main else None,
        )
    )


def _open_main_site(structure, on, site, commune, address) -> None:
    site = structure.sites.get(pk=site.pk) if site else None
    if site is None and commune is None:
        raise ValidationError({"commune": "Indiquez le site principal\u00a0: l’un des sites, ou sa commune (T2)."})
    if site is None or site.closed_on:
        place = (
            {"commune": site.commune, "address": site.address} if site else {"commune": commune, "address": address}
        )
        _end_main_role(structure, on)
        opened = create(StructureSite(structure=structure, opened_on=on, main_since=on, **place))
        if site:
            _copy_districts(site, opened)
        return
    is_main = structure.sites.filter(in_force(on, start="main_since", last_day="main_last_day"), pk=site.pk).exists()
    if not is_main:
        _end_main_role(structure, on)
        site.main_since, site.main_last_day = on, None
    amend(site, opened_on=site.opened_on or on)


def _end_main_role(structure: Structure, on: datetime.date) -> None:
    """End, the day before `on`, the role of the site that is the main one then."""
    mains = structure.sites.filter(Q(main_last_day=None) | Q(main_last_day__gte=on), main_since__isnull=False)
    for main in mains:
        if main.main_since >= on:
            raise ValidationError(
                {
                    "opened_on": f"Un autre site est principal depuis le {main.main_since:%d/%m/%Y}\u00a0: "
                    f"{main.commune}."
                }
            )
        amend(main, main_last_day=on - ONE_DAY)


def _close_sites(structure: Structure, on: datetime.date) -> None:
    """Close the open sites on day `on`, the first closed; the main one is so until the day before."""
    for site in structure.sites.filter(Q(closed_on=None) | Q(closed_on__gt=on), opened_on__isnull=False):
        amend(site, closed_on=on)
    _end_main_role(structure, on)


def _successor(structure: Structure, kind: str, name: str) -> Structure:
    """The record that takes over, with the FINESS number of the old one, which two cannot bear."""
    columns = {
        field.name: getattr(structure, field.name)
        for field in structure._meta.concrete_fields
        if field.name not in OWN_TO_A_RECORD
    }
    columns |= {"finess_et": structure.finess_et, "requalified_from": structure}
    amend(structure, finess_et="")
    new = amend(Structure(**columns), type=kind, name=name or structure.name)
    for field in structure._meta.many_to_many:
        getattr(new, field.name).set(getattr(structure, field.name).all())
    return new


def _move_sites(old: Structure, new: Structure, on: datetime.date) -> None:
    """Go on in the same places: what is open on day `on`, or still to open."""
    for site in old.sites.filter(Q(closed_on=None) | Q(closed_on__gt=on)):
        is_main = site.main_since and (site.main_last_day is None or site.main_last_day >= on)
        copy = create(
            StructureSite(
                structure=new,
                commune=site.commune,
                address=site.address,
                opened_on=max(site.opened_on, on) if site.opened_on else None,
                main_since=max(site.main_since, on) if is_main else None,
            )
        )
        _copy_districts(site, copy)
        if is_main and site.main_since < on:
            amend(site, main_last_day=on - ONE_DAY)
        if site.opened_on:
            amend(site, closed_on=max(site.opened_on, on))


def _move_attachments(old: Structure, new: Structure, on: datetime.date, by) -> None:
    """End the attachments that run on day `on`; the new record belongs to what the old one did, unless it is a pôle.

    A pôle belongs to nothing, and the branches of a centre belong to a centre only (T6).
    """
    running = Q(last_day=None) | Q(last_day__gte=on)
    for link in StructureAttachment.objects.filter(running, Q(structure=old) | Q(parent=old)):
        if not Structure.objects.editable_by(by).filter(pk=link.structure_id).exists():
            raise ValidationError(
                "Une structure d’une autre région est rattachée à celle-ci\u00a0: qu’elle soit détachée."
            )
        start, last_day = max(link.start, on), link.last_day
        if link.start < on:
            amend(link, last_day=on - ONE_DAY)
        else:
            link.delete()
        if link.structure_id == old.pk and new.type != StructureType.POLE:
            create(StructureAttachment(structure=new, parent=link.parent, start=start, last_day=last_day))


def _copy_districts(site: StructureSite, copy: StructureSite) -> None:
    for row in site.districts.all():
        create(SiteDistrict(site=copy, district=row.district))
