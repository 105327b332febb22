"""The purge: who is forgotten and when, what is left of them, and that no figure moves."""

import datetime
import uuid
from io import StringIO

import pghistory
import pytest
from django.conf import settings as django_settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from pghistory.models import Context

from contracts.enums import CespEventType
from contracts.models import CespContract, CespEvent, CespPlacement, McsEngagement, Professional, PtmgContract
from imports.models import ImportBatch, ImportedRow
from measures.compute import compute_figures
from pts_admin.personal_data import purge as purging
from pts_admin.personal_data.erasure import pseudonymise
from pts_admin.personal_data.holdings import history_of, relations_to
from pts_admin.personal_data.purge import purge
from pts_admin.personal_data.retention import STILL_NAMED, past_retention
from regions.models import FormSubmission
from tests import factories as f
from tests.measures.strategies import PROPERTY, worlds
from tests.our_models import our_models, tracked_models
from tests.pts_admin.test_environment import assert_one_sentence
from tests.pts_admin.whole_life import BIRTH_YEAR, ENDED, dump, tables_holding, whole_life

pytestmark = pytest.mark.django_db

MARK, OTHER = "zzpurge", "zzreste"
MOST_DAYS = 200
"""More cannot be asked for at once."""
ONE_DAY = datetime.timedelta(days=1)
LONG_AFTER = datetime.date(2030, 1, 1)


@pytest.fixture
def agent():
    return f.UserFactory()


@pytest.fixture
def life(agent):
    return whole_life(MARK, 1, agent)


def is_past(person, on) -> bool:
    return past_retention(on).filter(pk=person.pk).exists()


# What is left


def test_nothing_in_the_database_names_a_person_past_their_time(life):
    purge(LONG_AFTER)

    person = Professional.objects.get()
    assert tables_holding(MARK) == set()
    assert tables_holding(life[Professional].rpps) == set()
    assert str(person) == f"Pseudonyme {person.pk}"
    assert person.birth_year is None
    assert not history_of(Professional).objects.filter(birth_year=BIRTH_YEAR).exists()
    for record in (person, CespContract.objects.get(), McsEngagement.objects.get(), PtmgContract.objects.get()):
        record.full_clean()


def test_regions_dates_and_outcomes_stay(life):
    before = life[CespContract]

    purge(LONG_AFTER)

    after, breach = CespContract.objects.get(), CespEvent.objects.get()
    for name in ("faculty", "campaign", "signature_date", "diploma_date", "followup_region", "discipline"):
        assert getattr(after, name) == getattr(before, name)
    assert (breach.start, breach.breach_reason) == (ENDED, life[CespEvent].breach_reason)
    assert CespPlacement.objects.get().commune == life[CespPlacement].commune


def test_others_are_left_as_they_are(agent, life):
    running = whole_life(OTHER, 2, agent)
    McsEngagement.objects.filter(pk=running[McsEngagement].pk).update(last_day=None)
    before = {table: [row for row in rows if OTHER in row[0]] for table, rows in dump().items()}

    purge(datetime.date(2023, 1, 1))

    after = {table: [row for row in rows if OTHER in row[0]] for table, rows in dump().items()}
    assert after == before
    assert sum(map(len, before.values())) > 20
    assert tables_holding(MARK) == set()


def test_history_says_that_it_was_the_purge_and_stays_closed(life):
    purge(LONG_AFTER)

    person = Professional.objects.get()
    assert person.history.latest("pgh_id").pgh_context.metadata == {"reason": "purge"}
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        connection.cursor().execute("UPDATE contracts_professionalevent SET phone = 'x'")


def test_every_text_of_every_part_of_a_person_was_marked(life):
    """The ground of these tests: a new model must have its record in a whole life."""
    reached, todo = {Professional}, [Professional]
    for model in todo:
        found = {relation.related_model for relation in relations_to(model)} - reached
        reached |= found
        todo += sorted(found, key=str)

    assert reached <= set(life)


# Who and when


def test_every_kind_of_commitment_says_how_long_it_names_its_holder():
    assert {relation.related_model for relation in relations_to(Professional)} == set(STILL_NAMED)


@pytest.mark.parametrize(
    ("commit", "last_day_named"),
    [
        pytest.param(
            lambda: f.PtmgContractFactory(planned_last_day=ENDED), datetime.date(2022, 3, 9), id="ptmg-planned-end"
        ),
        pytest.param(
            lambda: f.PtmgContractFactory(planned_last_day=datetime.date(2017, 1, 1), last_day=ENDED),
            datetime.date(2022, 3, 9),
            id="ptmg-real-end",
        ),
        pytest.param(lambda: f.McsEngagementFactory(last_day=ENDED), datetime.date(2019, 3, 9), id="mcs"),
        pytest.param(
            lambda: f.CespEventFactory(breach=True, start=ENDED).contract, datetime.date(2021, 3, 9), id="cesp-breach"
        ),
        # 14 months of allowance: 24 are owed, from the first placement on.
        pytest.param(
            lambda: f.CespPlacementFactory(start=datetime.date(2015, 1, 1)).contract,
            datetime.date(2021, 12, 31),
            id="cesp-served",
        ),
    ],
)
def test_a_commitment_names_its_holder_until_the_last_day_of_its_retention(commit, last_day_named):
    person = commit().professional

    assert not is_past(person, last_day_named)
    assert is_past(person, last_day_named + ONE_DAY)


