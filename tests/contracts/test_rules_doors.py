"""The rules at the doors: what a form shows, what a race leaves, and many records judged as one."""

import contextlib
import datetime
import threading

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.enums import CespEventType
from contracts.models import CespContract, Professional
from contracts.rules import cesp, mcs, ptmg
from contracts.rules.person import lock_persons
from regions import rules
from regions.refusals import REPEATED
from regions.rules import RuleViolation, checked, problems_of
from tests import factories as f
from tests.wall_ground import as_posted, everything, url

ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def contract(region):
    """A contract that the referent's region follows, with a place of practice and a choice."""
    faculty = f.FacultyFactory(regions=[region])
    contract = f.CespContractFactory(trained=True, followup_region=region, faculty=faculty)
    f.CespPlacementFactory(contract=contract, commune=f.CommuneFactory(region=region), activity_pct=50)
    f.CespChoiceFactory(contract=contract)
    return contract


def refused_with(browser, record, **changed):
    """Post the form of `record` with changes, check that nothing is saved, and give the response."""
    address = url(type(record), "change", record.pk)
    data = as_posted(browser.get(address)) | changed
    before = everything()

    response = browser.post(address, data)

    assert response.status_code == 200
    assert everything() == before
    return response


def line_errors(response, prefix: str, index: int) -> dict:
    formset = next(i.formset for i in response.context["inline_admin_formsets"] if i.formset.prefix == prefix)
    return formset.forms[index].errors


@pytest.mark.django_db
def test_c3_is_said_at_its_field_of_the_record(browser, contract):
    response = refused_with(browser, contract, campaign="2013-2015")

    assert response.context["adminform"].form.errors["campaign"] == [
        "Une campagne couvre deux années qui se suivent\u00a0: écrivez 2013-2014. (C3)"
    ]


@pytest.mark.django_db
def test_an_impossible_date_is_said_at_its_field(browser, contract):
    response = refused_with(browser, contract, allowance_start="0001-01-01")

    assert "n’est pas plausible" in str(response.context["adminform"].form.errors["allowance_start"])


@pytest.mark.django_db
def test_what_a_constraint_says_stands_at_the_field_that_was_changed(browser, contract):
    response = refused_with(browser, contract, diploma_date="2009-01-01")
    errors = response.context["adminform"].form.errors
    assert errors == {"diploma_date": ["Le diplôme précède la signature\u00a0: corrigez l’une des deux dates."]}

    response = refused_with(browser, contract, signature_date="2018-01-01", allowance_start="2018-02-01")
    errors = response.context["adminform"].form.errors
    assert errors["signature_date"] == ["Le diplôme précède la signature\u00a0: corrigez l’une des deux dates."]


@pytest.mark.django_db
def test_what_a_constraint_says_of_an_action_stands_at_its_field(browser, contract):
    CespContract.objects.filter(pk=contract.pk).update(diploma_date=None)

    response = browser.post(url(CespContract, "action", contract.pk, "diplome"), {"diploma_date": "2009-01-01"})

    assert response.context["form"].errors == {
        "diploma_date": ["Le diplôme précède la signature\u00a0: corrigez l’une des deux dates."]
    }


@pytest.mark.django_db
def test_c5_is_said_at_its_field_of_the_line(browser, contract):
    response = refused_with(browser, contract, **{"placements-0-start": "2014-12-31"})

    assert line_errors(response, "placements", 0)["start"] == [
        "L’exercice commence le 31/12/2014, avant le diplôme du 01/01/2015\u00a0: corrigez l’une des deux dates. (C5)"
    ]


@pytest.mark.django_db
def test_c8_a_rank_taken_twice_is_said_on_the_lines(browser, contract):
    choice = contract.choices.get()
    data = {
        "choices-TOTAL_FORMS": "2",
        "choices-1-contract": contract.pk,
        "choices-1-rank": "1",
        "choices-1-commune": choice.commune_id,
    }

    response = refused_with(browser, contract, **data)

    assert "Ce rang est déjà pris par un autre vœu\u00a0: donnez un rang libre (C8)." in response.context["errors"]
    assert line_errors(response, "choices", 1)["__all__"] == [REPEATED]
    response = refused_with(browser, contract, **data | {"choices-1-rank": "2"})
    assert "déjà le vœu de rang 1" in str(line_errors(response, "choices", 1)["commune"])


