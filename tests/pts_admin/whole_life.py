"""A person with one record of each kind, a mark in every text, in their history and in what points at them."""

from __future__ import annotations

import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from contracts.enums import CespEventType
from tests import factories as f
from tests.factories.identifiers import fictitious_rpps
from tests.wall_ground import mark_texts

ENDED = datetime.date(2016, 3, 9)
"""Last day of every commitment of a whole life."""
BIRTH_YEAR = 1987


def whole_life(mark: str, number: int, agent) -> dict:
    """The records of a new person of RPPS rank `number`, by model; every commitment ended on `ENDED`.

    Each text held `mark` + « avant » once, and holds `mark` now; a record was deleted, which held it too.
    """
    person = f.ProfessionalFactory(rpps=fictitious_rpps(number), birth_year=BIRTH_YEAR, specialty=f.SpecialtyFactory())
    contract = f.CespContractFactory(professional=person, trained=True, cng_number=f"N{number}")
    breach = f.CespEventFactory(contract=contract, breach=True, start=ENDED)
    engagement = f.McsEngagementFactory(professional=person, affiliated=True, last_day=ENDED)
    commune = f.CommuneFactory(region=engagement.region)
    engagement.zone.add(commune)
    records = [
        person,
        contract,
        breach,
        engagement,
        f.CespFollowUpFactory(contract=contract),
        f.CespPlacementFactory(contract=contract, commune=commune),
        f.CespChoiceFactory(contract=contract, commune=commune),
        f.TransferRequestFactory(contract=contract, asked_by=agent),
        f.PtmgContractFactory(professional=person, origin_cesp=contract, number=f"P{number}", planned_last_day=ENDED),
        f.McsSuspensionFactory(engagement=engagement),
    ]
    records += [f.JustificationFactory(record=record, by=agent) for record in (person, contract, breach)]
    deleted = f.CespEventFactory(contract=contract, type=CespEventType.DEFERRAL)
    for record in [*records, deleted]:
        mark_texts(record, f"{mark}avant")
        mark_texts(record, mark)
    deleted.delete()
    for record in (person, contract):
        content_type = ContentType.objects.get_for_model(record)
        LogEntry.objects.create(
            user=agent, content_type=content_type, object_id=record.pk, object_repr=mark, action_flag=CHANGE,
            change_message=mark,
        )  # fmt: skip
    f.ImportedRowFactory(
        changes=[["rpps", "", person.rpps], ["nom", "", mark]], batch=f.ImportBatchFactory(owner=agent)
    )
    return {type(record): record for record in records}


def tables_holding(text: str) -> set[str]:
    """The tables of the database, whatever they are, with `text` somewhere in a row."""
    with connection.cursor() as cursor:
        return {
            table
            for table in connection.introspection.table_names(cursor)
            if cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1', [f"%{text}%"]).fetchone()
        }


def dump() -> dict[str, list]:
    """Every row of every table, to compare two moments."""
    with connection.cursor() as cursor:
        return {
            table: cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1').fetchall()
            for table in connection.introspection.table_names(cursor)
        }
