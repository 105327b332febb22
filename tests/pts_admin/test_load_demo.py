"""`manage.py load_demo`: the figures of the dossier come out of the records, and the records obey the rules."""

import datetime
from collections import Counter, defaultdict
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Max, Q, Sum

from accounts.models import User
from anomalies.engine import pointed_out, rules_of
from contracts.enums import CespEventType, PracticeMode
from contracts.models import (
    CespContract,
    CespEvent,
    CespFollowUp,
    CespPlacement,
    EligibleZoneClass,
    McsEngagement,
    Professional,
    PtmgContract,
    TransferRequest,
)
from contracts.rules import cesp, mcs, ptmg, transfer
from measures.compute import compute_figures
from measures.enums import ObservationState
from measures.expected_gaps import reasons
from measures.indicators import all_indicators
from measures.models import Observation, PublishedFigure
from measures.published import compare
from measures.reference import DATA
from pts_admin.demo import figures, shares
from pts_admin.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from pts_admin.demo.identifiers import fictitious_finess, fictitious_rpps, luhn_key
from pts_admin.demo.load import DEFAULT_SEED, Demonstration
from regions.loading import read_rows
from regions.models import Region
from regions.periods import last_day_of
from structures import rules as structure_rules
from structures.enums import StructureStatus
from structures.models import Structure, StructureSite, StructureStatusEvent
from tests.pts_admin.kept_rows import kept_for_the_module

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2018, 3, 15)
ONE_DAY = datetime.timedelta(days=1)
D, H = figures.BILAN_DAY, figures.HORIZON
DOSSIER = [
    (row["indicator"], row["regions"], datetime.date.fromisoformat(row["reference_date"]), int(row["value"]))
    for row in read_rows(DATA / "published_figures.csv", [])
    if row["source"] == figures.SOURCE
    and row["regions"] != figures.NATIONAL
    and all_indicators()[row["indicator"]].is_computed
]
ORDER = [
    StructureStatus.EMERGING,
    StructureStatus.PREPARING,
    StructureStatus.VALIDATED,
    StructureStatus.OPEN,
    StructureStatus.CLOSED,
]


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The demonstration as known on `TODAY`, loaded once."""
    with kept_for_the_module(django_db_blocker):
        call_command("load_reference", verbosity=0)
        call_command("load_demo", today=TODAY, verbosity=0)
        connection.check_constraints()
        yield


@pytest.fixture(scope="module")
def computed(demo):
    """The figures of the engine on every day that a test asks for."""
    days = {day for _, _, day, _ in DOSSIER} | {datetime.date(year, 12, 31) for year in figures.CESP_SERIES} | {TODAY}
    return compute_figures(sorted(days), horizon=H)


@pytest.mark.parametrize(("indicator", "scope", "day", "value"), DOSSIER)
def test_the_dossier_comes_out(computed, indicator, scope, day, value):
    if scope == figures.ANTILLES_GUYANE:
        assert computed.grouped(indicator, "antilles-guyane", day) == value
    else:
        assert computed.regional(indicator, scope, day) == value


def test_the_dossier_has_as_many_cells_as_expected():
    assert len(DOSSIER) == 102


def test_every_printed_figure_is_found_but_for_the_expected_gaps(demo):
    """Every source, cell by cell: what differs is the explicit list, no more and no less."""
    rows = compare()

    by_verdict = defaultdict(set)
    for row in rows:
        by_verdict[row.verdict].add((row.source_code, row.indicator, row.scope, row.reference_date))
    assert len(rows) == PublishedFigure.objects.count() == 187
    assert by_verdict["differs"] == set()
    assert by_verdict["expected"] == set(reasons())
    assert {(source, indicator) for source, indicator, _, _ in by_verdict["unknown"]} == {
        ("communique-bfc-2017", "mcs_population_covered"),
        ("fiche-loi-2016", "internship_gp_pct"),
    }


@pytest.mark.parametrize(("year", "value"), figures.CESP_SERIES.items())
def test_the_national_series_of_cesp(computed, year, value):
    assert computed.national("cesp_signed", datetime.date(year, 12, 31)) == value


def test_occitanie_signs_what_the_others_leave(computed):
    assert computed.regional("cesp_signed", "76", D) == 128


def test_thirty_platforms_run_or_are_planned(computed):
    assert computed.national("pta_open_or_planned", D) == 30


def test_reunion_and_corse_receive_contracts_signed_elsewhere():
    signed_in = Counter()
    contracts = CespContract.objects.filter(
        signature_date__lte=D, expected_practice_region__in=["04", "94"], expected_installation_date__range=(D, H)
    ).exclude(placements__start__lte=D)
    for region, signed in contracts.values_list("expected_practice_region", "faculty__regions"):
        signed_in[region, signed] += 1

    assert signed_in == {("04", "04"): 3, ("04", "75"): 1, ("94", "93"): 8}


def test_declared_figures_of_the_dossier_are_observations():
    declared = [row for row in PublishedFigure.objects.filter(source="dossier-2017") if _is_declared(row)]

    for row in declared:
        region = None if row.scope == "FR" else row.scope
        observation = Observation.objects.get(indicator=row.indicator, region=region, date=row.reference_date)
        assert observation.value == row.value
    assert len(declared) > 30
    assert set(Observation.objects.values_list("state", flat=True)) == set(ObservationState.values)


def _is_declared(row) -> bool:
    return not all_indicators()[row.indicator].is_computed


def test_everybody_is_fictitious():
    assert not Professional.objects.exclude(last_name__endswith=" (fictif)").exists()
    assert not Professional.objects.exclude(rpps="").exclude(rpps__startswith="999").exists()
    assert not Professional.objects.exclude(email__endswith="@example.fr").exists()


def test_identifiers_pass_the_luhn_check():
    assert luhn_key("7992739871") == "3"
    assert fictitious_rpps(1) == "99900000011"
    assert fictitious_finess("2A", 12)[:8] == "2A990012"
    assert fictitious_finess("01", 10_000) == "", "the range of the département is used up"


def test_every_demonstration_account_signs_in_with_one_role():
    for _, email in DEMO_ACCOUNTS:
        user = User.objects.get(email=email)
        assert user.check_password(DEMO_PASSWORD)
        assert len(user.roles) == 1


def test_the_history_says_where_the_rows_come_from():
    row = CespContract.objects.first().history.select_related("pgh_context").get()

    assert row.pgh_context.metadata["reason"] == "données de démonstration"


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (CespContract, ["signature_date", "diploma_date", "allowance_last_day"]),
        (CespPlacement, ["start", "last_day", "choice_date"]),
        (PtmgContract, ["signature_date", "last_day", "renewal_date", "stayed_after_on"]),
        (StructureStatusEvent, ["on"]),
        (StructureSite, ["opened_on", "closed_on"]),
    ],
)
def test_no_fact_lies_in_the_future(model, fields):
    latest = model.objects.aggregate(**{f"latest_{name}": Max(name) for name in fields})

    assert max(latest.values()) <= TODAY


def test_life_goes_on_after_2016(computed):
    for indicator in ("cesp_signed", "cesp_installed_ever", "ptmg_signed", "msp_open", "mcs_active", "cpts_open"):
        assert computed.national(indicator, TODAY) > computed.national(indicator, D), indicator


def test_a_placement_follows_the_diploma_and_precedes_any_breach():
    """C5, C13."""
    assert not CespPlacement.objects.exclude(start__gt=F("contract__diploma_date")).exists()
    assert not CespContract.objects.filter(events__type=CespEventType.BREACH, placements__isnull=False).exists()
    breaches = dict(CespEvent.objects.filter(type=CespEventType.BREACH).values_list("contract", "start"))
    for event in CespEvent.objects.filter(contract__in=breaches).exclude(type=CespEventType.BREACH):
        assert event.last_day < breaches[event.contract_id]


def test_simultaneous_placements_share_one_activity():
    """C6: as many as 100 % on the first day of any placement."""
    first = CespPlacement.objects.values("contract", "start").annotate(total=Sum("activity_pct"))

    assert set(first.values_list("total", flat=True)) == {100}


def test_a_doctor_in_private_practice_keeps_to_the_tariffs_but_five():
    """C9: the unknown ones are there for the warning."""
    private = CespPlacement.objects.exclude(mode=PracticeMode.SALARIED)

    assert not private.filter(convention_tariffs=False).exists()
    assert private.filter(convention_tariffs=None).count() == 5


def test_deferrals_are_decided_and_suspensions_within_the_studies():
    """C10, C11."""
    deferrals = CespEvent.objects.filter(type=CespEventType.DEFERRAL)
    suspensions = CespEvent.objects.filter(type=CespEventType.SUSPENSION)

    assert deferrals.exists()
    assert not deferrals.exclude(faculty_opinion="favorable", decision_date__gt=F("faculty_opinion_date")).exists()
    assert suspensions.exists()
    assert not suspensions.filter(start__lt=F("contract__signature_date")).exists()
    assert not suspensions.filter(last_day__gt=F("contract__diploma_date")).exists()


def test_nobody_holds_two_cesp_contracts():
    """C4."""
    assert CespContract.objects.count() == CespContract.objects.values("professional").distinct().count()


def test_a_place_of_practice_was_eligible_when_chosen_and_only_four_are_unknown():
    """C7, P5."""
    eligible = EligibleZoneClass.objects.all()
    chosen = [("CESP", *row) for row in CespPlacement.objects.values_list("zone_class_at_choice", "choice_date")]
    chosen += PtmgContract.objects.values_list("kind", "zone_class_at_signature", "signature_date")
    allowed = {(row.aid, row.zone_class): row for row in eligible}

    assert sum(zone_class == "" for _, zone_class, _ in chosen) == 4
    for aid, zone_class, day in chosen:
        if zone_class:
            row = allowed[aid, zone_class]
            assert row.start <= day
            assert row.last_day is None or day <= row.last_day


def test_terms_of_ptmg_contracts():
    """P2 and P3; P6 and P8 are constraints."""
    days = defaultdict(int)
    for contract in PtmgContract.objects.filter(kind="PTMG"):
        months = 24 if contract.renewal == "tacite" else 12
        assert contract.planned_last_day <= last_day_of(contract.start, months)
        end = min(contract.planned_last_day, contract.last_day or contract.planned_last_day)
        days[contract.professional_id] += (end - contract.start).days + 1
    assert max(days.values()) <= 731
    assert any(contract_count > 1 for contract_count in _contracts_by_doctor().values())


def _contracts_by_doctor() -> Counter:
    return Counter(PtmgContract.objects.filter(kind="PTMG").values_list("professional", flat=True))


def test_early_ends_respect_the_notice():
    """P7."""
    for contract in PtmgContract.objects.filter(end_reason__startswith="rupture"):
        assert contract.last_day > last_day_of(contract.notice_date, 2)


def test_a_ptmg_out_of_a_cesp_is_one_person_practising_there():
    """P11."""
    origins = PtmgContract.objects.exclude(origin_cesp=None)

    assert Counter(origins.values_list("signing_region", flat=True)) == {"24": 2, "32": 1}
    for contract in origins:
        assert contract.professional_id == contract.origin_cesp.professional_id
        assert contract.origin_cesp.placements.filter(start__lte=contract.start).exists()


@pytest.mark.parametrize(
    ("judge", "model"), [(cesp, CespContract), (ptmg, PtmgContract), (mcs, McsEngagement)], ids=["CESP", "PTMG", "MCS"]
)
def test_no_contract_breaks_a_rule(judge, model):
    """C3 to C13, P2 to P7, P11, M1, M3: every record, judged as a form would."""
    records = list(model.objects.values_list("pk", flat=True))

    found = judge.problems_of_many(records)

    assert len(found) == len(records) > 500
    assert [str(problem) for problems in found.values() for problem in problems] == []


def test_no_transfer_breaks_a_rule():
    """C12."""
    rows = TransferRequest.objects.all()

    assert rows.filter(accepted=True).count() == CespFollowUp.objects.count() > 0
    assert [problem for row in rows for problem in transfer.problems(row)] == []


def pointed_out_by_rule(model, on) -> Counter:
    """How many records each warning rule points out on day `on`, those that point out some."""
    return +Counter({rule.code: pointed_out(rule, model.objects.all(), on).count() for rule in rules_of(model)})


def test_deliberate_oddities_are_found(computed):
    """`docs/demonstration.md` lists them."""
    found = {
        model: pointed_out_by_rule(model, TODAY) for model in (CespContract, PtmgContract, McsEngagement, Professional)
    }

    chosen = ("C3", "C9-inconnu", "C15", "CESP-retard", "C7-inconnu", "C7-classe")
    late = computed.national("cesp_late", TODAY)
    assert [found[CespContract][code] for code in chosen] == [3, 5, 4, late, 0, 0]
    assert found[PtmgContract] == {"P5-inconnu": 4}
    assert found[Professional] == {"H1-cle": 2}
    unequipped = McsEngagement.objects.filter(
        kind="mcs", contract_signed_on__lte=TODAY - 40 * ONE_DAY, equipped_on=None
    )
    still_there = unequipped.filter(Q(last_day=None) | Q(last_day__gte=TODAY))
    assert unequipped.values("professional").distinct().count() == 4
    assert found[McsEngagement]["M1-equipement"] == still_there.count() > 0
    assert min(found[McsEngagement][code] for code in ("M4", "M5")) > 0


def test_structures_go_through_their_states_in_order():
    """T1, T2."""
    events = defaultdict(list)
    for structure, status in StructureStatusEvent.objects.order_by("on").values_list("structure", "status"):
        events[structure].append(status)

    for states in events.values():
        ranks = [ORDER.index(status) for status in states if status in ORDER]
        assert ranks == sorted(ranks)
        assert StructureStatus.OPEN not in states or StructureStatus.VALIDATED in states
    assert not Structure.objects.filter(sites=None).exists()


def test_no_rule_refuses_a_structure():
    structures = structure_rules.loaded(Structure.objects.all())

    assert [problem for structure in structures for problem in structure_rules.judge(structure, TODAY)] == []


def test_the_oddities_of_structures_are_found():
    """One house in fifty without FINESS (T3); one project in seven validated in 2015 or 2016 never opens (T4)."""
    found = pointed_out_by_rule(Structure, datetime.date(2020, 1, 1))

    assert 10 < found.pop("T3") < 40
    assert found.pop("T4") > 10
    assert found.keys() <= {"T8"}, "headcounts of 2017 are old by then"


def test_a_database_with_records_is_left_alone():
    with pytest.raises(CommandError, match="already holds records"):
        call_command("load_demo", today=TODAY)

    out = StringIO()
    call_command("load_demo", if_empty=True, stdout=out)
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"scale": 0}, "--scale must be 1 or more", id="scale"),
        pytest.param({"today": datetime.date(2016, 12, 30)}, "begins on 31/12/2016", id="too early"),
    ],
)
def test_what_cannot_be_loaded_is_one_sentence(monkeypatch, options, said):
    monkeypatch.setattr("pts_admin.management.commands.load_demo.is_empty", lambda: True)

    with pytest.raises(CommandError, match=said):
        call_command("load_demo", **options)


def test_the_demonstration_needs_the_reference_data(monkeypatch):
    monkeypatch.setattr("pts_admin.management.commands.load_demo.is_empty", lambda: True)
    Region.objects.filter(valid_to=None).update(valid_to=TODAY)

    with pytest.raises(CommandError, match="run `manage.py load_reference` first"):
        call_command("load_demo", today=TODAY)


@pytest.fixture(scope="module")
def drawn(demo):
    """A function: the rows of the demonstration in memory, for a day and a scale."""

    def draw(today, scale=1):
        return Demonstration(today, DEFAULT_SEED).fill(scale).rows

    return draw


def test_what_2016_knows_does_not_depend_on_today(drawn):
    at_the_time, later = (_facts_of_2016(drawn(today)) for today in (D, datetime.date(2027, 6, 30)))

    for kind, facts in at_the_time.items():
        assert facts == later[kind], kind


def _facts_of_2016(rows) -> dict[str, Counter]:
    """The dated facts that count at the end of 2016."""
    return {
        "contracts": Counter(
            (
                c.cng_number,
                c.faculty.code,
                c.signature_date,
                c.expected_installation_date,
                c.expected_practice_region_id,
            )
            for c in rows[CespContract]
            if c.signature_date <= D
        ),
        "placements": Counter(
            (p.contract.cng_number, p.start, p.commune.code, p.activity_pct)
            for p in rows[CespPlacement]
            if p.start <= D
        ),
        "events": Counter((e.contract.cng_number, e.type, e.start) for e in rows[CespEvent] if e.start <= D),
        "ptmg": Counter(
            (c.number, c.signature_date, c.commune.code, c.professional.last_name)
            for c in rows[PtmgContract]
            if c.signature_date <= D
        ),
        "mcs": Counter(
            (e.professional.last_name, e.volunteer_since, e.practice_commune.code)
            for e in rows[McsEngagement]
            if e.volunteer_since <= D
        ),
        "states": Counter(
            (e.structure.name, e.structure.lead_region_id, e.status, e.on)
            for e in rows[StructureStatusEvent]
            if e.on <= D
        ),
    }


def test_the_scale_multiplies_records_of_other_people(drawn):
    rows = drawn(D, scale=2)

    signed = Counter(contract.faculty.code.split("-")[0] for contract in rows[CespContract])
    assert sum(signed.values()) == 2 * 1795
    assert len(rows[PtmgContract]) == 2 * (655 + 14 + 4)
    for numbers in (
        [contract.cng_number for contract in rows[CespContract]],
        [contract.number for contract in rows[PtmgContract]],
        [person.rpps for person in rows[Professional] if person.rpps],
        [structure.finess_et for structure in rows[Structure] if structure.finess_et],
    ):
        assert len(numbers) == len(set(numbers))


def test_shares_keep_rows_columns_and_fixed_cells():
    gains = shares.increments({"a": 10, "b": 20, "c": 3}, [5, 12, 20], fixed={("a", 1): 4}, floors={"c": [0, 0, 1, 0]})

    assert {key: sum(row) for key, row in gains.items()} == {"a": 10, "b": 20, "c": 3}
    assert [sum(row[index] for row in gains.values()) for index in range(3)] == [5, 7, 8]
    assert sum(gains["a"][:2]) == 4
    assert gains["c"][2] >= 1
