"""The pages that a referent opens all day, at 200 000 contracts and 50 000 professionals, on one process."""

from __future__ import annotations

import datetime
import gc
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Role
from accounts.models import Membership, User
from accounts.second_factor import DEVICE_NAME
from benchmarks.database import bench_database, empty_records
from benchmarks.volume import Volume, fill, remember
from contracts.models import CespContract, CespEvent, CespFollowUp, CespPlacement, Professional, PtmgContract
from pts_admin import today
from structures.models import Structure, StructureSite, StructureStatusEvent

VOLUME = Volume(cesp=150_000, ptmg=50_000, structures=10_000, mcs=5_000, persons=50_000)
HISTORIED = (
    Professional, CespContract, CespFollowUp, CespPlacement, CespEvent, PtmgContract, Structure, StructureSite,
    StructureStatusEvent,
)  # fmt: skip
"""Records opened below: each has its history, as in production."""
RUNS = 40
MEDIAN_BAR, P95_BAR = 0.150, 0.300
REGION = "53"
ROLES = ((Role.REFERENT, REGION), (Role.NATIONAL_ADMIN, None))


@dataclass(frozen=True)
class Page:
    """A page, with the addresses to ask for in turn; `forget` empties what the process keeps between two readings."""

    name: str
    addresses: Iterator[str]
    forget: Callable[[], None] = lambda: None


def run() -> bool:
    """Measure each page as a referent and as a national administrator; print the figures, and whether they hold.

    The home page and that of anomalies read every record of a region, and are held to the bar at the size of the
    demonstration: the figures of the home page are computed again each time, as after a writing.
    """
    with bench_database():
        call_command("load_demo", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        held = _measured("demonstration", lambda user: _overviews())
        empty_records()
        fill(VOLUME)
        remember(*HISTORIED)
        # What a web process does not hold: the collector would go through it in the middle of pages.
        gc.collect()
        gc.freeze()
        held &= _measured(f"{VOLUME.cesp + VOLUME.ptmg:,} contracts of {VOLUME.persons:,} professionals", pages_of)
        return held


def _measured(size: str, pages: Callable[[User], list[Page]]) -> bool:
    print(f"\nadmin, {size}: wall clock, and the share of the process")
    print(f"{'page':58} {'median':>9} {'p95':>9} {'process':>9} {'queries':>8}")
    held = []
    for role, region in ROLES:
        user = _user(role, region)
        client = _signed_in(user)
        held += [_line(role, page, client) for page in pages(user)]
    return all(held)


def _user(role: str, region: str | None) -> User:
    user, _ = User.objects.get_or_create(email=f"{role}@bench.example.fr")
    Membership.objects.get_or_create(user=user, role=role, region_id=region, start=datetime.date(2013, 1, 1))
    return user


def _signed_in(user: User) -> Client:
    """A browser whose session has accepted a code of `user`."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, defaults={"name": DEVICE_NAME})
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


def _line(role: str, page: Page, client: Client) -> bool:
    ask = _asker(page, client)
    with CaptureQueriesContext(connection) as captured:
        ask()
        queries = len(captured)
    times, shares = zip(*(_timed(page, ask) for _ in range(RUNS)), strict=True)
    median, p95 = statistics.median(times), sorted(times)[int(RUNS * 0.95) - 1]
    holds = median <= MEDIAN_BAR and p95 <= P95_BAR
    print(
        f"{f'{Role(role).label} : {page.name}':58} {median * 1000:6.0f} ms {p95 * 1000:6.0f} ms "
        f"{statistics.median(shares) * 1000:6.0f} ms {queries:8}{'' if holds else '  over the bar'}",
        flush=True,
    )
    return holds


def _asker(page: Page, client: Client) -> Callable[[], None]:
    def ask():
        address = next(page.addresses)
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    return ask


def _timed(page: Page, ask: Callable[[], None]) -> tuple[float, float]:
    """Seconds of wall clock, and of this process alone: the rest is the server's, or a busy machine's."""
    page.forget()
    start, busy = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - start, time.process_time() - busy


def _overviews() -> list[Page]:
    return [
        Page("accueil", itertools.repeat(reverse("home")), today.forget),
        Page("anomalies", itertools.repeat(reverse("anomalies"))),
    ]


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
    histories = _records(CespContract, user, "history")
    actions = _records(PtmgContract, user, "action", "fin")  # which applies to every contract written
    return [
        *pages,
        Page("contrat CESP, historique", itertools.cycle(histories)),
        Page("contrat PTMG, mettre fin", itertools.cycle(actions)),
        *_completions(),
    ]


def _records(model, user: User, page: str = "change", *more: str) -> list[str]:
    keys = list(model.objects.editable_by(user).order_by("pk").values_list("pk", flat=True)[: RUNS * 7 : 7])
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return [reverse(name, args=[key, *more]) for key in keys]


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
