"""Loads the whole demonstration: plans, then rows, then one transaction that writes them all."""

from __future__ import annotations

import datetime
from collections import defaultdict

import pghistory
from django.db import connection, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Membership, User
from contracts.models import (
    CampaignQuota,
    CespChoice,
    CespContract,
    CespEvent,
    CespFollowUp,
    CespPlacement,
    McsEngagement,
    McsSuspension,
    Professional,
    PtmgContract,
    SamuEstablishment,
    TransferRequest,
)
from measures.models import Observation, RegionalAction
from pts_admin.demo import (
    campaign,
    cesp_plan,
    declared,
    exceptions,
    mcs,
    network_plan,
    ptmg_plan,
    quotas,
    structure_plan,
    users,
)
from pts_admin.demo.accounts import DEMO_ACCOUNTS
from pts_admin.demo.book import HISTORY_REASON, Book
from pts_admin.demo.cesp_life import live
from pts_admin.demo.cesp_rows import CespRows
from pts_admin.demo.districts import add_districts, communes_of_districts
from pts_admin.demo.figures import BILAN_DAY
from pts_admin.demo.links import link_structures
from pts_admin.demo.mcs import McsRows
from pts_admin.demo.people import People
from pts_admin.demo.places import Places
from pts_admin.demo.ptmg_rows import PtmgRows
from pts_admin.demo.randomness import Draw
from pts_admin.demo.structure_rows import StructureRows
from pts_admin.demo.zoning import Zoning
from regions.loading import add_links
from regions.models import (
    PriorityDistrict,
    Region,
    RemoteCommune,
    ZoneClassification,
    ZoneUnit,
    ZoneUnitCommune,
    ZoningScheme,
)
from structures.models import (
    Funding,
    SiteDistrict,
    Structure,
    StructureAttachment,
    StructureHeadcount,
    StructureSite,
    StructureStatusEvent,
)

DEFAULT_SEED = 2016
FIRST_TODAY = BILAN_DAY
YEARS_OF_PROJECTS = 2
"""What opens within two years of today is already being prepared."""

RECORDS = [Professional, Structure, Observation, SamuEstablishment, ZoningScheme, PriorityDistrict]
WRITING_ORDER = [
    User, Membership, ZoningScheme, ZoneUnit, ZoneUnitCommune, ZoneClassification, PriorityDistrict, RemoteCommune,
    SamuEstablishment, Professional, Structure, StructureAttachment, StructureStatusEvent, StructureSite,
    SiteDistrict, StructureHeadcount, Funding, CespContract, CespFollowUp, CespEvent, CespPlacement, CespChoice,
    CampaignQuota, TransferRequest, PtmgContract, McsEngagement, McsSuspension, Observation, RegionalAction,
    TOTPDevice,
]  # fmt: skip


class DemoError(Exception):
    """The demonstration cannot be loaded; the message is one sentence."""


def is_empty() -> bool:
    """Whether no record has been entered and no demonstration account exists."""
    emails = [email for _, email in DEMO_ACCOUNTS]
    return not any(model._base_manager.exists() for model in RECORDS) and not User.objects.filter(email__in=emails)


def load(today: datetime.date, *, scale: int = 1, seed: int = DEFAULT_SEED) -> dict[str, int]:
    """Write the demonstration as known on `today`, `scale` times over; return the number of rows by model."""
    if today < FIRST_TODAY:
        raise DemoError(f"The demonstration begins on {FIRST_TODAY:%d/%m/%Y}: today cannot be before.")
    if not Region.objects.current().exists():
        raise DemoError("The reference data is missing: run `manage.py load_reference` first.")
    demonstration = Demonstration(today, seed)
    book = demonstration.fill(scale)
    is_published = today >= campaign.CORRECTED
    house = campaign.mislabel(book) if is_published else None
    with transaction.atomic():
        with pghistory.context(reason=HISTORY_REASON):
            _spare_triggers_a_failure()
            book.write(WRITING_ORDER)
            add_links(PriorityDistrict.communes, communes_of_districts())
            _gather_statistics()
        if is_published:
            campaign.play(house, demonstration.users, seed)
    return {model._meta.verbose_name_plural: len(book.rows[model]) for model in WRITING_ORDER}


def _spare_triggers_a_failure():
    """Say that no trigger is ignored. Left unset, each row's trigger raises and catches an error: 3 times slower."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def _gather_statistics():
    """Tell the planner what was written: it would not know before autovacuum, nor ever in a test's transaction."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in WRITING_ORDER]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


