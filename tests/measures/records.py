"""The records that a test is about, in the country of `ground`: a few words each, places given by region code."""

from __future__ import annotations

import datetime
from datetime import date

from contracts.enums import CespEventType
from contracts.models import CespContract, CespEvent, CespPlacement, McsEngagement, PtmgContract
from regions.models import Commune, Faculty, Region
from structures.enums import StructureStatus, StructureType
from structures.models import Structure, StructureSite
from tests.factories import (
    CespContractFactory,
    CespEventFactory,
    CespPlacementFactory,
    McsEngagementFactory,
    PtmgContractFactory,
    SiteDistrictFactory,
    StructureFactory,
    StructureSiteFactory,
    StructureStatusEventFactory,
)
from tests.measures.ground import CAPITAL

ONE_DAY = datetime.timedelta(days=1)


def cesp(signed_on=date(2014, 10, 1), faculty="med-paris", followed_in="11", **values) -> CespContract:
    """A contract in medicine; no end of allowance, no diploma, no expected date."""
    return CespContractFactory(
        faculty=Faculty.objects.get(code=faculty),
        followup_region=Region.objects.get(code=followed_in),
        signature_date=signed_on,
        **{"allowance_start": signed_on} | values,
    )


def placement(contract, start, last_day=None, region="11", **values) -> CespPlacement:
    return CespPlacementFactory(contract=contract, start=start, last_day=last_day, commune=_commune(region), **values)


def event(contract, kind, start, last_day=None) -> CespEvent:
    return CespEventFactory(contract=contract, type=kind, start=start, last_day=last_day)


def breach(contract, on) -> CespEvent:
    return event(contract, CespEventType.BREACH, on)


def ptmg(signed_on=date(2014, 1, 1), planned_last_day=date(2014, 12, 31), region="11", **values) -> PtmgContract:
    """A PTMG begun on the day of its signature, in one region."""
    return PtmgContractFactory(
        signing_region=Region.objects.get(code=region),
        commune=_commune(region),
        signature_date=signed_on,
        planned_last_day=planned_last_day,
        **values,
    )


def structure(*states, kind=StructureType.MSP, region="11", **values) -> Structure:
    """A structure with its states, given as (status, day)."""
    made = StructureFactory(type=kind, lead_region=Region.objects.get(code=region), **values)
    for status, on in states:
        StructureStatusEventFactory(structure=made, status=status, on=on)
    return made


def open_since(on, *states, **values) -> Structure:
    return structure((StructureStatus.OPEN, on), *states, **values)


def site(of, region="11", opened_on=date(2014, 1, 1), districts=(), **values) -> StructureSite:
    made = StructureSiteFactory(
        structure=of, commune=_commune(region), **{"opened_on": opened_on, "main_since": None} | values
    )
    for code in districts:
        SiteDistrictFactory(site=made, district_id=code)
    return made


def mcs(since=date(2014, 1, 1), region="11", **values) -> McsEngagement:
    """A correspondent of the SAMU, trained and under contract from the same day."""
    dates = {"volunteer_since": None, "training_on": since, "contract_signed_on": since}
    return McsEngagementFactory(region=Region.objects.get(code=region), **dates | values)


def _commune(region: str) -> Commune:
    return Commune.objects.get(code=CAPITAL[region])
