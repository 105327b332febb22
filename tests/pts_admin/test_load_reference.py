"""`manage.py load_reference`: what it writes, that a second run writes nothing, and what it says of a bad file."""

import datetime
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

import measures.reference
import regions.reference
from contracts.models import Contingent, EligibleZoneClass, RateParameter, Specialty
from measures.models import Commitment, Pact, PublishedFigure, Target
from regions.loading import ReferenceFileError, read_rows
from regions.models import Commune, CommuneAlias, Departement, Epci, Faculty, FinessDepartement, Region, Territory
from tests.pts_admin.kept_rows import kept_for_the_module

pytestmark = pytest.mark.django_db

LAST_DAY_OF_2015 = datetime.date(2015, 12, 31)
FIRST_DAY_OF_2016 = datetime.date(2016, 1, 1)


@pytest.fixture(scope="module", autouse=True)
def reference(django_db_setup, django_db_blocker):
    """The reference data, loaded once."""
    with kept_for_the_module(django_db_blocker):
        call_command("load_reference", verbosity=0)
        yield


def load() -> str:
    """Run the command and return what it says."""
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (Region, 34),
        (Departement, 101),
        (FinessDepartement, 9),
        (Epci, 1255),
        (Commune, 34_875 + 94),
        (CommuneAlias, 4285),
        (Faculty, 53),
        (Territory, 25),
        (Pact, 2),
        (Commitment, 22),
        (Target, 18),
    ],
)
def test_every_row_of_the_files_is_there(model, count):
    assert model.objects.count() == count


@pytest.mark.parametrize(
    ("day", "count"),
    [
        pytest.param(LAST_DAY_OF_2015, 27, id="before the reform"),
        pytest.param(FIRST_DAY_OF_2016, 18, id="since the reform"),
    ],
)
def test_regions_in_force(day, count):
    assert Region.objects.in_force(day).count() == count


def test_a_merged_region_knows_what_it_comes_from():
    grand_est = Region.objects.get(code="44")

    assert set(grand_est.predecessors.values_list("code", flat=True)) == {"21", "41", "42"}
    assert grand_est.valid_from == FIRST_DAY_OF_2016
    assert Region.objects.get(code="21").valid_to == LAST_DAY_OF_2015


def test_centre_is_the_old_name_of_a_region_that_stays():
    region = Region.objects.get(code="24")

    assert (region.name, region.old_name, region.valid_from) == ("Centre-Val de Loire", "Centre", None)


def test_antilles_guyane_serves_three_regions_counted_together():
    faculty = Faculty.objects.get(code="med-antilles-guyane")

    assert set(faculty.regions.values_list("code", flat=True)) == {"01", "02", "03"}
    assert faculty.counting_group_id == "antilles-guyane"
    assert set(Region.objects.filter(counting_group="antilles-guyane").values_list("code", flat=True)) == {
        "01",
        "02",
        "03",
    }


@pytest.mark.parametrize(
    ("commune", "region"),
    [
        pytest.param("97801", "01", id="Saint-Martin"),
        pytest.param("97701", "01", id="Saint-Barthélemy"),
        pytest.param("98735", None, id="Papeete, no agency"),
        pytest.param("2A004", "94", id="Ajaccio"),
    ],
)
def test_communes_reach_the_region_of_their_agency(commune, region):
    assert Commune.objects.get(code=commune).region_id == region


def test_an_old_code_designates_the_commune_of_today():
    assert Commune.objects.resolve("75101").code == "75056"


def test_a_joint_figure_is_about_three_regions_and_a_national_one_about_none():
    joint = PublishedFigure.objects.get(scope="01+02+03")

    assert set(joint.regions.values_list("code", flat=True)) == {"01", "02", "03"}
    assert not PublishedFigure.objects.filter(scope="FR", regions__isnull=False).exists()


