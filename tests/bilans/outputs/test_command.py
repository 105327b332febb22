"""`manage.py bilan`: every format, whole or not at all, and one sentence for a wrong request."""

import io

import pytest
from django.core.management import CommandError, call_command

from bilans import outputs
from bilans.editions import read_edition
from bilans.management.commands import bilan as command
from bilans.publishing import publish
from tests.bilans.ground import campaign_with
from tests.bilans.outputs.documents import docx_text, pdf_text, sheets_of
from tests.factories import (
    CespContractFactory,
    ProfessionalFactory,
    PtmgContractFactory,
    RegionalActionFactory,
    StructureFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(region):
    """An edition of a region whose records are full of names."""
    person = ProfessionalFactory(first_name="Zzprenom", last_name="Zzpatronyme")
    CespContractFactory(professional=person, followup_region=region)
    PtmgContractFactory(professional=person, signing_region=region)
    StructureFactory(lead_region=region, manager="Zzgerant", name="Maison Zznom")
    RegionalActionFactory(region=region)
    by = UserFactory(first_name="Claire", last_name="Zzmonteil")
    return publish(campaign_with(sent=[region]), by=by)


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("bilan", "2016", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", [*outputs.FORMATS, "docx"])
def test_a_file_is_that_of_the_edition_and_names_nobody(edition, region, tmp_path, name):
    path = tmp_path / f"bilan.{name}"
    path.write_text("what was there before")

    more = ["--region", region.code] if name == "docx" else []
    assert run("--edition", "1.0", "--format", name, "-o", str(path), *more) == ""

    content, bilan = path.read_bytes(), read_edition(edition)
    expected = {
        "docx": lambda: outputs.chapter_docx(bilan, region.code),
        "pdf": lambda: outputs.as_pdf(bilan, edition.sha256),
    }.get(name, lambda: outputs.FORMATS[name](bilan))()
    assert content == (expected.encode() if isinstance(expected, str) else expected)
    assert list(tmp_path.iterdir()) == [path]
    words = {"pdf": pdf_text, "docx": docx_text, "xlsx": sheets_of, "ods": sheets_of}.get(name, bytes.decode)(content)
    assert "zz" not in str(words).lower()


def test_the_pdf_of_an_edition_says_its_hash(edition, tmp_path):
    run("--edition", "1.0", "--format", "pdf", "-o", str(tmp_path / "bilan.pdf"))

    assert edition.sha256 in pdf_text((tmp_path / "bilan.pdf").read_bytes())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--format", "pdf"], "name the file to write with -o", id="pdf-on-screen"),
        pytest.param(["--format", "xlsx"], "name the file to write with -o", id="xlsx-on-screen"),
        pytest.param(["--format", "docx", "-o", "x"], "give its code with --region", id="docx-without-region"),
        pytest.param(["--format", "csv", "--region", "53"], "leave --region out", id="region-of-a-csv"),
        pytest.param(["--format", "docx", "--region", "zz", "-o", "x"], "There is no region zz", id="unknown-region"),
    ],
)
def test_a_wrong_request_is_refused_in_one_sentence(region, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError, match=sentence) as refusal:
        run(*arguments)

    assert str(refusal.value).endswith(".")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_fails_leaves_the_one_before(region, tmp_path, monkeypatch):
    path = tmp_path / "bilan.pdf"
    path.write_bytes(b"before")

    def fail(*args):
        raise outputs.OutputError("Le PDF n’a pas pu être composé.", "The PDF could not be typeset.")

    monkeypatch.setattr(command, "as_pdf", fail)
    with pytest.raises(CommandError, match=r"^The PDF could not be typeset\.$"):
        run("--format", "pdf", "-o", str(path))

    assert path.read_bytes() == b"before"


def test_a_disk_that_is_full_leaves_the_file_before(region, tmp_path, monkeypatch):
    path = tmp_path / "bilan.csv"
    path.write_bytes(b"before")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(CommandError, match="No space left on device"):
        run("--format", "csv", "-o", str(path))

    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_keeps_leading_to_the_file(region, tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "real.csv")
    (tmp_path / "real.csv").write_text("before")

    run("--format", "csv", "-o", str(link))

    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("indicateur;")
