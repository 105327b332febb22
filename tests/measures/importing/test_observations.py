"""Files of declared figures: a value or why there is none, by indicator, region and date."""

import datetime
from decimal import Decimal

import pytest

from imports.enums import BlankPolicy
from measures.enums import ObservationState as State
from measures.importing.observations import BOTH_SAID, NO_FRANCE, NOTHING_SAID
from measures.models import Observation
from regions.writing import create
from tests import factories as f
from tests.imports.checked import checked, faults, imported, outcomes, rows_of_records
from tests.imports.left import content_left_by

pytestmark = pytest.mark.django_db

INDICATOR = "population_over_30min_pct"


@pytest.fixture
def line(region):
    """A function: a line of the file, but for what it is given."""

    def fill(**cells):
        return {"indicateur": INDICATOR, "region": region.code, "date": "31/12/2016", "valeur": "4,5"} | cells

    return fill


def declared() -> list[tuple]:
    return list(Observation.objects.order_by("pk").values_list("region", "state", "value"))


def test_a_value_is_declared(referent, line, region):
    imported("observations", [line(source="Insee")], referent)

    [figure] = Observation.objects.values("indicator", "region", "date", "state", "value", "source")
    assert figure == {
        "indicator": INDICATOR,
        "region": region.code,
        "date": datetime.date(2016, 12, 31),
        "state": "value",
        "value": Decimal("4.50"),
        "source": "Insee",
    }


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("néant", State.NIL),
        ("Non transmis", State.NOT_SUBMITTED),
        ("non concerné", State.NOT_APPLICABLE),
        ("not_applicable", State.NOT_APPLICABLE),
    ],
)
def test_the_reason_why_there_is_no_value_is_kept(referent, line, region, written, state):
    imported("observations", [line(valeur="", etat=written)], referent)

    assert declared() == [(region.code, state, None)]


def test_the_same_file_again_changes_nothing(national_admin, line):
    rows = [
        line(etat=""),
        line(date="31/12/2017", valeur="", etat="néant"),
        line(region="France", indicateur="Population à plus de 30 minutes de soins urgents"),
    ]

    assert outcomes(imported("observations", rows, national_admin)) == ["cree"] * 3
    assert outcomes(imported("observations", rows, national_admin)) == ["inchange"] * 3


def test_what_is_exported_is_read_back_unchanged(national_admin, region):
    f.ObservationFactory(region=region, value=Decimal("1200.50"))
    f.ObservationFactory(region=None, value=3)
    f.ObservationFactory(region=region, indicator="gp_count", state=State.NIL, value=None)
    keys = Observation.objects.values_list("pk", flat=True)

    rows = rows_of_records("observations", keys, national_admin)

    assert {row["valeur"] for row in rows} == {"1200,5", "3", ""}
    assert outcomes(checked("observations", rows, national_admin)) == ["inchange"] * 3


def test_a_region_changes_its_mind(referent, line, region):
    imported("observations", [line()], referent)

    imported("observations", [line(valeur="", etat="néant")], referent)
    assert declared() == [(region.code, State.NIL, None)]

    imported("observations", [line(valeur="0", etat="")], referent)
    assert declared() == [(region.code, State.VALUE, 0)]


def test_an_empty_cell_erases_no_figure(referent, line, region):
    imported("observations", [line(source="Insee")], referent)
    emptied = [line(valeur="", source="")]

    assert outcomes(imported("observations", emptied, referent)) == ["inchange"]
    assert outcomes(imported("observations", emptied, referent, blank=BlankPolicy.ERASE)) == ["refuse"]
    assert declared() == [(region.code, State.VALUE, Decimal("4.50"))]


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        pytest.param({"indicateur": "cesp_signed"}, "indicateur", "se calcule à partir des fiches", id="computed"),
        pytest.param({"indicateur": "inconnu"}, "indicateur", "n’est pas une valeur connue", id="unknown"),
        pytest.param({"region": ""}, "region", "obligatoire", id="no-region"),
        pytest.param({"region": "France"}, "region", NO_FRANCE, id="france"),
        pytest.param({"date": "2016"}, "date", "date", id="date"),
        pytest.param({"valeur": "beaucoup"}, "valeur", "n’est pas un nombre", id="number"),
        pytest.param({"valeur": "1,234"}, "valeur", "2", id="decimals"),
        pytest.param({"valeur": ""}, "valeur", NOTHING_SAID, id="nothing"),
        pytest.param({"etat": "néant"}, "etat", BOTH_SAID, id="both"),
        pytest.param({"valeur": "", "etat": "valeur"}, "etat", "Indiquez une valeur", id="value-without-one"),
    ],
)
def test_what_is_refused_is_told_at_its_cell(referent, line, cells, column, said):
    drafts = imported("observations", [line(indicateur="gp_count", etat=""), line(**cells)], referent)

    [(number, where, sentence)] = faults(drafts)
    assert (number, where) == (3, column)
    assert said in sentence
    assert Observation.objects.count() == 1


def test_two_lines_of_one_figure_are_refused(referent, line):
    assert [number for number, _, _ in faults(checked("observations", [line(), line(valeur="5")], referent))] == [3]


def test_another_region_s_figure_is_neither_told_nor_written(referent, line, other_region):
    f.ObservationFactory(region=other_region, indicator=INDICATOR, date=datetime.date(2016, 12, 31), value=31337)

    [draft] = imported("observations", [line(region=other_region.code)], referent)

    [(_, column, said)] = faults([draft])
    assert (column, "périmètre" in said, draft.current) == ("region", True, None)
    assert declared() == [(other_region.code, State.VALUE, 31337)]


def test_a_file_leaves_what_saving_its_lines_would(referent, line, region):
    rows = [line(), line(date="31/12/2017", valeur="", etat="néant")]

    written, _ = content_left_by(lambda: imported("observations", rows, referent), {Observation: ()})
    saved, _ = content_left_by(lambda: save(region), {Observation: ()})

    assert written == saved
    assert len(written[Observation]) == 2


def save(region) -> None:
    """Save through the model what the lines say."""
    for year, state, value in ((2016, State.VALUE, Decimal("4.5")), (2017, State.NIL, None)):
        day = datetime.date(year, 12, 31)
        create(Observation(indicator=INDICATOR, region=region, date=day, state=state, value=value))
