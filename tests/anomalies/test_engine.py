"""Warning rules point out records, and a justification holds one of them back for a while."""

import datetime

import pytest
from django.db.models import Exists, OuterRef, Q

from anomalies import engine
from anomalies.engine import WarningRule, anomalies_of
from anomalies.models import Justification
from structures.models import StructureSite
from tests.factories import StructureFactory, StructureSiteFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2016, 6, 1)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    """Two rules on structures, in place of those of the applications."""
    monkeypatch.setattr(engine, "_RULES", {})
    engine.register(
        WarningRule("X1", "structures.Structure", "Note", "Videz la note.", lambda on: ~Q(note="")),
        WarningRule(
            "X2",
            "structures.Structure",
            "Site",
            "Fermez le site.",
            lambda on: Q(Exists(StructureSite.objects.filter(structure=OuterRef("pk"), opened_on__lte=on))),
        ),
    )


def justify(structure, rule, at, until=None):
    return Justification.objects.create(
        rule=rule, record=structure, reason="Vu.", by=UserFactory(), at=at, until=until
    )


def open_codes(structure, on=TODAY):
    return [anomaly.rule.code for anomaly in anomalies_of(structure, on) if not anomaly.is_justified]


def test_a_record_bears_the_codes_of_the_rules_that_point_it_out():
    plain, noted = StructureFactory(), StructureFactory(note="À revoir.")
    StructureSiteFactory(structure=noted, opened_on=TODAY)

    assert open_codes(plain) == []
    assert open_codes(noted) == ["X1", "X2"]
    assert open_codes(noted, TODAY - ONE_DAY) == ["X1"]


@pytest.mark.parametrize(
    ("on", "silent"),
    [
        pytest.param(TODAY - ONE_DAY, False, id="veille"),
        pytest.param(TODAY, True, id="premier jour"),
        pytest.param(TODAY + 30 * ONE_DAY, True, id="dernier jour"),
        pytest.param(TODAY + 31 * ONE_DAY, False, id="lendemain"),
    ],
)
def test_a_justification_silences_its_rule_on_its_record_over_its_days(on, silent):
    structure, other = StructureFactory(note="À revoir."), StructureFactory(note="À revoir.")
    justify(structure, "X1", TODAY, TODAY + 30 * ONE_DAY)

    assert open_codes(structure, on) == ([] if silent else ["X1"])
    assert open_codes(other, on) == ["X1"]


def test_the_earlier_reason_is_shown_when_the_rule_asks_again():
    structure = StructureFactory(note="À revoir.")
    justify(structure, "X1", TODAY - 400 * ONE_DAY, TODAY - 300 * ONE_DAY)
    last = justify(structure, "X1", TODAY - 200 * ONE_DAY, TODAY - ONE_DAY)

    [anomaly] = anomalies_of(structure, TODAY)

    assert (anomaly.rule.code, anomaly.justification, anomaly.is_justified) == ("X1", last, False)


def test_a_justified_anomaly_is_still_told_on_its_record():
    structure = StructureFactory(note="À revoir.")
    held = justify(structure, "X1", TODAY)

    [anomaly] = anomalies_of(structure, TODAY)

    assert (anomaly.justification, anomaly.is_justified) == (held, True)


def test_a_code_names_one_rule():
    with pytest.raises(ValueError, match="X1"):
        engine.register(WarningRule("X1", "contracts.CespContract", "", "", lambda on: Q()))


def test_a_model_without_a_rule_has_no_anomaly():
    assert anomalies_of(UserFactory(), TODAY) == []
