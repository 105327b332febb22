"""The lines of the register: what is printed of each contract of a page, on a day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import F, Prefetch
from django.urls import reverse

from contracts.enums import CespState, PtmgKind, PtmgState
from contracts.filters import main_placements
from contracts.models import CespContract, PtmgContract
from contracts.tones import CESP_TONES, PTMG_TONES
from regions.models import Region


@dataclass(frozen=True)
class Line:
    """A contract as it is printed; `followed_by` is empty for contracts that an agency signs itself."""

    number: str
    url: str
    name: str
    kind: str
    signed_in: str
    signing_regions: str
    followed_by: str
    commune: str
    region: str
    signature_date: datetime.date
    state: str
    badge: str


def sorted_by(contracts, order: str, number_field: str, on: datetime.date):
    """The contracts in the order asked for, by signature when it is unknown; `-` puts the last first."""
    fields = {
        "numero": [number_field],
        "nom": ["professional__search_name"],
        "signature": ["signature_date"],
        "etat": ["state", "signature_date"],
    }
    key = order.removeprefix("-")
    if key not in fields:
        order, key = "-signature", "signature"
    if key == "etat":
        contracts = contracts.with_state(on)
    expressions = [F(field) for field in [*fields[key], "pk"]]
    return contracts.order_by(*(field.desc() if order.startswith("-") else field.asc() for field in expressions))


def cesp_lines(keys: list[int], on: datetime.date, *, with_links: bool) -> list[Line]:
    """The lines of these CESP, in the order of their keys."""
    names = dict(Region.objects.values_list("code", "name"))
    contracts = (
        CespContract.objects.filter(pk__in=keys)
        .with_state(on)
        .with_followup(on)
        .select_related("professional", "faculty")
        .prefetch_related(
            "faculty__regions",
            Prefetch(
                "placements",
                main_placements(on).select_related("commune", "region"),
                to_attr="placements_on_the_day",
            ),
        )
        .in_bulk()
    )
    return [_cesp_line(contracts[key], names, with_links) for key in keys if key in contracts]


def ptmg_lines(keys: list[int], on: datetime.date, *, with_links: bool) -> list[Line]:
    """The lines of these contracts of the PTMG family, in the order of their keys."""
    contracts = (
        PtmgContract.objects.filter(pk__in=keys)
        .with_state(on)
        .select_related("professional", "signing_region", "commune", "region")
        .in_bulk()
    )
    return [_ptmg_line(contracts[key], with_links) for key in keys if key in contracts]


def _cesp_line(contract: CespContract, names: dict[str, str], with_links: bool) -> Line:
    is_broken = contract.state == CespState.BROKEN
    place = None if is_broken else next(iter(contract.placements_on_the_day), None)
    return Line(
        number=str(contract),
        url=_admin_url(contract) if with_links else "",
        name=str(contract.professional),
        kind=contract.get_discipline_display(),
        signed_in=contract.faculty.name,
        signing_regions=", ".join(region.name for region in contract.faculty.regions.all()),
        followed_by=names.get(contract.current_followup, ""),
        commune=place.commune.name if place else "",
        region=place.region.name if place else "",
        signature_date=contract.signature_date,
        state=CespState(contract.state).label,
        badge=CESP_TONES[contract.state],
    )


def _ptmg_line(contract: PtmgContract, with_links: bool) -> Line:
    return Line(
        number=str(contract),
        url=_admin_url(contract) if with_links else "",
        name=str(contract.professional),
        kind=PtmgKind(contract.kind).name,
        signed_in=contract.signing_region.name,
        signing_regions="",
        followed_by="",
        commune=contract.commune.name,
        region=contract.region.name,
        signature_date=contract.signature_date,
        state=PtmgState(contract.state).label,
        badge=PTMG_TONES[contract.state],
    )


def _admin_url(contract) -> str:
    return reverse(f"admin:contracts_{contract._meta.model_name}_change", args=[contract.pk])
