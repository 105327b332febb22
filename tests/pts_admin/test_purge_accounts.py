"""The purge of the accounts of former agents: who is forgotten and when, what is left, and who never is."""

import datetime

import pghistory
import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.enums import Outcome, Role
from accounts.models import Connection, Membership, User
from pts_admin.personal_data import purge as purging
from pts_admin.personal_data.purge import purge
from pts_admin.personal_data.retention import accounts_past_retention
from regions.periods import add_months
from tests import factories as f
from tests.pts_admin.whole_life import dump, tables_holding
from tests.wall_ground import url

pytestmark = pytest.mark.django_db

MARK = "zzagent"
MONTHS = 36
ONE_DAY = datetime.timedelta(days=1)


def in_months(months: int, day: datetime.date | None = None) -> datetime.date:
    return add_months(day or timezone.localdate(), months)


def last_minute_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59)))


def is_past(account, on: datetime.date) -> bool:
    return accounts_past_retention(on).filter(pk=account.pk).exists()


def agent(**fields) -> User:
    """An account without a role, made today, that has never signed in."""
    return f.UserFactory(**fields)


def give(account, role=Role.COMMITTEE_MEMBER, **period) -> Membership:
    return f.MembershipFactory(user=account, role=role, **period)


@pytest.fixture
def former_agent():
    """An account with a mark in all that names its owner, wherever it is written."""
    account = agent(email=f"{MARK}.avant@example.fr", last_name=f"{MARK}avant", first_name=MARK)
    account.email, account.last_name, account.proconnect_sub = f"{MARK}.Durand@example.fr", MARK, MARK
    account.set_password(f"{MARK} dans le jardin")
    account.save()
    give(account, last_day=timezone.localdate())
    TOTPDevice.objects.create(user=account, name=MARK)
    second_factor.renew_recovery_codes(account)
    written = {"email": account.email, "user_agent": MARK, "note": MARK, "address": "192.0.2.7"}
    f.ConnectionFactory(account=account, **written)
    f.ConnectionFactory(account=None, email=account.email.upper())
    f.ConnectionFactory(outcome=Outcome.UNLOCKED, note=f"par {account.email}", email="collegue@example.fr")
    for name in (account.email, f"{MARK}.avant@example.fr"):
        AccessAttempt.objects.create(username=name.lower(), ip_address="192.0.2.7", failures_since_start=1)
    LogEntry.objects.create(
        user=agent(), content_type=ContentType.objects.get_for_model(User), object_id=account.pk,
        object_repr=str(account), action_flag=CHANGE, change_message=MARK,
    )  # fmt: skip
    return account


# What is left


def test_nothing_in_the_database_names_a_former_agent(monkeypatch, former_agent):
    # Longer than the account: nothing but its own purge takes the name out of the journals.
    monkeypatch.setattr(settings, "RETENTION_CONNECTION_DAYS", 9999)
    monkeypatch.setitem(settings.RETENTION_MONTHS, "journal", 999)
    assert len(tables_holding(MARK)) == 6

    purge(in_months(MONTHS) + ONE_DAY)

    account = User.objects.get(pk=former_agent.pk)
    assert tables_holding(MARK) == set()
    assert tables_holding(MARK.upper()) == set()
    assert tables_holding("192.0.2.7") == {"axes_accessattempt"}
    assert str(account) == f"Ancien agent {account.pk}"
    account.full_clean()


def test_nobody_signs_in_with_it_any_more(former_agent):
    purge(in_months(MONTHS) + ONE_DAY)

    account = User.objects.get(pk=former_agent.pk)
    assert not account.is_active
    assert not account.has_usable_password()
    assert account.proconnect_sub is None
    assert not TOTPDevice.objects.filter(user=account).exists()
    assert not StaticDevice.objects.filter(user=account).exists()


def test_nobody_takes_it_over(client_of, national_admin, former_agent):
    purge(in_months(MONTHS) + ONE_DAY)
    forgotten = User.objects.get(pk=former_agent.pk)
    address = url(User, "change", forgotten.pk)
    client = client_of(national_admin)

    page = client.get(address)
    answer = client.post(address, {"email": "quelqu-un@example.fr", "is_active": "on"})

    assert "Ancien agent" in page.content.decode()
    assert answer.status_code == 403
    assert User.objects.get(pk=forgotten.pk).email == forgotten.email


