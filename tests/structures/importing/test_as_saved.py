"""Written at once or saved one by one through the models, the same lines leave the same rows, history included."""

import datetime

import pghistory
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.rules import RuleViolation, checked
from regions.writing import create
from structures.enums import StructureStatus as Status
from structures.models import SiteDistrict, Structure, StructureSite, StructureStatusEvent
from tests import factories as f
from tests.factories.identifiers import fictitious_finess
from tests.imports.checked import imported
from tests.imports.left import content_left_by
from tests.structures.life import day

pytestmark = pytest.mark.django_db

OWNERS = {
    Structure: (),
    StructureSite: ("structure__name",),
    SiteDistrict: ("site__structure__name",),
    StructureStatusEvent: ("structure__name",),
}
"""The models that a line writes, and what names the structure of a row."""
ONE_DAY = datetime.timedelta(days=1)
DAYS = [day(f"{year}-{month:02}-01") for year in (2014, 2015, 2016) for month in (1, 2)]
STATES = {
    "date_elaboration": Status.PREPARING,
    "date_validation": Status.VALIDATED,
    "date_ouverture": Status.OPEN,
    "date_fermeture": Status.CLOSED,
}
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["MSP", "POLE", "CDS", "PTA"]),
            "commune": st.sampled_from(["here", ""]),
            "universitaire": st.sampled_from(["", "non", "oui, depuis le 01/03/2016"]),
            "code_qpv": st.sampled_from(["", "", "QP075001", "QP075001, QN07501A"]),
            **{column: st.sampled_from([None, *DAYS]) for column in STATES},
        }
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture
def ground(region):
    for code in ("QP075001", "QN07501A"):
        f.PriorityDistrictFactory(code=code)
    return region, f.CommuneFactory(region=region)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_a_file_leaves_what_saving_its_lines_would(national_admin, ground, lines):
    region, commune = ground
    rows = [
        line
        | {
            "nom": f"Structure {rank}",
            "finess_et": fictitious_finess(rank),
            "region": region.code,
            "commune": commune.code if line["commune"] else "",
        }
        for rank, line in enumerate(lines, start=1)
    ]

    cells = [as_cells(row) for row in rows]
    written, taken = content_left_by(lambda: imported("structures", cells, national_admin), OWNERS)
    saved, _ = content_left_by(lambda: [save(row, national_admin) for row in rows], OWNERS)

    assert written == saved
    assert {draft.values[1] for draft in taken if not draft.faults} == {row["name"] for row in written[Structure]}


def as_cells(row: dict) -> dict:
    return {name: f"{cell:%d/%m/%Y}" if isinstance(cell, datetime.date) else cell or "" for name, cell in row.items()}


def save(row: dict, user) -> None:
    """Save what a line says, one row after the other, if the rules and the constraints allow it."""
    with pghistory.context(user=user.pk), transaction.atomic():
        sid = transaction.savepoint()
        try:
            _save(row)
        except Exception as refusal:
            assert_is_a_refusal(refusal)
            transaction.savepoint_rollback(sid)


def assert_is_a_refusal(error: Exception) -> None:
    assert isinstance(error, RuleViolation | ValueError) or type(error).__name__ == "ValidationError", error


def _save(row: dict) -> None:
    label = day("2016-03-01") if row["universitaire"].startswith("oui") else None
    structure = create(
        Structure(
            type=row["type"],
            name=row["nom"],
            finess_et=row["finess_et"],
            lead_region_id=row["region"],
            university_since=label,
        )
    )
    with checked(structure):
        if row["code_qpv"] and not row["commune"]:
            raise ValueError
        if row["commune"]:
            _save_site(structure, row)
        for column, status in STATES.items():
            if row[column]:
                create(StructureStatusEvent(structure=structure, status=status, on=row[column]))


def _save_site(structure: Structure, row: dict) -> None:
    first = min(filter(None, [row[column] for column in list(STATES)[:3]]), default=None)
    opened, closed = row["date_ouverture"], row["date_fermeture"]
    site = create(
        StructureSite(
            structure=structure,
            commune_id=row["commune"],
            opened_on=opened,
            closed_on=closed if opened else None,
            main_since=first,
            main_last_day=closed - ONE_DAY if closed and first else None,
        )
    )
    for code in filter(None, row["code_qpv"].split(", ")):
        create(SiteDistrict(site=site, district_id=code))
