"""CESP contracts exported, edited, sent back: nothing changes by itself, nothing of a colleague is overwritten."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.importing.cesp import CESP
from contracts.models import CespContract
from imports.checking import Checker
from imports.drafts import Fault
from imports.enums import BlankPolicy, FileFormat, Outcome
from imports.exporting import export
from imports.reading import read
from imports.versions import GONE, OVERTAKEN
from imports.writing import bulk_writing
from regions.models import Commune
from tests import factories as f
from tests.factories.identifiers import fictitious_finess
from tests.imports.files import cells, csv_bytes
from tests.wall_ground import SECRET, mark_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(region):
    """A contract of the referent's region, with a placement and a breach."""
    contract = f.CespContractFactory(followup_region=region, cng_number="CNG-1", trained=True)
    structure = f.StructureFactory(lead_region=region, finess_et=fictitious_finess(1))
    commune = f.CommuneFactory(region=region)
    f.CespPlacementFactory(contract=contract, commune=commune, structure=structure, start=datetime.date(2015, 2, 1))
    return contract


def exported(user, file_format=FileFormat.CSV) -> bytes:
    file, _ = export(CESP, user, CespContract.objects.order_by("pk"), file_format)
    with file:
        return file.read()


def checked(user, content, **options):
    checker = Checker(CESP, read(content), user, **options)
    return checker, [draft for block in checker.blocks() for draft in block]


def edited(content: bytes, **values) -> bytes:
    """The only row of a CSV with other values, by column."""
    headers, row = cells(content)
    return csv_bytes([headers, [values.get(name, cell) for name, cell in zip(headers, row, strict=True)]])


def written(user, content):
    checker, drafts = checked(user, content)
    with bulk_writing(user=user.pk):
        checker.register.write(drafts)
    return drafts


@pytest.mark.parametrize("file_format", FileFormat.values)
@pytest.mark.parametrize("blank", BlankPolicy.values)
def test_what_is_exported_comes_back_unchanged(referent, contract, file_format, blank):
    checker, drafts = checked(referent, exported(referent, file_format), blank=blank)

    assert [draft.faults for draft in drafts] == [[]]
    assert checker.counts == {Outcome.UNCHANGED: 1}
    assert checker.match.notices == []


def test_a_structure_of_another_region_that_a_contract_names_comes_back(referent, contract):
    foreign = f.StructureFactory(finess_et=fictitious_finess(2))
    contract.placements.update(structure=foreign)

    checker, _ = checked(referent, exported(referent))

    assert foreign.finess_et in exported(referent).decode()
    assert checker.counts == {Outcome.UNCHANGED: 1}


@pytest.mark.parametrize("file_format", FileFormat.values)
def test_a_contract_read_and_not_written_comes_back_unchanged_and_cannot_be_changed(
    referent, region, other_region, file_format
):
    faculty = f.FacultyFactory(regions=[region])
    f.CespContractFactory(followup_region=other_region, faculty=faculty, cng_number="CNG-2", trained=True)

    checker, drafts = checked(referent, exported(referent, file_format))
    _, changed = checked(referent, edited(exported(referent), date_diplome="20/01/2015"))

    assert [draft.faults for draft in drafts] == [[]]
    assert checker.counts == {Outcome.UNCHANGED: 1}
    assert changed[0].outcome == Outcome.REFUSED


def test_a_structure_without_finess_is_not_erased_by_its_empty_cell(referent, contract):
    unnumbered = f.StructureFactory(lead_region=contract.followup_region)
    contract.placements.update(structure=unnumbered)

    checker, _ = checked(referent, exported(referent), blank=BlankPolicy.ERASE)

    assert checker.counts == {Outcome.UNCHANGED: 1}
    assert checker.erased == 0


def test_a_value_edited_in_the_file_is_written(referent, contract):
    written(referent, edited(exported(referent), date_diplome="15/01/2015"))

    contract.refresh_from_db()
    assert contract.diploma_date == datetime.date(2015, 1, 15)


def test_a_row_overtaken_by_a_colleague_is_refused_with_both_values(referent, contract):
    content = edited(exported(referent), campagne="2012-2013")
    CespContract.objects.filter(pk=contract.pk).update(diploma_date=datetime.date(2015, 1, 20))

    drafts = written(referent, content)

    assert drafts[0].faults == [
        Fault("", OVERTAKEN),
        Fault("campagne", "vous\u00a0: «\u00a02012-2013\u00a0»\u202f; au registre\u00a0: «\u00a02013-2014\u00a0»."),
        Fault(
            "date_diplome", "vous\u00a0: «\u00a001/01/2015\u00a0»\u202f; au registre\u00a0: «\u00a020/01/2015\u00a0»."
        ),
    ]
    contract.refresh_from_db()
    assert (contract.campaign, contract.diploma_date) == ("2013-2014", datetime.date(2015, 1, 20))