def test_what_they_wrote_keeps_an_author_and_their_roles_stay(former_agent):
    with pghistory.context(user=former_agent.pk):
        batch = f.ImportBatchFactory(owner=former_agent)

    purge(in_months(MONTHS) + ONE_DAY)

    batch.refresh_from_db()
    assert str(batch.owner) == f"Ancien agent {former_agent.pk}"
    assert former_agent.memberships.count() == 1
    assert former_agent.history.latest("pgh_id").pgh_context.metadata == {"reason": "purge"}


def test_others_are_left_as_they_are(monkeypatch, former_agent):
    monkeypatch.setattr(settings, "RETENTION_CONNECTION_DAYS", 9999)
    other = give(agent(email="zzreste@example.fr", last_name="zzreste", proconnect_sub="zzreste")).user
    TOTPDevice.objects.create(user=other, name="zzreste")
    f.ConnectionFactory(account=other, email=other.email, address="192.0.2.9", note="zzreste")
    before = {table: [row for row in rows if "zzreste" in row[0]] for table, rows in dump().items()}

    purge(in_months(MONTHS) + ONE_DAY)

    assert {table: [row for row in rows if "zzreste" in row[0]] for table, rows in dump().items()} == before
    assert sum(map(len, before.values())) == 4
    assert tables_holding(MARK) == set()


# Who and when


@pytest.mark.parametrize(
    ("leave", "since"),
    [
        pytest.param(lambda account: None, 0, id="never-used"),
        pytest.param(lambda account: give(account, last_day=in_months(7)), 7, id="end-of-role"),
        pytest.param(
            lambda account: User.objects.filter(pk=account.pk).update(last_login=last_minute_of(in_months(5))),
            5,
            id="last-sign-in",
        ),
        pytest.param(
            lambda account: give(account) and User.objects.filter(pk=account.pk).update(is_active=False),
            0,
            id="closed-with-its-role",
        ),
        pytest.param(lambda account: give(account).delete(), 0, id="deleted-role"),
    ],
)
def test_an_account_is_forgotten_the_day_after_its_last_month(leave, since):
    account = agent()
    leave(account)
    last_day_named = in_months(MONTHS, in_months(since))

    assert not is_past(account, last_day_named)
    assert is_past(account, last_day_named + ONE_DAY)


@pytest.mark.parametrize(
    "keep",
    [
        pytest.param(lambda: give(agent()).user, id="role-without-end"),
        pytest.param(lambda: give(agent(), start=in_months(480), last_day=in_months(500)).user, id="role-to-come"),
        pytest.param(lambda: give(agent(), role=Role.NATIONAL_ADMIN).user, id="national-administrator"),
        pytest.param(
            lambda: give(agent(is_active=False), role=Role.NATIONAL_ADMIN).user, id="closed-national-administrator"
        ),
        pytest.param(lambda: agent(is_superuser=True), id="technical-account"),
    ],
)
def test_who_may_still_be_needed_is_never_forgotten(keep):
    assert not is_past(keep(), in_months(400))


@pytest.mark.parametrize("months", [12, 24])
def test_the_duration_is_a_setting(monkeypatch, months):
    monkeypatch.setitem(settings.RETENTION_MONTHS, "account", months)
    account = agent()

    assert not is_past(account, in_months(months))
    assert is_past(account, in_months(months) + ONE_DAY)


# How


def test_a_dry_run_counts_the_same_and_a_second_purge_finds_nothing(former_agent):
    day = in_months(MONTHS) + ONE_DAY
    before = dump()

    would = purge(day, dry_run=True)
    assert dump() == before
    assert purge(day) == would
    after = dump()

    # The account that was unlocked, that of the author of the journal and the former agent's.
    assert would["utilisateurs"] == 3
    assert purge(day) == {}
    assert dump() == after


def test_a_role_given_meanwhile_keeps_the_account(monkeypatch):
    account, other = agent(), agent()
    monkeypatch.setattr(purging, "BATCH_SIZE", 1)
    whole = purging.close_and_forget

    def meanwhile(keys):
        counts = whole(keys)
        if keys == [account.pk]:
            give(other)
        return counts

    monkeypatch.setattr(purging, "close_and_forget", meanwhile)
    purge(in_months(MONTHS) + ONE_DAY)

    assert not User.objects.get(pk=account.pk).is_active
    assert User.objects.get(pk=other.pk).email == other.email


def test_the_number_of_queries_does_not_follow_that_of_accounts(django_assert_max_num_queries):
    f.UserFactory.create_batch(30)

    with django_assert_max_num_queries(80):
        counts = purge(in_months(MONTHS) + ONE_DAY)

    assert counts["utilisateurs"] == 30
    assert not Connection.objects.exists()