@pytest.mark.django_db
def test_p11_without_a_field_is_said_on_the_whole(browser, contract, region):
    f.PtmgContractFactory(
        professional=contract.professional, origin_cesp=contract, signing_region=region, signature_date=f.DAY
    )

    response = refused_with(browser, contract, **{"placements-0-start": "2018-01-01"})

    assert "(P11)" in str(response.context["adminform"].form.errors["__all__"])


@pytest.mark.django_db
def test_c4_of_another_region_tells_nothing_of_it(browser, contract, region, other_region):
    held = f.CespContractFactory(followup_region=other_region, cng_number="SECRET-1")
    Professional.objects.filter(pk=held.professional_id).update(created_in_region=region)

    response = refused_with(browser, contract, professional=str(held.professional_id))

    assert response.context["adminform"].form.errors["professional"] == [
        "Engagement existant\u00a0: contactez l’administration nationale. (C4)"
    ]
    assert "SECRET-1" not in response.content.decode()


@pytest.mark.django_db
def test_p3_p6_are_said_at_their_fields(browser, region):
    first = f.PtmgContractFactory(signing_region=region)
    second = f.PtmgContractFactory(
        professional=first.professional,
        signing_region=region,
        signature_date=datetime.date(2018, 1, 1),
        planned_last_day=datetime.date(2018, 12, 31),
    )

    response = refused_with(browser, second, renewal="tacite", planned_last_day="2019-12-31")
    assert "731 au plus" in str(response.context["adminform"].form.errors["planned_last_day"])

    response = refused_with(browser, second, signature_date="2016-01-01", start="2016-01-01")
    assert "(P6)" in str(response.context["adminform"].form.errors)


# One record, or many


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 6])
def test_many_records_are_read_in_as_many_queries_as_one(number, django_assert_num_queries):
    placements = f.CespPlacementFactory.create_batch(number)
    contracts = [f.PtmgContractFactory(origin_cesp=row.contract) for row in placements]
    engagements = f.McsEngagementFactory.create_batch(number)
    for row in [*placements, *contracts]:
        f.ZoneUnitCommuneFactory(commune=row.commune)

    with django_assert_num_queries(11):
        assert len(cesp.problems_of_many(row.contract_id for row in placements)) == number
    with django_assert_num_queries(6):
        assert len(ptmg.problems_of_many(row.pk for row in contracts)) == number
    with django_assert_num_queries(2):
        assert len(mcs.problems_of_many(row.pk for row in engagements)) == number


@pytest.mark.django_db
def test_the_rules_do_not_query(django_assert_num_queries, region):
    contract = f.CespPlacementFactory().contract
    facts = cesp.cesp_facts.load([contract.pk])[contract.pk]
    signed = f.PtmgContractFactory(origin_cesp=contract, professional=contract.professional)
    ptmg_facts = ptmg.ptmg_facts.load([signed.pk])[signed.pk]
    engagement = f.McsEngagementFactory(samu=f.SamuEstablishmentFactory())
    mcs_facts = mcs.load([engagement.pk])[engagement.pk]

    with django_assert_num_queries(0):
        assert cesp.judge(facts) == ptmg.judge(ptmg_facts) == mcs.judge(mcs_facts) == []