def test_a_row_left_alone_after_a_colleague_is_refused_too(referent, contract):
    content = exported(referent)
    CespContract.objects.filter(pk=contract.pk).update(diploma_date=datetime.date(2015, 1, 20))

    _, drafts = checked(referent, content)

    assert [fault.column for fault in drafts[0].faults] == ["", "date_diplome"]


def test_a_change_of_a_part_overtakes_its_row(referent, contract):
    content = edited(exported(referent), campagne="2012-2013")
    contract.placements.update(mode="salarie")

    _, drafts = checked(referent, content)

    assert [fault.column for fault in drafts[0].faults] == ["", "campagne", "mode_exercice"]


def test_a_row_that_agrees_with_the_register_is_no_conflict(referent, contract):
    content = edited(exported(referent), date_diplome="20/01/2015")
    CespContract.objects.filter(pk=contract.pk).update(diploma_date=datetime.date(2015, 1, 20))

    checker, _ = checked(referent, content)

    assert checker.counts == {Outcome.UNCHANGED: 1}


def test_a_row_without_version_does_not_overwrite_a_record(referent, contract):
    content = edited(exported(referent), date_diplome="20/01/2015", version_ligne="")

    _, drafts = checked(referent, content)

    assert drafts[0].faults[0] == Fault("", OVERTAKEN)


def test_a_row_whose_record_is_gone_is_not_created_again(referent, contract):
    content = exported(referent)
    contract.delete()

    _, drafts = checked(referent, content)
    _, anew = checked(referent, edited(content, version_ligne=""))

    assert drafts[0].faults == [Fault("", GONE)]
    assert GONE not in [fault.sentence for fault in anew[0].faults]


def test_a_file_without_versions_is_read_as_ever(referent, contract):
    headers, row = cells(exported(referent))
    content = csv_bytes([headers[:-1], [*row[:-1]]])

    checker, _ = checked(referent, edited(content, date_diplome="20/01/2015"))

    assert checker.counts == {Outcome.UPDATED: 1}


# The wall


def test_a_record_of_another_region_is_neither_exported_nor_told(referent, contract, other_region, national_admin):
    other = f.CespContractFactory(followup_region=other_region, cng_number="CNG-2", trained=True)
    mark_texts(other.professional, SECRET)
    stolen = [row for row in cells(exported(national_admin)) if row[0] in ("numero_cng", "CNG-2")]
    stolen[1][stolen[0].index("date_diplome")] = "20/01/2015"
    stolen[1][-1] = "v0"

    _, drafts = checked(referent, csv_bytes(stolen))

    assert SECRET in str(stolen)
    assert SECRET not in exported(referent).decode()
    assert "CNG-2" not in exported(referent).decode()
    assert drafts[0].faults
    assert OVERTAKEN not in [fault.sentence for fault in drafts[0].faults]
    assert "01/01/2015" not in str(drafts[0].faults)


def test_a_user_without_role_exports_nothing(user_without_role, contract):
    assert len(cells(exported(user_without_role))) == 1


# The cost


def queries(user, content=None) -> int:
    with CaptureQueriesContext(connection) as captured:
        checked(user, content) if content else exported(user)
    return len(captured)


def test_an_export_and_its_return_cost_as_many_queries_whatever_the_number_of_rows(referent, contract, region):
    commune = Commune.objects.get(pk=contract.placements.get().commune_id)

    def costs():
        content = exported(referent)
        rows = cells(content)
        overtaken = csv_bytes([rows[0], *([*row[:-1], "v0"] for row in rows[1:])])
        CespContract.objects.update(diploma_date=datetime.date(2015, 1, len(rows)))
        return queries(referent), queries(referent, content), queries(referent, overtaken)

    few = costs()
    for number in range(5):
        other = f.CespContractFactory(followup_region=region, cng_number=f"CNG-1{number}", trained=True)
        foreign = f.StructureFactory(finess_et=fictitious_finess(10 + number))
        f.CespPlacementFactory(contract=other, commune=commune, structure=foreign, start=datetime.date(2015, 2, 1))

    assert costs() == few
