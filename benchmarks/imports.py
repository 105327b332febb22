"""Imports of CESP, history on, on one process: the preview, the writing, the same file again, and XLSX.

Beside them, in the same run: django-import-export's own path, as its documentation has one write it, and a bare COPY
of the same rows into the same tables with their history triggers.
"""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from unittest import mock
from urllib.parse import urlsplit

import pghistory
from django.db import connection, transaction
from import_export import resources
from tablib import Dataset
from xlsxwriter import Workbook

from accounts.enums import Role
from accounts.models import Membership, User
from benchmarks.database import bench_database, empty_records
from contracts.importing.cesp import CESP
from contracts.models import CespContract, CespEvent, CespPlacement, Professional
from imports import batches, tasks
from imports.checking import Checker
from imports.enums import Step
from imports.reading import Limits, read
from imports.writing import bulk_writing
from regions.models import Commune, Faculty

ROWS, STOCK_ROWS = 100_000, 5_000
PREVIEW_BAR, WRITE_BAR, AGAIN_BAR = 30_000, 10_000, 30_000
"""Rows a second, at least."""
XLSX_BAR, COPY_BAR, STOCK_BAR, MEMORY_BAR = 3, 3, 40, 500
"""XLSX in times of CSV, writing in times of COPY, times of django-import-export, megabytes."""
FIRST_DAY = datetime.date(2013, 9, 2)
NO_LIMIT = Limits(size=None, rows=None)
MEASURED = """
import pathlib, runpy, sys
sys.argv[0] = "manage.py"
try:
    runpy.run_path("manage.py", run_name="__main__")
finally:
    status = pathlib.Path("/proc/self/status").read_text()
    print(next(line for line in status.splitlines() if line.startswith("VmHWM")), file=sys.stderr)
"""
"""The maximum that the kernel gives for a child counts what its parent held when it was born; this does not."""
TABLES = (Professional, CespContract, CespPlacement, CespEvent)


def run(rows: int = ROWS) -> bool:
    """Measure; print the figures, and whether the bars hold."""
    with bench_database():
        user, _ = User.objects.get_or_create(email="bench@example.fr")
        Membership.objects.get_or_create(user=user, role=Role.NATIONAL_ADMIN, start=FIRST_DAY)
        table = list(itertools.islice(lines(), rows + 1))
        content = as_csv(table)
        print(f"\nimports, {rows:,} CESP with their persons, placements and breaches: {len(content) / 1e6:.0f} MB")
        held = [*_ours(content, table, rows, user), _against_stock(user), *_by_pages(content, user)]
        return all([*held, *_by_command(rows, user)])