@pytest.mark.parametrize(
    "commit",
    [
        pytest.param(f.McsEngagementFactory, id="mcs-without-end"),
        pytest.param(f.CespContractFactory, id="cesp-in-training"),
        pytest.param(lambda: f.CespContractFactory(trained=True), id="cesp-never-installed"),
        pytest.param(
            lambda: f.CespPlacementFactory(last_day=f.DAY + ONE_DAY).contract, id="cesp-interrupted-before-the-term"
        ),
        pytest.param(
            lambda: f.CespPlacementFactory(contract=f.CespContractFactory()).contract, id="cesp-of-unknown-allowance"
        ),
    ],
)
def test_who_cannot_be_judged_stays(commit):
    assert not is_past(commit().professional, datetime.date(2090, 1, 1))


@pytest.mark.parametrize("running", [f.McsEngagementFactory, f.CespContractFactory])
def test_one_commitment_keeps_the_names_of_all(life, running):
    running(professional=life[Professional])

    assert not is_past(life[Professional], LONG_AFTER)


def test_a_person_without_commitment_is_forgotten_three_years_after_the_last_change():
    person = f.ProfessionalFactory()
    today = timezone.localdate()
    in_three_years = today.replace(year=today.year + 3, day=min(today.day, 28))

    assert not is_past(person, in_three_years - ONE_DAY)
    assert is_past(person, in_three_years + 5 * ONE_DAY)


def test_a_deleted_person_is_forgotten_with_their_history(life):
    merged = f.ProfessionalFactory(last_name="zzfondu", email="zzfondu@example.fr")
    kept = f.ProfessionalFactory()
    contract = f.CespContractFactory(professional=merged, cng_number="zzgarde")
    CespContract.objects.filter(pk=contract.pk).update(professional=kept)
    merged.delete()

    purge(timezone.localdate())
    assert tables_holding("zzfondu") == {"contracts_professionalevent"}
    counts = purge(timezone.localdate() + 4 * 366 * ONE_DAY)

    assert tables_holding("zzfondu") == set()
    assert "contracts_cespcontract" in tables_holding("zzgarde"), "the contract is somebody else's now"
    assert counts["historique\u00a0: professionnels"] >= 2


