"""A kind of file as a resource of django-import-export: its API over our own reading, checks and writing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export.fields import Field
from import_export.resources import Resource
from import_export.results import Result, RowResult
from import_export.widgets import Widget
from tablib import Dataset

from imports.checking import Checker, faults_by_column
from imports.drafts import Draft
from imports.enums import Outcome
from imports.exporting import Exporter
from imports.kinds import Column, ImportKind
from imports.reading import FileRefused, Limits, Row, Table
from imports.registers import RECORD
from imports.writing import bulk_writing

IMPORT_TYPES = {
    Outcome.CREATED: RowResult.IMPORT_TYPE_NEW,
    Outcome.UPDATED: RowResult.IMPORT_TYPE_UPDATE,
    Outcome.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
    Outcome.REFUSED: RowResult.IMPORT_TYPE_INVALID,
    Outcome.PROPOSED: RowResult.IMPORT_TYPE_INVALID,
}
NO_LIMIT = Limits(size=None, rows=None)


class ColumnWidget(Widget):
    """Reads and writes a value as its column does."""

    def __init__(self, column: Column):
        super().__init__()
        self.parse, self.show = column.parse, column.show

    def clean(self, value, row=None, **kwargs):
        """The value of a cell; raises `ValueRefused`, a ValueError."""
        return self.parse("" if value is None else value)

    def render(self, value, obj=None, **kwargs):
        """`value` as a file writes it."""
        return "" if value is None else self.show(value)


class BulkResource(Resource):
    """The records of a kind, read and written for `user` in a few statements whatever their number."""

    kind: ImportKind

    def __init__(self, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    @cached_property
    def register(self):
        """The register, whose columns may be read and written otherwise than their kind says."""
        return self.kind.open(self.user)

    def get_queryset(self):
        """Every record; `export` keeps those that the user reads."""
        return self.register.parts[RECORD].model._default_manager.order_by("pk")

    def export(self, queryset=None, **kwargs) -> Dataset:
        """The records of `queryset` that the user reads, as they may be sent back, versions included."""
        exporter = Exporter(self.kind, kwargs.get("user") or self.user)
        sheet = exporter.sheet(self.get_queryset() if queryset is None else queryset)
        return Dataset(*sheet.rows, headers=list(sheet.headers))

    def import_data(
        self,
        dataset,
        dry_run=False,
        raise_errors=False,
        use_transactions=None,
        collect_failed_rows=False,
        rollback_on_validation_errors=False,
        **kwargs,
    ) -> Result:
        """Check the rows of `dataset` and, unless `dry_run`, write those that are valid, in one transaction.

        With `rollback_on_validation_errors`, one refused row and nothing is written. Transactions are always used.
        """
        user = kwargs.get("user") or self.user
        result = Result()
        result.diff_headers = [column.name for column in self.kind.columns]
        result.total_rows = len(dataset)
        if collect_failed_rows:
            result.add_dataset_headers(list(dataset.headers or []))
        try:
            checker = Checker(self.kind, _table(dataset), user)
            self._read_and_write(checker, dataset, result, None if dry_run else user, rollback_on_validation_errors)
        except FileRefused as refusal:
            if raise_errors:
                raise
            result.append_base_error(self.get_error_result_class()(refusal))
            return result
        if raise_errors and result.invalid_rows:
            raise result.invalid_rows[0].error
        return result

    def _read_and_write(self, checker: Checker, dataset, result: Result, writer, is_all_or_nothing: bool) -> None:
        if writer is None:
            for drafts in checker.blocks():
                self._tell(checker, drafts, dataset, result)
            return
        with bulk_writing(user=writer.pk):
            blocks = []
            for drafts in checker.blocks():
                self._tell(checker, drafts, dataset, result)
                blocks.append(drafts)
                if not is_all_or_nothing:
                    checker.register.write(blocks.pop())
            if not result.invalid_rows:
                for drafts in blocks:
                    checker.register.write(drafts)

    def _tell(self, checker: Checker, drafts: list[Draft], dataset, result: Result) -> None:
        """Add what becomes of each of `drafts` to `result`."""
        for draft in drafts:
            row = dict(zip(dataset.headers, dataset[draft.line - 2], strict=True))
            told = RowResult()
            told.import_type, told.row_values = IMPORT_TYPES[draft.outcome], row
            told.object_id = draft.keys.get(RECORD)
            told.diff = list(map(checker.shown, self.kind.columns, draft.values))
            if draft.faults:
                told.validation_error = _error(draft)
                result.append_invalid_row(draft.line - 1, row, told.validation_error)
                if result.failed_dataset.headers:
                    result.append_failed_row(row, " ".join(map(str, draft.faults)))
            result.append_row_result(told)
            result.increment_row_result_total(told)


def resource_of(kind: ImportKind) -> type[BulkResource]:
    """The resource of `kind`, whose fields are its columns."""
    fields = {
        column.name: Field(attribute=column.name, column_name=column.name, widget=ColumnWidget(column))
        for column in kind.columns
    }
    return type(f"{kind.code.capitalize()}Resource", (BulkResource,), {"kind": kind, **fields})


def _table(dataset) -> Table:
    """`dataset` as a table: its headers are line 1."""

    def records() -> Iterator[Row]:
        yield Row(1, list(dataset.headers or []))
        for line, row in enumerate(dataset, start=2):
            yield Row(line, ["" if cell is None else cell for cell in row])

    return Table(format="tablib", records=records, limits=NO_LIMIT)


def _error(draft: Draft) -> ValidationError:
    return ValidationError(
        {
            column or NON_FIELD_ERRORS: [fault.sentence for fault in faults]
            for column, faults in faults_by_column(draft).items()
        }
    )
