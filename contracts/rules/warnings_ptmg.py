"""Conditions of the warnings of a contract of the PTMG family, each for a day `on`, included (P5, P7)."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q

from contracts.rules.ptmg import BREACHES
from contracts.rules.zoned import zoning_says


def unknown_zone(on: datetime.date) -> Q:
    """P5: no class of zone is known for the commune, and no derogation was given; never « hors zone »."""
    return Q(zone_class_at_signature="", derogation="")


def class_against_the_zoning(on: datetime.date) -> Q:
    """P5: the class written is none that the zonings of the day of signature give the commune."""
    said = zoning_says("commune", "signature_date")
    same = said.filter(zone_class=OuterRef("zone_class_at_signature"))
    return ~Q(zone_class_at_signature="") & Q(Exists(said), ~Exists(same))


def breach_without_notice(on: datetime.date) -> Q:
    """P7: a breach by a party whose notice, or end, has no date."""
    return Q(Q(notice_date=None) | Q(last_day=None), end_reason__in=BREACHES)
