"""The campaign of 2016 as it was played: seventeen returns, a first edition with one figure off, its correction.

Mayotte did not send its return. The university label of one house in Bretagne was entered by mistake: edition 1.0
counts it, the correction withdraws it, and edition 1.1 agrees with the live figures. No document prints that cell.
"""

from __future__ import annotations

import datetime

import pghistory
import pgtrigger
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from bilans.build import build_bilan
from bilans.document import published_rows
from bilans.enums import ReturnState
from bilans.models import Campaign, CommitteeOpinion, GapExplanation, RegionalReturn, ReturnNarrative
from bilans.publishing import correct, publish
from bilans.region_page import find_region
from bilans.returns.gaps import gaps
from measures.models import Commitment
from pts_admin.demo import accounts, narratives
from pts_admin.demo.book import HISTORY_REASON, Book
from pts_admin.demo.figures import BILAN_DAY, CURRENT_REGIONS, HORIZON
from pts_admin.demo.people import MARK
from pts_admin.demo.randomness import Draw
from pts_admin.demo.users import SINCE
from regions.models import Region, Territory
from regions.tracking import events_of
from structures.enums import StructureStatus, StructureType
from structures.models import Structure, StructureStatusEvent

OPENED, DUE = datetime.date(2017, 1, 9), datetime.date(2017, 2, 17)
PUBLISHED, MENDED, CORRECTED = datetime.date(2017, 3, 13), datetime.date(2017, 3, 28), datetime.date(2017, 4, 10)
NOT_SENT = "06"
EXTENDED = {"02": datetime.date(2017, 2, 28)}
MISTAKEN_REGION = "53"
HIGHLIGHTS = ("msp_open", "ptmg_signed", "mcs_active", "cesp_installed_ever")
TERRITORIES_SHOWN = 2


def mislabel(book: Book) -> Structure:
    """Give a house of Bretagne, without one, the university label that edition 1.0 is to count."""
    open_by = {
        id(event.structure)
        for event in book.rows[StructureStatusEvent]
        if event.status == StructureStatus.OPEN and event.on < datetime.date(2016, 6, 1)
    }
    house = next(
        row
        for row in book.rows[Structure]
        if row.type == StructureType.MSP and row.lead_region_id == MISTAKEN_REGION and not row.university_since
        if id(row) in open_by
    )
    house.university_since = datetime.date(2016, 9, 1)
    return house


def play(house: Structure, users: dict[str, User], seed: int) -> None:
    """Write the campaign, publish it, withdraw the label of `house`, publish the correction."""
    administrator = users[accounts.NATIONAL_ADMIN]
    # Each in a context of its own: a context inside another would rename what the outer one wrote.
    with pghistory.context(reason=HISTORY_REASON):
        senders = _referents(users)
        campaign = _campaign(senders, seed)
        publish(campaign, by=administrator, at=_at(PUBLISHED))
    with pghistory.context(user=senders[MISTAKEN_REGION].pk, reason=narratives.CORRECTION_REASON):
        Structure.objects.filter(pk=house.pk).update(university_since=None)
    # The history lets nobody redate an event; only the demonstration plays a year gone by.
    with pgtrigger.ignore(f"{events_of(Structure).model._meta.label}:append_only"):
        events_of(Structure).filter(pgh_obj_id=house.pk, pgh_label="update").update(pgh_created_at=_at(MENDED))
    with pghistory.context(reason=HISTORY_REASON):
        correct(campaign, of="1.0", reason=narratives.CORRECTION_REASON, by=administrator, at=_at(CORRECTED))


def _campaign(senders: dict[str, User], seed: int) -> Campaign:
    """The campaign, the returns of the regions with their gaps explained, the opinions of the committee."""
    campaign = Campaign.objects.create(
        year=BILAN_DAY.year, reference_date=BILAN_DAY, horizon=HORIZON, opens_on=OPENED, due_on=DUE
    )
    for region in CURRENT_REGIONS:
        _return(campaign, region, senders[region], Draw(seed, "return", region))
    for rank, (title, text) in enumerate(narratives.OPINIONS, start=1):
        CommitteeOpinion.objects.create(campaign=campaign, rank=rank, title=title, text=text)
    bilan, published = build_bilan(campaign.year), published_rows()
    for row in campaign.returns.filter(state__in=ReturnState.sent()):
        region = find_region(bilan, row.region_id)
        for gap in gaps(bilan, region, published):
            if gap.is_due:
                GapExplanation.objects.create(
                    regional_return=row,
                    indicator=gap.indicator,
                    compared_with=gap.compared_with,
                    text=narratives.EXPLANATIONS[gap.compared_with],
                )
    return campaign


def _referents(users: dict[str, User]) -> dict[str, User]:
    """The référent of each region; those who have no account of the demonstration cannot sign in."""
    found = {"53": users[accounts.REFERENT_BRETAGNE], "84": users[accounts.REFERENT_AURA]}
    for region in Region.objects.current():
        if region.code not in found:
            user = User.objects.create(
                email=f"referent.{region.code}@example.fr", last_name=f"Référent {MARK}", password=make_password(None)
            )
            Membership.objects.create(user=user, role=Role.REFERENT, region=region, start=SINCE)
            found[region.code] = user
    return found


def _return(campaign: Campaign, region: str, sender: User, draw: Draw) -> None:
    if region == NOT_SENT:
        RegionalReturn.objects.create(campaign=campaign, region_id=region)
        return
    sent_on = OPENED + datetime.timedelta(days=draw.randint(10, (DUE - OPENED).days))
    extended = EXTENDED.get(region)
    row = RegionalReturn.objects.create(
        campaign=campaign,
        region_id=region,
        state=ReturnState.VALIDATED,
        sent_at=_at(extended or sent_on),
        sent_by=sender,
        extended_until=extended,
        extension_reason=narratives.EXTENSION_REASON if extended else "",
        highlight_indicator=draw.choice(HIGHLIGHTS),
    )
    row.territories.set(Territory.objects.filter(region=region).order_by("pk")[:TERRITORIES_SHOWN])
    for commitment in Commitment.objects.filter(pact="pts2", number__in=narratives.ACHIEVEMENTS):
        ReturnNarrative.objects.create(
            regional_return=row,
            commitment=commitment,
            achievements=draw.choice(narratives.ACHIEVEMENTS[commitment.number]),
            highlights=narratives.HIGHLIGHTS.get(commitment.number, "") if draw.chance(0.6) else "",
            difficulties=narratives.DIFFICULTIES.get(commitment.number, "") if draw.chance(0.6) else "",
            measures_taken=narratives.MEASURES_TAKEN.get(commitment.number, "") if draw.chance(0.6) else "",
        )


def _at(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
