"""The bulk writer leaves what the models leave: the same records, parts and history, whatever the files."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.enums import AidKind
from imports.kinds import kind as kind_of
from imports.reading.tables import as_written
from regions.enums import ZoneClass
from tests import factories as f
from tests.contracts.importing.by_models import save
from tests.contracts.importing.content import content
from tests.contracts.importing.ground import KINDS, Ground
from tests.contracts.importing.lines import SIGNED, files, new_persons
from tests.factories.identifiers import fictitious_finess
from tests.importing import check, csv_of, faults, write

pytestmark = pytest.mark.django_db

SHOWN = {"ufr": "code", "finess_structure": "finess_et", "samu_finess": "finess", "specialite": "name"}
CODES = ("region", "region_suivi", "region_origine", "region_prevue", "commune", "commune_installation")


@pytest.fixture
def places(region):
    """What files name: places in and out of an eligible zone, SAMU, a structure."""
    ground = Ground(region)
    ground.region = region
    ground.specialty = f.SpecialtyFactory(name="médecine générale")
    ground.structure = f.StructureFactory(lead_region=region, finess_et=fictitious_finess(1))
    ground.samus = [f.SamuEstablishmentFactory(region=region) for _ in range(4)]
    ground.communes = [
        f.CommuneFactory(region=region, name=f"{name} {region.code} sur Mer") for name in ("Bourg", "Ville", "Cité")
    ]
    scheme = f.ZoningSchemeFactory(valid_from=SIGNED[1])
    for commune, zone_class in zip(ground.communes, (ZoneClass.DEFICIT, ZoneClass.OUT), strict=False):
        unit = f.ZoneUnitCommuneFactory(commune=commune).unit
        f.ZoneClassificationFactory(unit=unit, scheme=scheme, zone_class=zone_class, start=SIGNED[1])
    for aid in AidKind:
        f.EligibleZoneClassFactory(aid=aid, start=SIGNED[0])
    return ground


@contextmanager
def taken_back():
    """Write inside, and take it back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def cell(column, value):
    """`value` as a file of `column` writes it."""
    if value is None:
        return ""
    if column in CODES:
        return value.name
    if column in SHOWN:
        return getattr(value, SHOWN[column])
    return as_written(value)


def csv_text(lines):
    """The file of `lines`."""
    return csv_of(*({column: cell(column, value) for column, value in line.items()} for line in lines))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_bulk_writer_leaves_what_the_models_leave(kind, data, places, referent):
    sent = data.draw(files(kind, places))
    valid = []

    with taken_back():
        for lines in sent:
            drafts = write(kind, csv_text(lines), referent)
            valid += [line for line, draft in zip(lines, drafts, strict=True) if not draft.faults]
        in_bulk = content()
    with taken_back():
        for line in valid:
            save(kind, line)
        one_by_one = content()

    assert in_bulk == one_by_one


@pytest.mark.parametrize("kind", ["cesp", "ptmg", "mcs"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_line_in_order_is_one_of_which_the_rules_refuse_nothing(kind, data, places, referent):
    """The rules told by a few columns say what all the rules say of all the columns."""
    file = csv_text(data.draw(new_persons(kind, places)))

    told = faults(check(kind, file, referent))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kind_of(kind).open, "is_in_order", lambda register, values: False)
        in_full = faults(check(kind, file, referent))

    assert told == in_full