def test_amounts_contingents_and_specialties_are_there():
    assert RateParameter.objects.get(code="cesp-allocation").amount == 1200
    assert RateParameter.objects.get(code="ptmg-plafond").amount == 3105
    assert Contingent.objects.get(kind="PTMG", year=2016, region=None).number == 500
    assert sum(Contingent.objects.filter(year=2016).exclude(region=None).values_list("number", flat=True)) == 500
    assert Specialty.objects.filter(name="Médecine générale").exists()


@pytest.mark.parametrize(
    ("day", "classes"),
    [
        pytest.param(datetime.date(2017, 11, 12), {"deficitaire", "fragile", "vigilance"}, id="first zonings"),
        pytest.param(datetime.date(2017, 11, 13), {"ZIP", "ZAC"}, id="since the arrêté of 13/11/2017"),
    ],
)
def test_classes_that_open_a_ptmg(day, classes):
    rows = EligibleZoneClass.objects.filter(aid="PTMG", start__lte=day).exclude(last_day__lt=day)

    assert set(rows.values_list("zone_class", flat=True)) == classes


def test_a_second_run_writes_nothing():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        said = load()

    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []
    assert said == "Reference data: nothing to change.\n"


def test_what_people_edit_or_add_is_left_alone():
    Faculty.objects.filter(code="med-brest").update(name="Brest et Quimper")
    target = Target.objects.create(
        indicator="cesp_signed",
        value=3000,
        due_on=datetime.date(2020, 12, 31),
        plan="revised",
        source_id="pts1-2012",
    )

    load()

    assert Faculty.objects.get(code="med-brest").name == "Brest et Quimper"
    assert Target.objects.filter(pk=target.pk).exists()


def test_official_geography_is_brought_back_to_the_files():
    Commune.objects.filter(code="29019").update(name="Breste")
    CommuneAlias.objects.filter(code="75101").delete()

    load()

    assert Commune.objects.get(code="29019").name == "Brest"
    assert Commune.objects.resolve("75101").code == "75056"


@pytest.fixture
def copied_data(tmp_path, monkeypatch):
    """The files of the app `regions`, in a folder where they can be spoilt."""
    folder = tmp_path / "data"
    shutil.copytree(regions.reference.DATA, folder)
    monkeypatch.setattr(regions.reference, "DATA", folder)
    return folder


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("epci.csv", None, "epci.csv is missing", id="missing"),
        pytest.param("epci.csv", "siren,name,type\n", "epci.csv lacks the column population", id="no column"),
        pytest.param("epci.csv", "siren,name,type,population\n", "epci.csv has no row", id="empty"),
        pytest.param(
            "epci.csv", "siren,name,type,population\n1,a,CC,many\n", "epci.csv is wrong at line 2", id="not a number"
        ),
        pytest.param(
            "epci.csv", "siren,name,type,population\n1,a,CC\n", "wrong number of cells at line 2", id="short line"
        ),
        pytest.param(
            "communes_alias.csv",
            "code_insee,name,type,commune_code\n01003,A,ancien-code,99999\n",
            "unknown code '99999'",
            id="unknown commune",
        ),
    ],
)
def test_a_bad_file_is_one_sentence_and_nothing_is_written(copied_data, name, content, said):
    if content is None:
        (copied_data / name).unlink()
    else:
        (copied_data / name).write_text(content, encoding="utf-8")
    Region.objects.filter(code="53").update(ars_name="")

    with pytest.raises(CommandError, match=said):
        load()

    assert Region.objects.get(code="53").ars_name == "", "the transaction must be rolled back"


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_bytes("indicator\nprévu\n".encode("cp1252"))

    with pytest.raises(ReferenceFileError, match=r"targets\.csv cannot be read"):
        read_rows(path, ["indicator"])


@pytest.mark.parametrize(
    ("scope", "codes"),
    [("FR", []), ("84", ["84"]), ("01+02+03", ["01", "02", "03"])],
)
def test_regions_of_a_scope(scope, codes):
    assert measures.reference.regions_of(scope) == codes