DAYS = st.integers(0, 900)
LIVES = st.lists(
    st.fixed_dictionaries(
        {"person": st.integers(0, 1), "signed": DAYS, "placed": st.none() | DAYS, "broken": st.none() | DAYS}
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_one_and_many_are_judged_alike(lives):
    with transaction.atomic():
        persons = [f.ProfessionalFactory() for _ in range(2)]
        commune, region = f.CommuneFactory(), f.RegionFactory()
        faculty = f.FacultyFactory(commune=commune)
        contracts = []
        for life in lives:
            signed = datetime.date(2013, 9, 2) + life["signed"] * ONE_DAY
            contract = f.CespContractFactory(
                professional=persons[life["person"]], followup_region=region, faculty=faculty,
                signature_date=signed, trained=True, diploma_date=max(signed, datetime.date(2015, 1, 1)),
            )  # fmt: skip
            contracts.append(contract)
            if life["placed"] is not None:
                f.CespPlacementFactory(contract=contract, commune=commune, start=f.DAY + life["placed"] * ONE_DAY)
            if life["broken"] is not None:
                start = signed + life["broken"] * ONE_DAY
                f.CespEventFactory(contract=contract, breach=True, start=start)

        together = cesp.problems_of_many(contract.pk for contract in contracts)

        assert together == {contract.pk: problems_of(contract) for contract in contracts}
        transaction.set_rollback(True)


def test_every_kind_of_record_has_a_judge(db):
    contract = f.CespContractFactory()
    for record in (contract, f.PtmgContractFactory(), f.McsEngagementFactory(), f.TransferRequestFactory()):
        assert problems_of(record) == []
    event = f.CespEventFactory(contract=contract, type=CespEventType.DEFERRAL)
    assert {problem.code for problem in problems_of(event)} == {"C10"}


@pytest.mark.django_db
def test_c12_a_transfer_is_asked_by_who_follows_and_answered_afterwards():
    transfer = f.TransferRequestFactory()
    f.CespFollowUpFactory(contract=transfer.contract, region=transfer.to_region, start=f.DAY)
    assert [(p.code, p.field) for p in problems_of(transfer)] == [("C12", "from_region")]

    transfer.answered_on, transfer.answered_by, transfer.accepted = f.DAY - ONE_DAY, transfer.asked_by, True
    transfer.save()
    assert [(p.code, p.field) for p in problems_of(transfer)] == [("C12", "answered_on")]

    transfer.answered_on = f.DAY
    transfer.save()
    assert problems_of(transfer) == problems_of(transfer.contract) == []


# Two writers


class Meeting:
    """Where two writers wait for each other between writing and judging; one whom a lock holds back never comes."""

    def __init__(self):
        self.barrier = threading.Barrier(2)

    def wait(self):
        with contextlib.suppress(threading.BrokenBarrierError):
            self.barrier.wait(timeout=2)


def sign_at_once(contracts) -> list[RuleViolation]:
    """Write the contracts, each in a session of its own, all before any is judged; return what was refused."""
    meeting, refused = Meeting(), []

    def write(contract):
        try:
            with checked(contract):
                contract.save()
                meeting.wait()
        except RuleViolation as violation:
            refused.append(violation)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[contract]) for contract in contracts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.fixture
def two_contracts(transactional_db):
    """Two contracts of one person, neither of them written."""
    person, faculty, region = f.ProfessionalFactory(), f.FacultyFactory(), f.RegionFactory()
    return [
        f.CespContractFactory.build(professional=person, faculty=faculty, followup_region=region) for _ in range(2)
    ]


def test_c4_of_two_contracts_signed_at_once_one_is_refused(two_contracts):
    [violation] = sign_at_once(two_contracts)

    assert [problem.code for problem in violation.problems] == ["C4"]
    assert CespContract.objects.count() == 1


def test_c4_without_the_lock_both_would_pass(two_contracts, monkeypatch):
    monkeypatch.setitem(rules._JUDGES, CespContract, rules.Rules(cesp.problems, lambda contract: None))

    assert sign_at_once(two_contracts) == []
    assert CespContract.objects.count() == 2


def test_a_new_signatory_and_the_former_one_are_both_locked(transactional_db):
    contract, other = f.CespContractFactory(), f.ProfessionalFactory()
    former = contract.professional
    contract.professional = other

    with transaction.atomic():
        lock_persons(contract)
        assert free_persons() == set()
    assert free_persons() == {former.pk, other.pk}


def free_persons() -> set[int]:
    """The persons that another session could lock now."""
    found = []

    def look():
        with transaction.atomic():
            rows = Professional.objects.select_for_update(skip_locked=True, no_key=True)
            found.extend(rows.values_list("pk", flat=True))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return set(found)
