"""The pages that a referent opens all day, at 200 000 contracts and 50 000 professionals, on one process."""

from __future__ import annotations

import datetime
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership, User
from benchmarks.database import bench_database, empty_records
from benchmarks.volume import Volume, fill
from contracts.models import CespContract, Professional, PtmgContract
from structures.models import Structure

VOLUME = Volume(cesp=150_000, ptmg=50_000, structures=10_000, mcs=5_000, persons=50_000)
RUNS = 40
MEDIAN_BAR, P95_BAR = 0.150, 0.300
REGION = "53"


@dataclass(frozen=True)
class Page:
    """A page, with the addresses to ask for in turn."""

    name: str
    addresses: Iterator[str]


def run() -> bool:
    """Measure each page as a referent and as a national administrator; print the figures, and whether they hold."""
    with bench_database():
        empty_records()
        fill(VOLUME)
        print(f"\nadmin, {VOLUME.cesp + VOLUME.ptmg:,} contracts of {VOLUME.persons:,} professionals")
        print(f"{'page':44} {'median':>9} {'p95':>9} {'queries':>8}")
        held = [_measured(role, region) for role, region in ((Role.REFERENT, REGION), (Role.NATIONAL_ADMIN, None))]
        return all(held)


def _measured(role: str, region: str | None) -> bool:
    user = User.objects.create_user(f"{role}@example.fr")
    Membership.objects.create(user=user, role=role, region_id=region, start=datetime.date(2013, 1, 1))
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    held = [_line(role, page, client) for page in pages_of(user)]
    return all(held)


def _line(role: str, page: Page, client: Client) -> bool:
    ask = _asker(page, client)
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)
    times = sorted(_timed(ask) for _ in range(RUNS))
    median, p95 = statistics.median(times), times[int(RUNS * 0.95) - 1]
    holds = median <= MEDIAN_BAR and p95 <= P95_BAR
    label = f"{Role(role).label} : {page.name}"
    print(f"{label:44} {median * 1000:6.0f} ms {p95 * 1000:6.0f} ms {queries:8}{'' if holds else '  over the bar'}")
    return holds


def _asker(page: Page, client: Client) -> Callable[[], None]:
    def ask():
        address = next(page.addresses)
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    return ask


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pages_of(user: User) -> list[Page]:
    """The pages to measure: lists, searches, filters, forms, autocompletions."""
    pages = []
    for model, ordinary_filter in (
        (CespContract, "discipline__exact=medecine"),
        (PtmgContract, "kind__exact=PTMG"),
        (Professional, "profession__exact=medecin_generaliste"),
        (Structure, "type__exact=MSP"),
    ):
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        name = model._meta.verbose_name_plural
        term = "Structure" if model is Structure else "nom"
        pages += [
            Page(f"{name}, liste", itertools.repeat(address)),
            Page(f"{name}, recherche", (f"{address}?q={term}{n}" for n in itertools.count(100))),
            Page(f"{name}, filtre", itertools.repeat(f"{address}?{ordinary_filter}")),
            Page(f"{name}, fiche", itertools.cycle(_records(model, user))),
        ]
    return [*pages, *_completions()]


def _records(model, user: User) -> list[str]:
    keys = list(model.objects.editable_by(user).order_by("pk").values_list("pk", flat=True)[: RUNS * 7 : 7])
    return [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key]) for key in keys]


def _completions() -> list[Page]:
    address = reverse("admin:autocomplete")
    asked = {
        "professionnel": ("contracts", "cespcontract", "professional", "nom"),
        "commune": ("contracts", "cespplacement", "commune", "saint"),
        "structure": ("contracts", "cespplacement", "structure", "structure 1"),
    }
    return [
        Page(
            f"complétion, {name}",
            (
                f"{address}?app_label={app}&model_name={model}&field_name={field}&term={term}{n % 10 if n else ''}"
                for n in ([0] * (RUNS + 2) if field == "commune" else range(RUNS + 2))
            ),
        )
        for name, (app, model, field, term) in asked.items()
    ]
