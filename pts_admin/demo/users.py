"""The demonstration accounts as users with their roles, and what they have done."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import make_password
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.enums import Role
from accounts.models import Membership, User
from contracts.models import CespContract, CespFollowUp, TransferRequest
from pts_admin.demo import accounts
from pts_admin.demo.book import Book
from pts_admin.demo.people import MARK
from pts_admin.demo.randomness import ONE_DAY

SINCE = datetime.date(2013, 1, 1)
"""A référent in each region since January 2013 (engagement 4 of the first pact)."""

PEOPLE = {
    accounts.REFERENT_BRETAGNE: ("Maëlle", "KERMARREC", Role.REFERENT, "53"),
    accounts.REFERENT_AURA: ("Denis", "CHAMBON", Role.REFERENT, "84"),
    accounts.READER_BRETAGNE: ("Yann", "LE BRAZ", Role.REGIONAL_READER, "53"),
    accounts.NATIONAL_ADMIN: ("Claire", "MONTEIL", Role.NATIONAL_ADMIN, None),
    accounts.COMMITTEE_MEMBER: ("Paul", "ARNAUDET", Role.COMMITTEE_MEMBER, None),
    accounts.DATA_PROTECTION_OFFICER: ("Inès", "VAUTRIN", Role.DATA_PROTECTION_OFFICER, None),
}


def add(book: Book) -> dict[str, User]:
    """One account per role, with the public password of the demonstration; its public second factor where forced."""
    password = make_password(accounts.DEMO_PASSWORD)
    users = {}
    for _, email in accounts.DEMO_ACCOUNTS:
        first_name, last_name, role, region = PEOPLE[email]
        users[email] = book.add(
            User(email=email, first_name=first_name, last_name=f"{last_name} {MARK}", password=password)
        )
        book.add(Membership(user=users[email], role=role, region_id=region, start=SINCE))
    for email in accounts.DEMO_SECOND_FACTORS:
        book.add(TOTPDevice(user=users[email], name=second_factor.DEVICE_NAME, key=accounts.demo_key()))
    return users


def add_transfers(book: Book, users: dict[str, User], today: datetime.date):
    """The transfers behind the changes of follow-up, and one that still waits for its answer (C12)."""
    for change in book.rows[CespFollowUp]:
        book.add(_accepted(change, users[accounts.NATIONAL_ADMIN]))
    _add_waiting(book, users[accounts.REFERENT_BRETAGNE], today)


def _accepted(change: CespFollowUp, by: User) -> TransferRequest:
    """What the two agencies agreed on, taken up again by the national administration."""
    return TransferRequest(
        contract=change.contract,
        from_region_id=change.contract.followup_region_id,
        to_region_id=change.region_id,
        effective_on=change.start,
        asked_on=change.start - 30 * ONE_DAY,
        asked_by=by,
        answered_on=change.start - 10 * ONE_DAY,
        answered_by=by,
        accepted=True,
    )


def _add_waiting(book: Book, by: User, today: datetime.date):
    """A request of Bretagne to Auvergne-Rhône-Alpes."""
    asked = today - 21 * ONE_DAY
    moved = {id(row.contract) for row in book.rows[CespFollowUp]}
    waiting = [
        row
        for row in book.rows[CespContract]
        if row.followup_region_id == "53" and row.diploma_date is None and row.signature_date < asked
        if id(row) not in moved
    ]
    if waiting:
        book.add(
            TransferRequest(
                contract=waiting[-1],
                from_region_id="53",
                to_region_id="84",
                effective_on=today + 60 * ONE_DAY,
                asked_on=asked,
                asked_by=by,
                note="Stage d’internat à Grenoble.",
            )
        )
