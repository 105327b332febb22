"""Contracts running in a year against the contingent (P10): told to national administrators, never refused."""

import datetime

import pytest

from contracts.enums import PtmgKind
from contracts.models import Contingent
from contracts.rules import ptmg
from contracts.rules.contingents import contingent_overruns
from tests import factories as f
from tests.wall_ground import url

pytestmark = pytest.mark.django_db

YEAR = 2016
NEW_YEAR, LAST_DAY = datetime.date(2016, 1, 1), datetime.date(2016, 12, 31)
ONE_DAY = datetime.timedelta(days=1)


def running(region, start, until, **contract):
    return f.PtmgContractFactory(signing_region=region, signature_date=start, planned_last_day=until, **contract)


def overruns():
    return {(row.region_id, row.kind): row.running for row in contingent_overruns(YEAR)}


def test_p10_contracts_in_force_on_any_day_of_the_year_count(region, other_region):
    f.ContingentFactory(year=YEAR, region=region, number=1)
    f.ContingentFactory(year=YEAR, number=2)
    running(region, NEW_YEAR - 100 * ONE_DAY, NEW_YEAR - ONE_DAY)
    running(region, NEW_YEAR - 100 * ONE_DAY, LAST_DAY, last_day=NEW_YEAR - ONE_DAY)
    running(region, LAST_DAY + ONE_DAY, LAST_DAY + 90 * ONE_DAY)
    running(region, NEW_YEAR, LAST_DAY, kind=PtmgKind.PTMA)
    running(region, NEW_YEAR - 100 * ONE_DAY, NEW_YEAR)
    assert overruns() == {}

    running(region, LAST_DAY, LAST_DAY + 90 * ONE_DAY)
    assert overruns() == {(region.code, "PTMG"): 2}

    running(other_region, NEW_YEAR, LAST_DAY)
    assert overruns() == {(region.code, "PTMG"): 2, (None, "PTMG"): 3}


def test_p10_is_no_error(region):
    f.ContingentFactory(year=YEAR, region=region, number=0)

    assert ptmg.problems(running(region, NEW_YEAR, LAST_DAY)) == []


def test_p10_is_shown_to_national_administrators_alone(client_of, national_admin, referent, region):
    f.ContingentFactory(year=YEAR, region=region, number=1)
    for _ in range(3):
        running(region, NEW_YEAR, LAST_DAY)

    pages = {user: client_of(user).get(url(Contingent, "changelist")) for user in (national_admin, referent)}

    assert "2 de plus que le contingent" in pages[national_admin].content.decode()
    assert pages[referent].status_code in (200, 403)
    assert "de plus que le contingent" not in pages[referent].content.decode()