def _ours(content: bytes, table: list, rows: int, user) -> Iterator[bool]:
    previewed = _best(lambda: _timed(lambda: _check(content, user)))
    yield _line("preview of new rows", rows / previewed, PREVIEW_BAR, "rows/s")
    workbook = as_xlsx(table)
    in_xlsx = _timed(lambda: _check(workbook, user))
    yield _line("preview from XLSX, in times of CSV", in_xlsx / previewed, XLSX_BAR, "×", most=True)
    written, confirmed = _best(lambda: _write(content, user))
    yield _line("writing of checked rows", rows / written, WRITE_BAR, "rows/s")
    print(f"{'confirming: checked again, then written':55} {rows / confirmed:12,.1f} rows/s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    again = _best(lambda: _timed(lambda: _check(content, user)))
    yield _line("the same file again", rows / again, AGAIN_BAR, "rows/s")
    copied = _timed(_copy_again, before=_keep_and_empty)
    yield _line("confirming, in times of a bare COPY", confirmed / copied, COPY_BAR, "×", most=True)
    _Measured.seconds_a_row = confirmed / rows
    empty_records()


def _by_command(rows: int, user) -> Iterator[bool]:
    """The same by the command line, in a process of its own, whose memory is what is looked at."""
    for many in (rows, 10 * rows):
        with tempfile.NamedTemporaryFile("w", newline="", suffix=".csv") as file:
            csv.writer(file, delimiter=";").writerows(itertools.islice(lines(), many + 1))
            file.flush()
            started = time.perf_counter()
            peak = _memory_of("import_records", "cesp", file.name, "--user", user.email)
            took = time.perf_counter() - started
        yield _line(f"{many:,} rows by the command line ({took:.0f} s): memory", peak, MEMORY_BAR, "MB", most=True)
        empty_records()


def _by_pages(content: bytes, user) -> Iterator[bool]:
    """What the tasks of a page take: the check that keeps the preview, then the writing."""
    batch = batches.receive(CESP, content, "cesp.csv", user)
    for step in (Step.CHECK, Step.WRITE):
        started = time.perf_counter()
        with mock.patch.object(tasks, "launch"):
            tasks.start(batch, step, by=user)
        peak = _memory_of("run_import", str(batch.pk))
        name = f"{step.label} by the pages ({time.perf_counter() - started:.0f} s): memory"
        yield _line(name, peak, MEMORY_BAR, "MB", most=True)
    empty_records()


def _memory_of(*command: str) -> float:
    """Run a command of the project in a process of its own: the most megabytes that it held."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    answer = subprocess.run(
        [sys.executable, "-c", MEASURED, *command],
        env=os.environ | {"DATABASE_URL": address, "LOCAL": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(answer.stdout[-500:] + answer.stderr[-2000:])
    return int(answer.stderr.split()[-2]) / 1024


def _against_stock(user) -> bool:
    sample = list(itertools.islice(lines(), STOCK_ROWS + 1))
    dataset = Dataset(*sample[1:], headers=["cng_number", *sample[0][1:]])
    took = _timed(lambda: _stock(dataset, user))
    ratio = took / STOCK_ROWS / _Measured.seconds_a_row
    return _line(f"times django-import-export ({STOCK_ROWS / took:.0f} rows/s)", ratio, STOCK_BAR, "×")


class _Measured:
    seconds_a_row = 0.0


def _line(name: str, figure: float, bar: float, unit: str, *, most: bool = False) -> bool:
    holds = figure <= bar if most else figure >= bar
    sign = "at most" if most else "at least"
    print(f"{name:55} {figure:12,.1f} {unit:7} {sign} {bar:,}{'' if holds else '  MISSED'}", flush=True)
    return holds


def _timed(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    before()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _best(measure: Callable[[], object], times: int = 3):
    """The least of several measures: what else the machine does only adds to them."""
    return min(measure() for _ in range(times))


def _check(content: bytes, user) -> None:
    checker = Checker(CESP, read(content, limits=NO_LIMIT), user)
    for drafts in checker.blocks():
        for draft in drafts:
            if draft.faults:
                raise RuntimeError(f"line {draft.line}: {draft.faults[0]}")
            if draft.values != draft.current:
                checker.changes_of(draft)


def _write(content: bytes, user) -> tuple[float, float]:
    """Write everything: the seconds of the writing alone, its constraints and its commit included, and of all."""
    empty_records()
    start = time.perf_counter()
    with bulk_writing(user=user.pk, batch=1):
        checker = Checker(CESP, read(content, limits=NO_LIMIT), user)
        blocks = list(checker.blocks())
        checked = time.perf_counter()
        for drafts in blocks:
            checker.register.write(drafts)
    end = time.perf_counter()
    return end - checked, end - start


def _keep_and_empty() -> None:
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
    empty_records()


def _copy_again() -> None:
    """The rows just written, by COPY into the same tables; their triggers keep the history row by row."""
    with transaction.atomic(), pghistory.context(bench="copy"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")
        for model in TABLES:
            table = model._meta.db_table
            columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not f.generated)
            with cursor.copy(f"COPY (SELECT {columns} FROM kept_{table}) TO STDOUT") as out:
                blocks = list(out)
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as into:
                for block in blocks:
                    into.write(block)


def lines() -> Iterator[list[str]]:
    """The header, then as many valid lines as are asked for, each about somebody else."""
    faculties = [
        (faculty.code, faculty.regions.order_by("code").first().code)
        for faculty in Faculty.objects.filter(discipline="medecine").order_by("code")
    ]
    communes = list(Commune.objects.exclude(region=None).order_by("code").values_list("code", flat=True)[::37])
    yield [column.name for column in CESP.columns]
    for n in itertools.count():
        signed = (n * 7919) % 1200
        day = FIRST_DAY + datetime.timedelta(days=signed)
        year = day.year if day.month >= 9 else day.year - 1
        faculty, region = faculties[n % len(faculties)]
        yield [
            f"CNG-{n}", "", f"NOM{n}", f"Prénom{chr(97 + n % 26)}", str(1985 + n % 10), "medecine",
            "interne" if n % 2 else "étudiant", f"{year}-{year + 1}", faculty, region, region, _day(signed),
            _day(signed + 20), _day(signed + 900), _day(signed + 901), "", _day(signed + 1000), region,
            _day(signed + 1000), communes[n % len(communes)], "libéral", "", _day(signed + 1100), "denonciation",
        ]  # fmt: skip


def _day(n: int) -> str:
    return f"{FIRST_DAY + datetime.timedelta(days=n):%d/%m/%Y}"


def as_csv(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(table)
    return out.getvalue().encode()


def as_xlsx(table: list[list[str]]) -> bytes:
    """`table` as a workbook with real dates."""
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True})
    sheet, as_day = book.add_worksheet("CESP"), book.add_format({"num_format": "dd/mm/yyyy"})
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if row and cell[2:3] == cell[5:6] == "/":
                sheet.write_datetime(row, column, datetime.datetime.strptime(cell, "%d/%m/%Y"), as_day)  # noqa: DTZ007
            elif cell:
                sheet.write_string(row, column, cell)
    book.close()
    return out.getvalue()


class StockResource(resources.ModelResource):
    """What one would write with django-import-export alone: the record checked by its model, its parts beside it."""

    class Meta:
        model = CespContract
        import_id_fields = ("cng_number",)
        fields = ("cng_number",)
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    def __init__(self):
        super().__init__()
        self.faculties = {faculty.code: faculty for faculty in Faculty.objects.all()}

    def before_save_instance(self, instance, row, **kwargs):
        if not instance.pk:
            person = Professional(
                last_name=row["nom"], first_name=row["prenom"], birth_year=int(row["annee_naissance"])
            )
            person.created_in_region_id = row["region_suivi"]
            person.full_clean()
            person.save()
            instance.professional = person

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        instance.discipline = row["filiere"]
        instance.signatory_status = "interne" if row["statut_signature"] == "interne" else "etudiant"
        instance.campaign = row["campagne"]
        instance.faculty = self.faculties[row["ufr"]]
        instance.origin_region_id = instance.followup_region_id = row["region_suivi"]
        instance.expected_practice_region_id = row["region_prevue"]
        instance.signature_date = _read_day(row["date_signature"])
        instance.allowance_start = _read_day(row["debut_allocation"])
        instance.allowance_last_day = _read_day(row["fin_allocation"])
        instance.diploma_date = _read_day(row["date_diplome"])
        instance.expected_installation_date = _read_day(row["date_prevue_installation"])

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        instance.clean_fields(exclude=["professional"])

    def after_save_instance(self, instance, row, **kwargs):
        placement = CespPlacement(contract=instance, start=_read_day(row["date_installation"]), mode="liberal")
        placement.commune_id = row["commune_installation"]
        breach = CespEvent(contract=instance, type="rupture", start=_read_day(row["date_rupture"]))
        breach.breach_reason = row["motif_rupture"]
        for part in (placement, breach):
            part.clean_fields(exclude=["region"])
            part.save()


def _read_day(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def _stock(dataset: Dataset, user) -> None:
    with pghistory.context(user=user.pk):
        result = StockResource().import_data(dataset, raise_errors=True)
    if result.totals["new"] != STOCK_ROWS:
        raise RuntimeError(f"{result.totals} {result.invalid_rows[:1]}")
