"""Files imported from the server: what is written, what is said, the code of the exit."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import CespContract
from imports.enums import BatchState
from imports.management.commands import import_records
from imports.models import ImportBatch
from imports.reading import read
from tests.imports.files import csv_bytes
from tests.imports.sending import HEADERS, cesp_csv, lines

pytestmark = pytest.mark.django_db
NOTHING = {"rows": 0, "created": 0, "updated": 0, "unchanged": 0, "refused": 0, "written": False}


@pytest.fixture
def run(tmp_path, national_admin):
    """Run the command on a content: its exit code, its last line, what it says besides."""

    def run(content, *options, kind="cesp", user=national_admin.email, name="cesp.csv"):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_records", kind, str(path), "--user", user, *options, stdout=out, stderr=err)
            code = 0
        except SystemExit as exit:
            code = exit.code
        return code, json.loads(out.getvalue().splitlines()[-1]), err.getvalue()

    return run


def told(**counts) -> dict:
    """The last line of a file of CESP."""
    return {"kind": "cesp"} | NOTHING | counts


def test_a_file_is_written_and_kept_in_the_journal(run, region, national_admin):
    content = cesp_csv(*lines(region, 3))

    code, answer, _ = run(content)

    assert (code, answer) == (0, told(rows=3, created=3, written=True))
    assert CespContract.objects.count() == 3
    batch = ImportBatch.objects.get()
    assert (batch.owner, batch.state, batch.created) == (national_admin, BatchState.WRITTEN, 3)
    assert bytes(batch.file) == content
    assert run(content)[:2] == (0, told(rows=3, unchanged=3, written=True))


def test_a_dry_run_says_what_would_happen_and_writes_nothing(run, region):
    assert run(cesp_csv(*lines(region, 2)), "--dry-run")[:2] == (0, told(rows=2, created=2))
    assert not CespContract.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.fixture
def one_refused(region):
    """Two lines that are valid, one that is not."""
    right = lines(region, 3)
    right[1][HEADERS.index("filiere")] = "medcine"
    return cesp_csv(*right)


def test_one_refused_row_and_nothing_is_written(run, one_refused):
    code, answer, said = run(one_refused)

    assert (code, answer) == (1, told(rows=3, created=2, refused=1))
    assert "Ligne 3\u00a0: filiere" in said
    assert "Rien n’a été écrit" in said
    assert not CespContract.objects.exists()


def test_the_valid_rows_are_written_on_request(run, one_refused):
    code, answer, said = run(one_refused, "--partial")

    assert (code, answer) == (1, told(rows=3, created=2, refused=1, written=True))
    assert "Rien n’a été écrit" not in said
    assert CespContract.objects.count() == 2
    assert ImportBatch.objects.get().imported_rows.count() == 1


def test_the_refused_rows_are_given_back(run, one_refused, tmp_path):
    errors = tmp_path / "a-corriger.csv"

    run(one_refused, "--partial", "--errors", str(errors))

    table = read(errors.read_bytes())
    assert table.headers == [*HEADERS, "Erreur", "Suggestion"]
    [row] = table.rows()
    assert row.cells[-1] == "filiere\u00a0: medecine"


def test_empty_cells_erase_when_asked_to(run, region):
    sent = lines(region, 1)
    run(cesp_csv(*sent))
    sent[0][HEADERS.index("fin_allocation")] = ""

    assert run(cesp_csv(*sent))[1]["unchanged"] == 1
    assert run(cesp_csv(*sent), "--blank", "erase")[1]["updated"] == 1
    assert CespContract.objects.get().allowance_last_day is None


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        pytest.param(b"", {}, "vide", id="empty"),
        pytest.param(b"%PDF-1.7", {}, "PDF", id="pdf"),
        pytest.param(None, {}, "ne peut être ni lu ni écrit", id="no-such-file"),
        pytest.param(csv_bytes([["nom"], ["x"]]), {}, "Aucune clé", id="no-key"),
        pytest.param(cesp_csv(), {"kind": "cespp"}, "Type d’import inconnu", id="unknown-kind"),
        pytest.param(cesp_csv(), {"user": "personne@example.fr"}, "n’existe pas", id="unknown-user"),
    ],
)
def test_what_is_no_file_to_import_is_refused_in_a_sentence(run, content, options, sentence):
    code, answer, said = run(content, **options)

    assert (code, answer) == (2, {"kind": options.get("kind", "cesp")} | NOTHING)
    assert sentence in said
    assert "Traceback" not in said


def test_an_account_without_the_right_imports_nothing(run, region, regional_reader):
    code, answer, said = run(cesp_csv(*lines(region, 1)), user=regional_reader.email)

    assert (code, answer) == (2, told())
    assert "n’a pas le droit" in said
    assert not CespContract.objects.exists()


def test_a_long_file_is_written_block_after_block(run, region, monkeypatch):
    """Nothing waits in memory for the commit, and the planner knows of the rows: 1, 2 then 4 blocks."""
    monkeypatch.setattr(import_records, "STEP", 2)

    with CaptureQueriesContext(connection) as captured:
        code, answer, _ = run(cesp_csv(*lines(region, 9)))

    assert (code, answer) == (0, told(rows=9, created=9, written=True))
    asked = [query["sql"] for query in captured]
    assert sum("ANALYZE (" in sql for sql in asked) == 3
    assert sum("SET CONSTRAINTS ALL IMMEDIATE" in sql for sql in asked) == 4
    assert CespContract.objects.count() == 9