class Demonstration:
    """Draws everything into a book. Era 1 is what the end of 2016 knows; it never depends on `today`."""

    def __init__(self, today: datetime.date, seed: int):
        self.today, self.seed = today, seed
        self.book = Book()
        self.people, self.places = People(seed), Places(seed)
        self.zoning = Zoning(self.places, seed, self.book)
        common = self.book, self.people, self.places
        self.cesp = CespRows(*common, self.zoning, today)
        self.ptmg = PtmgRows(*common, self.zoning, today)
        self.mcs = McsRows(*common, today)
        self.structures = StructureRows(self.book, self.places, add_districts(self.book), today)

    def fill(self, scale: int) -> Book:
        """Add every row to the book; copies differ by their names, numbers and draws, not by their figures."""
        self.users = users.add(self.book)
        for copy in range(scale):
            self._until_2016(copy)
        for copy in range(scale):
            for year in range(BILAN_DAY.year + 1, self.today.year + YEARS_OF_PROJECTS + 1):
                self._year(year, copy)
        self.book.rows[Professional] = self.people.made
        link_structures(self.book)
        exceptions.add(self.book)
        users.add_transfers(self.book, self.users, self.today)
        quotas.add(self.book)
        declared.add(self.book, self.today, self.seed)
        return self.book

    def _until_2016(self, copy: int):
        contracts = self._cesp(cesp_plan.plan_until_2016(self._draw("cesp", copy)), "cesp", copy)
        origins = defaultdict(list)
        for plan, contract in contracts:
            if plan.becomes_ptmg:
                origins[plan.region].append((plan, contract))
        self._ptmg(ptmg_plan.plan_until_2016(origins, self._draw("ptmg", copy)), "ptmg", copy)
        self._ptmg_family(BILAN_DAY.year, copy)
        self._mcs(mcs.plan_until_2016(self._draw("mcs", copy)), "mcs", copy)
        self._structures(structure_plan.plan_until_2016(self._draw("structures", copy)), copy, "structures")
        self._structures(network_plan.plan_until_2016(self._draw("networks", copy)), copy, "networks")

    def _year(self, year: int, copy: int):
        self._cesp(cesp_plan.plan_year(year, self._draw("cesp", year, copy)), "cesp", year, copy)
        self._ptmg_family(year, copy)
        self._mcs(mcs.plan_year(year, self._draw("mcs", year, copy)), "mcs", year, copy)
        self._structures(
            structure_plan.plan_year(year, self._draw("structures", year, copy)), copy, "structures", year
        )
        for kind in network_plan.LATER_NUMBERS:
            plans = network_plan.plan_year(kind, year, self._draw("networks", kind, year, copy))
            self._structures(plans, copy, "networks", kind, year)

    def _cesp(self, plans, *names) -> list[tuple]:
        written = []
        for plan, draw in self._each(plans, lambda plan: plan.signature, *names):
            live(plan, self.places, draw)
            written.append((plan, self.cesp.add(plan, draw)))
        return written

    def _ptmg_family(self, year: int, copy: int):
        """The kinds that the dossier does not count, and PTMG after 2016."""
        for kind, years in ptmg_plan.LATER_NUMBERS.items():
            if year in years:
                plans = ptmg_plan.plan_later(kind, year, self._draw("ptmg", kind, year, copy))
                self._ptmg(plans, "ptmg", kind, year, copy)

    def _ptmg(self, plans, *names):
        for plan, draw in self._each(plans, lambda plan: plan.signature, *names):
            self.ptmg.add(plan, draw)

    def _mcs(self, plans, *names):
        for plan, draw in self._each(plans, lambda plan: plan.volunteer, *names):
            self.mcs.add(plan, draw)

    def _structures(self, plans, copy: int, *names):
        self.structures.copy_mark = f" ({copy + 1})" if copy else ""
        for plan, draw in self._each(plans, lambda plan: plan.events[0][1], *names, copy):
            self.structures.add(plan, draw)

    def _each(self, plans, first_day, *names):
        """Plans already known, each with a stream of its own: what is left out of one moves no other."""
        for rank, plan in enumerate(plans):
            if first_day(plan) <= self.today:
                yield plan, self._draw("rows", *names, rank)

    def _draw(self, *names) -> Draw:
        return Draw(self.seed, *names)
