"""What is left of a person once the name is gone: their regions, dates, kinds and outcomes, which figures count.

Of an agent, a number: what they wrote keeps an author.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pgtrigger
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat, Lower
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.lockout import one_spelling
from accounts.models import FORMER_DOMAIN, Connection, User
from contracts.models import Professional
from imports.models import ImportedRow
from pts_admin.personal_data.holdings import Holding, find, history_of, owned_parts, texts_of
from pts_admin.personal_data.retention import FORMER_AGENT, PSEUDONYM

ERASED = "effacé"
KEPT = {"campaign", "rule", "object_id", "password"}
"""Texts with a form of their own, that tell nothing of a person: a university year, the code of a rule, a number; and
passwords, which no history holds."""
FILLED = {"affiliated_scheme"}
"""Texts that may be empty, but that a rule of the database wants filled (M2)."""
PERSONAL_NUMBERS = {"birth_year"}


def pseudonymise(keys: list[int]) -> Counter:
    """Take what names the professionals `keys` out of their records and of all their history; count rows by kind.

    Every date, region, kind and outcome stays: no figure of any day changes. Those already deleted are known by
    their history alone. To be called in a transaction.
    """
    return Counter({"lignes d’import": _forget_imported_rows(keys)}) + _erase(find(Professional, keys))


def close_and_forget(keys: list[int]) -> Counter:
    """Close the accounts `keys` and take what names their owners out of them and of all their history, by kind.

    Nothing signs in with them any more: no password, second factor nor ProConnect identifier. What they wrote stays,
    by « Ancien agent 12 ». To be called in a transaction.
    """
    counts = _forget_tries(addresses_of(keys), keys)
    for device in (TOTPDevice, StaticDevice):
        device.objects.filter(user__in=keys).delete()
    User.objects.filter(pk__in=keys).update(password=make_password(None), is_active=False, last_login=None)
    return counts + _erase(holding for holding in find(User, keys, owned_parts) if holding.model is not Connection)


def addresses_of(keys: list[int]) -> set[str]:
    """Every e-mail address that these accounts have had, in small letters."""
    addresses = history_of(User).objects.filter(pgh_obj_id__in=keys).values_list("email", flat=True)
    return {one_spelling(address) for address in addresses}


def _forget_tries(addresses: set[str], keys: list[int]) -> Counter:
    """Who signed in, or tried to, and who did something to another account: what is left has no name."""
    lines = Connection.objects.alias(typed=Lower("email"), said=Lower("note"))
    own = lines.filter(Q(account__in=keys) | Q(typed__in=addresses))
    done = lines.filter(said__in=[f"par {address}" for address in addresses])
    # Two tries of one name from one place cannot be: each has its own.
    nobody = Concat(Value(f"{ERASED} "), Cast(F("pk"), CharField()))
    return Counter(
        {
            "connexions sans nom": own.update(**erased(Connection), address=None) + done.update(note=""),
            "essais sans nom": AccessAttempt.objects.filter(username__in=addresses).update(username=nobody),
        }
    )


def _erase(holdings: Iterable[Holding]) -> Counter:
    counts = Counter()
    for holding in holdings:
        label = str(holding.model._meta.verbose_name_plural)
        counts[label] += holding.rows.update(**erased(holding.model))
        if holding.events is not None:
            with pgtrigger.ignore(f"{history_of(holding.model)._meta.label}:append_only"):
                counts[f"historique\u00a0: {label}"] += holding.events.update(**erased(holding.model))
    return counts


def erased(model) -> dict:
    """What replaces each column that tells of a person, in `model` as in its history."""
    values = {field.name: _erased(field) for field in texts_of(model) if field.name not in KEPT}
    values |= {field.name: None for field in model._meta.concrete_fields if field.name in PERSONAL_NUMBERS}
    if model is Professional:
        values |= {"last_name": Value(PSEUDONYM), "first_name": Cast(F("id"), CharField())}
    if model is User:
        number = Cast(F("id"), CharField())
        address = Concat(Value("ancien-agent-"), number, Value(f"@{FORMER_DOMAIN}"))
        values |= {"first_name": Value(FORMER_AGENT), "last_name": number, "email": address, "proconnect_sub": None}
    return values


def _erased(field: models.Field):
    """Nothing where nothing may stand, else a word that says so."""
    if isinstance(field, models.JSONField):
        return Value({}, models.JSONField())
    if field.blank and field.name not in FILLED:
        return Value("")
    return Case(When(**{field.name: ""}, then=Value("")), default=Value(ERASED))


def _forget_imported_rows(keys: list[int]) -> int:
    return imported_rows_about(numbers_of(keys)).update(**erased(ImportedRow))


def numbers_of(keys: list[int]) -> list[str]:
    """Every RPPS that these professionals, living or deleted, have had in the register."""
    lines = history_of(Professional).objects.filter(pgh_obj_id__in=keys).exclude(rpps="")
    return [*lines.values_list("rpps", flat=True).distinct()]


def imported_rows_about(numbers: list[str]) -> models.QuerySet:
    """Rows of import files in which one of these RPPS numbers is written."""
    if not numbers:
        return ImportedRow.objects.none()
    text = Concat(*(Cast(name, models.TextField()) for name in ("changes", "faults", "notes")))
    return ImportedRow.objects.alias(written=text).filter(written__regex="|".join(numbers))