@pytest.mark.parametrize("months", [12, 24])
def test_durations_are_settings(monkeypatch, months):
    monkeypatch.setitem(django_settings.RETENTION_MONTHS, "mcs", months)
    person = f.McsEngagementFactory(last_day=datetime.date(2016, 12, 31)).professional

    assert not is_past(person, datetime.date(2016 + months // 12, 12, 31))
    assert is_past(person, datetime.date(2017 + months // 12, 1, 1))


def test_a_duration_of_nothing_stops_the_project(run_python):
    result = run_python("manage.py", "check", LOCAL="true", RETENTION_CESP_MONTHS="0", DATABASE_URL="postgresql://x/y")

    assert_one_sentence(result, "RETENTION_CESP_MONTHS is 0")


# Import files and journals


def test_import_files_and_refused_rows_go_after_ninety_days():
    batch = f.ImportBatchFactory(file=b"zzfichier")
    f.ImportedRowFactory(batch=batch)
    received = timezone.localdate(batch.received_at)

    purge(received + 90 * ONE_DAY)
    assert ImportBatch.objects.get().file
    assert ImportedRow.objects.exists()
    purge(received + 91 * ONE_DAY)

    assert ImportBatch.objects.get().file is None
    assert not ImportedRow.objects.exists()


def test_who_changed_what_goes_after_three_years_and_the_change_stays(browser, region, referent):
    with pghistory.context(user=referent.pk, url="/admin/", reason="import"):
        structure = f.StructureFactory(lead_region=region)
    f.ImportedRowFactory()

    purge(timezone.localdate() + 2 * 365 * ONE_DAY)
    assert Context.objects.get().metadata["user"] == referent.pk
    purge(timezone.localdate() + 4 * 366 * ONE_DAY)

    assert Context.objects.get(metadata__reason="import").metadata == {"reason": "import"}
    assert structure.history.count() == 1


def test_the_journal_of_the_admin_goes_after_three_years(life):
    purge(timezone.localdate() + 2 * 365 * ONE_DAY)
    assert LogEntry.objects.count() == 2

    purge(timezone.localdate() + 4 * 366 * ONE_DAY)

    assert not LogEntry.objects.exists()


def test_connections_go_after_a_year():
    today = timezone.localdate()
    kept, old = f.ConnectionFactory(), f.ConnectionFactory()
    type(old).objects.filter(pk=old.pk).update(at=timezone.now() - 366 * ONE_DAY)

    purge(today)

    assert list(type(kept).objects.all()) == [kept]


def test_exports_go_after_three_years():
    today = timezone.localdate()
    kept, old = f.ExportLogFactory(), f.ExportLogFactory()
    type(old).objects.filter(pk=kept.pk).update(at=timezone.now() - 2 * 365 * ONE_DAY)
    type(old).objects.filter(pk=old.pk).update(at=timezone.now() - 4 * 366 * ONE_DAY)

    assert purge(today)["exports"] == 1

    assert list(type(kept).objects.all()) == [kept]


def test_sessions_that_are_over_and_forms_already_recorded_go(referent):
    today = timezone.localdate()
    for days in (-2, 2):
        expires = timezone.now() + days * ONE_DAY
        Session.objects.create(session_key=f"clef{days}", session_data="", expire_date=expires)
    for days in (9, 1):
        FormSubmission.objects.create(token=uuid.uuid4(), user=referent, at=timezone.now() - days * ONE_DAY)

    counts = purge(today)

    assert (counts["sessions expirées"], counts["formulaires déjà enregistrés"]) == (1, 1)
    assert Session.objects.get().session_key == "clef2"
    assert FormSubmission.objects.count() == 1


# How


def test_a_second_purge_finds_nothing(life):
    assert purge(LONG_AFTER)["professionnels"] == 1
    before = dump()

    assert purge(LONG_AFTER) == {}
    assert dump() == before


def test_a_dry_run_counts_the_same_and_changes_nothing(agent, life):
    whole_life(OTHER, 2, agent)
    f.ImportBatchFactory(file=b"x")
    before = dump()

    would = purge(LONG_AFTER, dry_run=True)

    assert dump() == before
    assert purge(LONG_AFTER) == would
    assert would["professionnels"] == 2


def test_stopped_in_the_middle_it_leaves_whole_persons_and_goes_on(monkeypatch, agent, life):
    whole_life(OTHER, 2, agent)
    monkeypatch.setattr(purging, "BATCH_SIZE", 1)
    whole = purging.pseudonymise

    def killed_before_the_end_of_the_second(keys):
        counts = whole(keys)
        if life[Professional].pk not in keys:
            raise KeyboardInterrupt
        return counts

    monkeypatch.setattr(purging, "pseudonymise", killed_before_the_end_of_the_second)
    before = {table for table in tables_holding(OTHER) if table != "imports_refusedrow"}
    with pytest.raises(KeyboardInterrupt):
        purge(LONG_AFTER)
    assert tables_holding(MARK) == set()
    assert before <= tables_holding(OTHER)

    monkeypatch.setattr(purging, "pseudonymise", whole)
    purge(LONG_AFTER)

    assert tables_holding(OTHER) == set()


def test_the_number_of_queries_does_not_follow_that_of_persons(django_assert_max_num_queries):
    f.PtmgContractFactory.create_batch(30, planned_last_day=ENDED)

    with django_assert_max_num_queries(110):
        counts = purge(LONG_AFTER)

    assert counts["professionnels"] == 30


def test_the_command_prints_a_table(life):
    out = StringIO()

    call_command("purge", dry_run=True, on=LONG_AFTER, stdout=out)

    first, *lines = out.getvalue().splitlines()
    assert first == "Conservation au 01/01/2030\u00a0: à effacer (essai\u00a0: rien n’est changé)"
    assert "         1  professionnels" in lines
    assert tables_holding(MARK) != set()


# Figures


@settings(PROPERTY, max_examples=12)
@given(worlds())
def test_no_figure_of_any_day_moves(world):
    with world.saved():
        days = world.days()[:MOST_DAYS]
        before = counted(days)

        counts = pseudonymise(list(Professional.objects.values_list("pk", flat=True)))

        assert counted(days) == before
        assert counts["professionnels"] == Professional.objects.filter(last_name="Pseudonyme").count() == 6


def counted(days) -> dict:
    """Every figure, by indicator and scope, on each of `days`."""
    figures = compute_figures(days, horizon=days[-1])
    return {key: [figures.tally.value(*key, day) for day in days] for key in figures.tally._steps}


def test_every_history_is_known():
    assert {model: history_of(model) for model in our_models() if history_of(model)} == tracked_models()


def test_a_breach_alone_decides_when_it_comes_first():
    contract = f.CespPlacementFactory(start=datetime.date(2015, 1, 1)).contract
    f.CespEventFactory(contract=contract, type=CespEventType.BREACH, start=datetime.date(2015, 6, 1))

    assert is_past(contract.professional, datetime.date(2020, 6, 2))
