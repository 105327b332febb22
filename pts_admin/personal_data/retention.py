"""How long a person stays named: who is past it on a day. The durations are settings (docs/personal-data.md).

« Past » is strict: a period that ends on day D, kept n months, is past from the day after its last month on.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Least

from accounts.enums import Role
from accounts.models import FORMER_DOMAIN, Membership, User
from contracts.enums import CespEventType
from contracts.models import CespContract, CespEvent, McsEngagement, Professional, PtmgContract
from pts_admin.personal_data.holdings import history_of
from regions.periods import latest_start_over

PSEUDONYM = "Pseudonyme"
"""Last name of whoever has none any more; the first name is the number of the record."""
FORMER_AGENT = "Ancien agent"
"""First name of an account that names nobody any more; the last name is its number."""


def limit(kind: str, on: datetime.date) -> datetime.date:
    """What ended before this day is past its retention on day `on`."""
    return latest_start_over(on, settings.RETENTION_MONTHS[kind])


def still_named_cesp(on: datetime.date) -> QuerySet:
    """Contracts neither broken nor served in full for long enough; those of unknown end are among them."""
    ended_before = limit("cesp", on)
    broken = CespEvent.objects.filter(type=CespEventType.BREACH, start__lt=ended_before).order_by()
    # The commitments of all the contracts at once: one by one, it takes minutes.
    served = RawSQL("SELECT contract_id FROM contracts_cesp_commitments(%s) WHERE ended_on < %s", [on, ended_before])
    return CespContract.objects.exclude(pk__in=broken.values("contract")).exclude(pk__in=served)


def still_named_ptmg(on: datetime.date) -> QuerySet:
    """Contracts not over for long enough."""
    ended = Least("planned_last_day", "last_day")
    return PtmgContract.objects.alias(ended=ended).filter(ended__gte=limit("ptmg", on))


def still_named_mcs(on: datetime.date) -> QuerySet:
    """Engagements not over for long enough, or whose end is unknown."""
    return McsEngagement.objects.filter(Q(last_day=None) | Q(last_day__gte=limit("mcs", on)))


STILL_NAMED = {CespContract: still_named_cesp, PtmgContract: still_named_ptmg, McsEngagement: still_named_mcs}
"""Each kind of commitment of a professional -> those that keep their holder named on a day."""


def past_retention(on: datetime.date) -> QuerySet:
    """Professionals to be named no more on day `on`.

    All their commitments are past their time; or they have none and nobody has touched them for long: entered by
    mistake. One commitment of unknown end keeps its holder.
    """
    of_person = {"professional": OuterRef("pk")}
    people = Professional.objects.exclude(last_name=PSEUDONYM)
    engaged = Q()
    for model, still_named in STILL_NAMED.items():
        people = people.exclude(Exists(still_named(on).filter(**of_person)))
        engaged |= Q(Exists(model.objects.filter(**of_person)))
    changes = history_of(Professional).objects.filter(pgh_obj_id=OuterRef("pk"))
    recent = changes.filter(pgh_created_at__date__gte=limit("unengaged", on))
    return people.filter(engaged | Q(Exists(changes)) & ~Q(Exists(recent)))


def deleted_for_long(on: datetime.date) -> QuerySet:
    """The last lines of the history of professionals deleted for long, as long as these lines name them."""
    return (
        history_of(Professional)
        .objects.filter(pgh_label="delete", pgh_created_at__date__lt=limit("unengaged", on))
        .exclude(last_name=PSEUDONYM)
        .exclude(Exists(Professional.objects.filter(pk=OuterRef("pgh_obj_id"))))
    )


def accounts_past_retention(on: datetime.date) -> QuerySet:
    """Accounts to be named no more on day `on`: nobody has signed in, held a role or changed them for long.

    A role without an end does not hold a closed account, unless it is that of a national administrator, whose rights
    must be taken back by somebody. A technical account stays: it may be the only one.
    """
    since = limit("account", on)
    roles = Membership.objects.filter(Q(last_day=None) | Q(last_day__gte=since), user=OuterRef("pk"))
    recent = {"pgh_created_at__date__gte": since}
    return (
        User.objects.filter(is_superuser=False)
        .exclude(email__endswith=f"@{FORMER_DOMAIN}")
        .exclude(last_login__date__gte=since)
        .exclude(Exists(roles.filter(Q(user__is_active=True) | Q(role=Role.NATIONAL_ADMIN))))
        .exclude(Exists(history_of(User).objects.filter(pgh_obj_id=OuterRef("pk"), **recent)))
        .exclude(Exists(history_of(Membership).objects.filter(user=OuterRef("pk"), **recent)))
    )
