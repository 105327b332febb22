"""Batches of imports with their rows, and the log of exports."""

import factory
from factory.django import DjangoModelFactory

from imports.enums import Outcome
from imports.models import ExportLog, ImportBatch, ImportedRow
from tests.factories.accounts import UserFactory


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    kind = "cesp"
    owner = factory.SubFactory(UserFactory)
    file_name = "contrats.csv"
    sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class ImportedRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportedRow

    batch = factory.SubFactory(ImportBatchFactory)
    line = 2
    outcome = Outcome.REFUSED
    changes = factory.LazyFunction(list)
    faults = factory.LazyFunction(lambda: [["nom", "Le nom manque.", ""]])


class ExportLogFactory(DjangoModelFactory):
    class Meta:
        model = ExportLog

    by = factory.SubFactory(UserFactory)
    kind = "cesp"
    reason = "Comité régional du 3 décembre."
