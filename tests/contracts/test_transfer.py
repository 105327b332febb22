"""C12: a change of follow-up region needs both agencies; until then, and until its day, the contract does not move."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from contracts.actions import cesp, transfers
from contracts.enums import CespBreachReason
from contracts.models import CespContract, CespEvent, CespFollowUp, TransferRequest
from measures.compute import compute_figures
from regions.writing import AlreadyDone
from tests import factories as f
from tests.wall_ground import other_author, url

DAY = datetime.date(2016, 1, 1)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def contract(region):
    return f.CespContractFactory(followup_region=region, cng_number="CNG-1")


@pytest.fixture
def receiver(other_region):
    """A referent of the region asked to follow the contract."""
    return other_author(other_region)


def asked(contract, other_region, by, **facts):
    return transfers.ask_transfer(contract, by=by, **{"to_region": other_region, "effective_on": DAY} | facts)


def reads(user, contract):
    return CespContract.objects.visible_to(user).filter(pk=contract.pk).exists()


def writes(user, contract):
    return CespContract.objects.editable_by(user).filter(pk=contract.pk).exists()


@pytest.mark.django_db
def test_c12_one_agreement_moves_nothing(contract, region, other_region, referent, receiver):
    transfer = asked(contract, other_region, referent)

    assert (transfer.from_region, transfer.asked_by, transfer.answered_on) == (region, referent, None)
    assert cesp.followed_by(contract, DAY) == region.pk
    assert not reads(receiver, contract)
    assert transfer in TransferRequest.objects.visible_to(receiver)


@pytest.mark.django_db
def test_c12_the_second_agreement_moves_the_follow_up_from_its_day_on(
    contract, region, other_region, referent, receiver
):
    transfer = asked(contract, other_region, referent)

    change = transfers.accept_transfer(transfer, by=receiver)

    assert (change.region, change.start) == (other_region, DAY)
    assert cesp.followed_by(contract, DAY - ONE_DAY) == region.pk
    assert cesp.followed_by(contract, DAY) == other_region.pk
    assert (transfer.accepted, transfer.answered_by, transfer.answered_on) == (True, receiver, timezone.localdate())
    assert writes(receiver, contract)
    assert reads(referent, contract)
    assert not writes(referent, contract)


@pytest.mark.django_db
def test_a_transfer_to_come_leaves_the_writing_where_it_is(contract, other_region, referent, receiver):
    tomorrow = timezone.localdate() + ONE_DAY
    transfers.accept_transfer(asked(contract, other_region, referent, effective_on=tomorrow), by=receiver)

    assert writes(referent, contract)
    assert reads(receiver, contract)
    assert not writes(receiver, contract)


@pytest.mark.django_db
def test_a_transferred_contract_counts_once_before_and_after(contract, region, other_region, referent, receiver):
    transfers.accept_transfer(asked(contract, other_region, referent), by=receiver)
    days = [DAY - ONE_DAY, DAY]

    figures = compute_figures(days, horizon=datetime.date(2018, 12, 31))

    counts = [[figures.regional("cesp_allocated", place.pk, day) for place in (region, other_region)] for day in days]
    assert counts == [[1, 0], [0, 1]]
    assert [figures.national("cesp_allocated", day) for day in days] == [1, 1]


@pytest.mark.django_db
def test_a_refusal_says_why_and_moves_nothing(contract, region, other_region, referent, receiver):
    transfer = asked(contract, other_region, referent, note="Stage à Lyon.")

    transfers.refuse_transfer(transfer, by=receiver, reason="Plus de place.")

    transfer.refresh_from_db()
    assert (transfer.accepted, transfer.note) == (False, "Stage à Lyon. – Refus\u00a0: Plus de place.")
    assert not CespFollowUp.objects.exists()
    assert cesp.followed_by(contract, DAY) == region.pk
    with pytest.raises(AlreadyDone):
        transfers.refuse_transfer(transfer, by=receiver, reason="Plus de place.")
    with pytest.raises(ValidationError, match="déjà été refusée"):
        transfers.accept_transfer(transfer, by=receiver)


@pytest.mark.django_db
def test_a_request_is_withdrawn_until_it_is_answered(contract, other_region, referent, receiver):
    transfer = asked(contract, other_region, referent)

    transfers.cancel_transfer(transfer, by=referent)

    assert transfers.is_cancelled(transfer)
    with pytest.raises(AlreadyDone):
        transfers.cancel_transfer(transfer, by=referent)
    with pytest.raises(ValidationError, match="déjà été refusée"):
        transfers.accept_transfer(transfer, by=receiver)
    accepted = asked(contract, other_region, referent)
    transfers.accept_transfer(accepted, by=receiver)
    with pytest.raises(ValidationError, match="déjà été acceptée"):
        transfers.cancel_transfer(accepted, by=referent)


@pytest.mark.django_db
def test_a_request_sent_twice_is_one(contract, other_region, referent, receiver):
    transfer = asked(contract, other_region, referent)

    with pytest.raises(AlreadyDone):
        asked(contract, other_region, referent)
    with pytest.raises(ValidationError, match="déjà en attente"):
        asked(contract, f.RegionFactory(), referent)
    transfers.accept_transfer(transfer, by=receiver)
    with pytest.raises(AlreadyDone):
        transfers.accept_transfer(transfer, by=receiver)

    assert CespFollowUp.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "refused"), [pytest.param(0, True, id="jour"), pytest.param(1, False, id="lendemain")]
)
def test_a_transfer_takes_effect_after_the_signature(contract, other_region, referent, days, refused):
    day = contract.signature_date + datetime.timedelta(days)

    if refused:
        with pytest.raises(ValidationError, match="après la signature"):
            asked(contract, other_region, referent, effective_on=day)
    else:
        assert asked(contract, other_region, referent, effective_on=day).effective_on == day


@pytest.mark.django_db
def test_a_transfer_goes_neither_to_its_own_region_nor_before_another_change(contract, region, other_region, referent):
    with pytest.raises(ValidationError, match="différentes"):
        asked(contract, region, referent)
    f.CespFollowUpFactory(contract=contract, region=region, start=DAY)
    with pytest.raises(ValidationError, match="déjà enregistré"):
        asked(contract, other_region, referent)


@pytest.mark.django_db
def test_a_region_that_no_longer_follows_gives_nothing_up(contract, other_region, referent, receiver):
    transfer = asked(contract, other_region, referent)
    f.CespFollowUpFactory(contract=contract, region=f.RegionFactory(), start=DAY - ONE_DAY)

    with pytest.raises(ValidationError, match="ne suit plus"):
        transfers.accept_transfer(transfer, by=receiver)


@pytest.mark.django_db
def test_the_history_names_both_agreements(contract, other_region, referent, receiver):
    transfers.accept_transfer(asked(contract, other_region, referent), by=receiver)

    contexts = [event.pgh_context.metadata for event in TransferRequest.pgh_event_model.objects.order_by("pgh_id")]

    assert contexts == [
        {"user": referent.pk, "action": "Transférer vers une autre région"},
        {"user": receiver.pk, "action": "Accepter le transfert"},
    ]


# Pages


@pytest.mark.django_db
def test_the_sender_asks_and_the_receiver_accepts_from_their_pages(
    client_of, browser, referent, receiver, contract, other_region
):
    page = browser.get(url(CespContract, "action", contract.pk, "transfert"))
    assert page.status_code == 200
    response = browser.post(
        url(CespContract, "action", contract.pk, "transfert"),
        {"to_region": other_region.pk, "effective_on": "2016-01-01"},
    )
    assert response.status_code == 302, response.context["form"].errors
    transfer = TransferRequest.objects.get()
    record = browser.get(url(CespContract, "change", contract.pk)).content.decode()
    assert "en attente" in record
    assert url(TransferRequest, "change", transfer.pk) in record

    received = client_of(receiver)
    assert "en attente" in received.get(url(TransferRequest, "changelist")).content.decode()
    summary = received.get(url(TransferRequest, "change", transfer.pk)).content.decode()
    for fact in (contract.professional.last_name, contract.faculty.name, "15/11/2013", "médecine"):
        assert fact in summary
    assert received.get(url(CespContract, "change", contract.pk)).status_code == 404
    answer = {"answered_on": timezone.localdate().isoformat()}
    received.post(url(TransferRequest, "action", transfer.pk, "accepter"), answer)

    transfer.refresh_from_db()
    assert (transfer.accepted, transfer.answered_by) == (True, receiver)
    assert received.get(url(CespContract, "change", contract.pk)).status_code == 200
    assert "en attente" not in received.get(url(TransferRequest, "change", transfer.pk)).content.decode()


@pytest.mark.django_db
def test_each_side_answers_for_itself_only(client_of, browser, contract, other_region, referent, receiver):
    transfer = asked(contract, other_region, referent)
    accept, cancel = (url(TransferRequest, "action", transfer.pk, code) for code in ("accepter", "annuler"))

    assert browser.post(accept, {"answered_on": "2015-12-02"}).status_code == 403
    assert client_of(receiver).post(cancel, {}).status_code == 403
    assert client_of(other_author(f.RegionFactory())).get(accept).status_code == 404
    transfer.refresh_from_db()
    assert transfer.answered_on is None
    national = client_of(f.UserFactory(role=Role.NATIONAL_ADMIN))
    assert {national.get(address).status_code for address in (accept, cancel)} == {200}


@pytest.mark.django_db
def test_a_region_of_practice_does_not_give_the_follow_up_away(browser, region, other_region):
    contract = f.CespContractFactory(followup_region=other_region, trained=True)
    f.CespPlacementFactory(contract=contract, commune=f.CommuneFactory(region=region))

    address = url(CespContract, "action", contract.pk, "transfert")

    assert browser.get(url(CespContract, "change", contract.pk)).status_code == 200
    assert browser.get(address).status_code == 403
    assert browser.post(address, {"to_region": region.pk, "effective_on": "2016-01-01"}).status_code == 403


@pytest.mark.django_db
def test_the_form_of_a_transfer_answers_nothing(client_of, contract, other_region, referent, receiver):
    transfer = asked(contract, other_region, referent)
    received = client_of(receiver)

    change = received.post(url(TransferRequest, "change", transfer.pk), {"accepted": "true"})

    assert change.status_code == 403
    assert received.get(url(TransferRequest, "add")).status_code == 403
    assert received.post(url(TransferRequest, "delete", transfer.pk), {"post": "yes"}).status_code == 403
    transfer.refresh_from_db()
    assert transfer.accepted is None


@pytest.mark.django_db
def test_the_pending_contracts_are_listed(browser, contract, other_region, referent, region):
    quiet = f.CespContractFactory(followup_region=region, cng_number="CNG-2")
    asked(contract, other_region, referent)

    listed = browser.get(url(CespContract, "changelist"), {"transfert": "attente"}).content.decode()

    assert contract.cng_number in listed
    assert quiet.cng_number not in listed


# Races


def at_once(*calls):
    """Run `calls` together, each in a session of its own: what each gave, or raised."""
    results, start = {}, threading.Barrier(len(calls))

    def run(index, call):
        start.wait()
        try:
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[index] for index in range(len(calls))]


@pytest.mark.django_db(transaction=True)
def test_an_acceptance_and_a_refusal_at_once_are_one_answer(contract, other_region, referent, receiver):
    transfer = asked(contract, other_region, referent)

    answers = at_once(
        lambda: transfers.accept_transfer(TransferRequest.objects.get(), by=receiver),
        lambda: transfers.refuse_transfer(TransferRequest.objects.get(), by=receiver, reason="Non."),
    )

    transfer.refresh_from_db()
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert CespFollowUp.objects.count() == int(transfer.accepted)


@pytest.mark.django_db(transaction=True)
def test_two_breaches_at_once_are_one(contract, referent):
    def declare(day):
        return lambda: cesp.declare_breach(
            CespContract.objects.get(), by=referent, start=day, breach_reason=CespBreachReason.OTHER
        )

    answers = at_once(declare(DAY), declare(DAY + ONE_DAY))

    assert sum(isinstance(answer, CespEvent) for answer in answers) == 1
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert CespEvent.objects.count() == 1
