"""What is left to do in a region: contracts that end, installations awaited, projects at a stop, answers due.

Each task is a list of records as they stand today, behind the wall, of the region that has to do it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Least
from django.urls import reverse

from anomalies import engine
from anomalies.listing import name_of
from contracts.enums import CespEventType, McsKind
from contracts.models import CespContract, CespEvent, CespPlacement, McsEngagement, PtmgContract, TransferRequest
from contracts.models.mcs import ENTRY
from regions.periods import add_months, in_force
from regions.wall import read_scope
from structures.models import Structure, StructureStatusEvent

MONTHS_BEFORE_AN_END = 3
MONTHS_BEFORE_AN_INSTALLATION = 6


@dataclass(frozen=True)
class Task:
    """A list of records that a region has to deal with.

    `due` gives, of the rows that the reader sees, those to deal with on a day, the most pressing first; `region` names
    the column of the region that has to; `detail` says in French, of a record, what presses.
    """

    slug: str
    title: str
    advice: str
    model: type[Model]
    region: str
    due: Callable[[QuerySet, datetime.date], QuerySet]
    detail: Callable[[Model], str]
    name: Callable[[Model], str] = name_of


@dataclass(frozen=True)
class Line:
    """A record to deal with, as it is printed."""

    name: str
    url: str
    detail: str


@dataclass(frozen=True)
class Summary:
    """A task with how many records it has, and the first of them."""

    task: Task
    count: int
    lines: list[Line]


def rows(task: Task, user, on: datetime.date, region: str = "") -> QuerySet:
    """The records of `task` on day `on`, of the regions that `user` reads, or of `region` alone, if it is one."""
    scope = read_scope(user)
    due = task.due(task.model._default_manager.visible_to(user), on).annotate(region_code=F(task.region))
    if region:
        return due.filter(region_code=region) if region in scope else due.none()
    return due if scope.everywhere else due.filter(region_code__in=scope.regions)


def summary(task: Task, user, on: datetime.date, region: str, length: int) -> Summary:
    """The first `length` records of a task, and how many there are, in one query."""
    first = list(rows(task, user, on, region).annotate(total=Window(Count("*")))[:length])
    return Summary(task, first[0].total if first else 0, lines(task, first))


def counts_by_region(task: Task, user, on: datetime.date) -> dict[str, int]:
    """How many records of `task` each region has to deal with, in one query."""
    counted = rows(task, user, on).order_by().values("region_code").annotate(number=Count("pk"))
    return {row["region_code"]: row["number"] for row in counted}


def lines(task: Task, records) -> list[Line]:
    """The records of `task` as they are printed."""
    options = task.model._meta
    page = f"admin:{options.app_label}_{options.model_name}_change"
    return [Line(task.name(record), reverse(page, args=[record.pk]), task.detail(record)) for record in records]


def _ptmg_ending(contracts, on: datetime.date):
    """Running, and whose real end comes within three months."""
    ends = {"real_last_day__gte": on, "real_last_day__lte": add_months(on, MONTHS_BEFORE_AN_END)}
    running = contracts.annotate(real_last_day=Least("planned_last_day", "last_day")).filter(start__lte=on, **ends)
    return running.select_related("professional").order_by("real_last_day", "pk")


def _not_installed(contracts, on: datetime.date):
    """Signed, not broken, never in practice yet."""
    breach = CespEvent.objects.filter(contract=OuterRef("pk"), type=CespEventType.BREACH, start__lte=on)
    begun = CespPlacement.objects.filter(contract=OuterRef("pk"), start__lte=on)
    signed = contracts.signed_by(on).with_followup(on).select_related("professional")
    return signed.filter(~Exists(breach), ~Exists(begun))


def _studies_without_a_place(contracts, on: datetime.date):
    """Graduated, or nearly, without a deferral, and no placement is even planned."""
    limit = add_months(on, MONTHS_BEFORE_AN_INSTALLATION)
    planned = CespPlacement.objects.filter(contract=OuterRef("pk"))
    deferral = CespEvent.objects.filter(in_force(on), contract=OuterRef("pk"), type=CespEventType.DEFERRAL)
    ending = _not_installed(contracts, on).filter(~Exists(planned), ~Exists(deferral), diploma_date__lte=limit)
    return ending.order_by("diploma_date", "pk")


def _installations_expected(contracts, on: datetime.date):
    """Expected within six months; those of today are late."""
    limit = add_months(on, MONTHS_BEFORE_AN_INSTALLATION)
    expected = {"expected_installation_date__gt": on, "expected_installation_date__lte": limit}
    return _not_installed(contracts, on).filter(**expected).order_by("expected_installation_date", "pk")


def _installations_late(contracts, on: datetime.date):
    """Expected on day `on` or before: the figure « cesp_late »."""
    late = _not_installed(contracts, on).filter(expected_installation_date__lte=on)
    return late.order_by("expected_installation_date", "pk")


def _projects_to_qualify(structures, on: datetime.date):
    """T4, unless it is justified."""
    latest = StructureStatusEvent.objects.filter(structure=OuterRef("pk"), on__lte=on).order_by("-on")
    stopped = engine.pointed_out(engine.rule("T4"), structures, on)
    return stopped.annotate(validated_on=Subquery(latest.values("on")[:1])).order_by("validated_on", "pk")


def _transfers_to_answer(transfers, on: datetime.date):
    return transfers.filter(answered_on=None).select_related("contract", "from_region").order_by("asked_on", "pk")


def _mcs_waiting(engagements, on: datetime.date):
    """Correspondents in force, less those whose training is done and contract signed."""
    active = Q(contract_signed_on__lte=on, training_on__lte=on)
    waiting = engagements.annotate(entry=ENTRY).filter(in_force(on, start="entry"), ~active, kind=McsKind.MCS)
    return waiting.select_related("professional").order_by("entry", "pk")


def _what_mcs_waits_for(engagement: McsEngagement) -> str:
    training = "" if engagement.training_on else "la formation"
    contract = "" if engagement.contract_signed_on else "le contrat"
    missing = " et ".join(filter(None, [training, contract])) or "la date prévue"
    return f"depuis le {engagement.entry:%d/%m/%Y}, attend {missing}"


TASKS = (
    Task(
        "transferts-a-repondre",
        "Transferts à accepter ou à refuser",
        "Une autre agence vous propose de suivre ces contrats\u00a0: ils restent «\u00a0en attente\u00a0» jusqu’à "
        "votre réponse.",
        TransferRequest,
        "to_region_id",
        _transfers_to_answer,
        lambda transfer: f"{transfer.from_region}, demandé le {transfer.asked_on:%d/%m/%Y}",
        # The contract is not the receiving region's yet: nobody is named.
        lambda transfer: f"Contrat {transfer.contract}",
    ),
    Task(
        "contrats-qui-finissent",
        "Contrats PTMG et apparentés qui prennent fin d’ici trois mois",
        "Préparez le renouvellement ou la sortie, et relevez si le médecin reste.",
        PtmgContract,
        "signing_region_id",
        _ptmg_ending,
        lambda contract: f"{contract.kind}, prend fin le {contract.real_last_day:%d/%m/%Y}",
    ),
    Task(
        "etudes-sans-lieu",
        "Études finies, ou finies d’ici six mois, sans lieu d’exercice",
        "Proposez des lieux à ces signataires, ou enregistrez le report qui leur est accordé.",
        CespContract,
        "current_followup",
        _studies_without_a_place,
        lambda contract: f"diplôme le {contract.diploma_date:%d/%m/%Y}",
    ),
    Task(
        "installations-en-retard",
        "Installations en retard sur la date prévue",
        "Enregistrez l’installation, un report, ou une nouvelle date prévue.",
        CespContract,
        "current_followup",
        _installations_late,
        lambda contract: f"prévue le {contract.expected_installation_date:%d/%m/%Y}",
    ),
    Task(
        "installations-attendues",
        "Installations attendues d’ici six mois",
        "Vérifiez que chaque lieu est choisi et que l’installation se prépare.",
        CespContract,
        "current_followup",
        _installations_expected,
        lambda contract: f"prévue le {contract.expected_installation_date:%d/%m/%Y}",
    ),
    Task(
        "projets-a-qualifier",
        "Projets validés, non ouverts après 36 mois",
        "Interrogez le porteur, puis enregistrez l’ouverture, l’abandon ou la requalification.",
        Structure,
        "lead_region_id",
        _projects_to_qualify,
        lambda structure: f"validé le {structure.validated_on:%d/%m/%Y}",
    ),
    Task(
        "mcs-en-attente",
        "Médecins correspondants du SAMU en attente",
        "Il leur manque la formation ou le contrat pour être actifs.",
        McsEngagement,
        "region_id",
        _mcs_waiting,
        _what_mcs_waits_for,
        lambda engagement: str(engagement.professional),
    ),
)
BY_SLUG = {task.slug: task for task in TASKS}
