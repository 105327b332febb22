"""What the rows of a file are checked against and written to: records of the database and their parts.

A register says of which rows of which tables a line of its file is made. The base class finds the records, compares
them, and writes a block of lines in a few statements a table, history included; a subclass says what its field wants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from types import MappingProxyType

from django.db.models import CharField, Model, TextField, Value
from django.db.models.functions import NullIf

from imports.conditions import Check, checks_of
from imports.drafts import Draft
from imports.kinds import Show
from imports.lookups import tuples_of
from imports.reading.values import Parser
from imports.verdicts import Refuses, Verdict, merged
from imports.writing import blank_of, check_references, insert_rows, new_keys, refresh_statistics, update_rows

RECORD = "record"
NOTHING_KNOWN: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Part:
    """A row that a line of the file describes: its model, and the column that gives each of its attributes.

    The record itself is the part named « record ». A parent is what the record refers to by `reference`; a child
    refers to the record by `owner`, exists when the column `present` has a value, and is, among several, the first by
    `order` (names of fields, or expressions) with these `constants`.
    """

    model: type[Model]
    fields: Mapping[str, str]
    reference: str = ""
    owner: str = ""
    present: str = ""
    constants: Mapping[str, object] = field(default_factory=dict)
    order: tuple = ("pk",)


class Register:
    """Base of the registers: records of one model, with their parents and children."""

    columns: tuple = ()
    parts: Mapping[str, Part] = {}
    """The record, under `RECORD`, and its parts, in the order in which they are written: parents, record, children."""
    kept: Mapping[str, tuple[str, ...]] = {}
    """By part, what no column gives and `judge` or `complete` reads of a known row, besides what a CHECK compares."""
    unseen = ""
    """What is said of a line about a record that the user does not see."""

    def __init__(self, user):
        self.user = user
        self.accepted: Mapping[int, int] = {}
        """The record that somebody said a line is about, by line, among its proposals; 0 for a new one."""
        self.parsers: dict[str, Parser] = {}
        """How the columns whose values are rows of the database are read, by name."""
        self.shows: dict[str, Show] = {}
        """How the values of those columns are written."""
        self.index = {column.name: position for position, column in enumerate(self.columns)}
        self._checks = {
            name: [check for check in checks_of(part.model) if not part.fields.keys().isdisjoint(check.attributes)]
            for name, part in self.parts.items()
        }
        """The constraints on what columns give; the others are kept by the defaults."""
        self._blanks = {
            name: {f.attname: blank_of(f) for f in part.model._meta.concrete_fields if not f.generated}
            | dict(part.constants)
            for name, part in self.parts.items()
        }
        self._places = {
            name: [(attribute, self.index[column]) for attribute, column in part.fields.items()]
            for name, part in self.parts.items()
        }
        self._presence = [(name, self.index.get(part.present)) for name, part in self.parts.items()]
        self._kept = {name: self._kept_attributes(name) for name in self.parts}
        self._stored: dict[str, dict] = {name: {} for name in self.parts}
        self._defaults = self._default_values()
        self._column_of = {
            (part.model, attribute): column
            for part in self.parts.values()
            for attribute, column in part.fields.items()
        }
        self._verdicts = [
            Verdict(map(self.index.get, columns), len(self.index), refuses)
            for columns, refuses in merged((frozenset(columns), refuses) for columns, refuses in self.verdicts())
        ]

    label_columns: tuple[str, ...] = ()
    """Columns that name a line to a reader."""

    def label_of(self, draft: Draft) -> str:
        """What names a line to a reader: « DURAND Camille CNG-1 »."""
        values = (draft.values[self.index[name]] for name in self.label_columns)
        return " ".join(value for value in values if isinstance(value, str))

    # To be said by each register

    def locate(self, drafts: list[Draft]) -> dict[int, object]:
        """The primary keys of the records that `drafts` are about, by position; those left out are new."""
        raise TypeError(f"{type(self).__name__} does not say how its records are found")

    def key_of(self, draft: Draft):
        """What two lines of one file cannot share; None when the line has no key."""
        raise TypeError(f"{type(self).__name__} does not say what its key is")

    def prepare(self, drafts: list[Draft]) -> None:
        """Give the values that several cells say together, and say of what is no row of this import what it is."""

    def settle(self, draft: Draft) -> None:
        """Give `draft`, which has the values that its record would hold, those that follow from the others.

        By default, where a cell is empty, the default of the record's field.
        """
        if self._defaults:
            self.set_values(draft, {c: d for c, d in self._defaults.items() if self.value(draft, c) is None})

    def seen(self, keys: set) -> set:
        """Those of the records `keys` that the user may know of."""
        return keys

    def refuse_fixed(self, draft: Draft) -> None:
        """Refuse what a file may not change in an existing record, from the values as read."""

    def judge(self, drafts: list[Draft]) -> None:
        """Refuse, among the lines that would change something, those that the rules or the wall do not allow."""

    def complete(self, name: str, row: dict, draft: Draft) -> None:
        """Add to `row`, a row of the part `name` about to be written, what no column gives.

        A row to create holds all its attributes, one to update those that columns give: what is added is written.
        Asks nothing of the database, which is taking the rows before it.
        """

    # Finding

    def find(self, drafts: list[Draft]) -> None:
        """Give each draft the record it is about, if there is one: its keys, and the values that it holds."""
        found = self.locate(drafts)
        seen = self.seen(set(found.values()))
        current = self.current_values(seen)
        for position, key in found.items():
            draft = drafts[position]
            if key in current:
                draft.keys, draft.current = current[key]
            elif key not in seen:
                draft.refuse("", self.unseen)

    def current_values(self, keys: set) -> dict[object, tuple[dict, tuple]]:
        """For each record among `keys`: the keys of its parts, and the values of the columns of the kind."""
        if not keys:
            return {}
        parents = {name: part for name, part in self.parts.items() if part.reference}
        children = {name: part for name, part in self.parts.items() if part.owner}
        names = [*parents, RECORD]
        read = [_read_of(part, f"{part.reference}__" if part.reference else "") for part in map(self.parts.get, names)]
        paths = [
            "pk",
            *(f"{part.reference}_id" for part in parents.values()),
            *(path for each in read for path in each),
        ]
        heads = 1 + len(parents)
        written = [column for name in (*names, *children) for column in self.parts[name].fields.values()]
        in_order = self._in_order(written)
        firsts = [(name, self._first_children(part, keys), len(part.fields)) for name, part in children.items()]
        found = {}
        rows = self.parts[RECORD].model._base_manager.filter(pk__among=keys).order_by()
        for row in tuples_of(rows.values_list(*paths)):
            part_keys = dict(zip((RECORD, *parents), row, strict=False))
            values = row[heads:]
            for name, of_record, width in firsts:
                child = of_record.get(row[0])
                if child is None:
                    values += (None,) * width
                else:
                    part_keys[name] = child[1]
                    values += child[2:]
            found[row[0]] = part_keys, in_order(values)
        return found

    def _in_order(self, written: list[str]) -> Callable[[tuple], tuple]:
        """What puts the values of the columns `written` in the order of the kind; columns of no part are empty."""
        if len(written) == len(self.columns) == len(set(written)):
            return itemgetter(*(written.index(column.name) for column in self.columns))
        places = [written.index(column.name) if column.name in written else None for column in self.columns]
        return lambda values: tuple([None if place is None else values[place] for place in places])

    @staticmethod
    def _first_children(part: Part, keys: set) -> dict[object, tuple]:
        """The first child of each record among `keys`: its owner, its key, its values."""
        rows = part.model._base_manager.filter(**{f"{part.owner}__among": keys}, **part.constants)
        rows = rows.order_by(*part.order).values_list(f"{part.owner}_id", "pk", *_read_of(part))
        # Read from the last: of several rows of an owner, the first one by the order stays.
        return {row[0]: row for row in reversed(list(tuples_of(rows)))}

    # Judging

    def row_of(self, name: str, draft: Draft) -> dict:
        """The row of the part `name` that `draft` asks for, by attribute, as the database would hold it.

        Of a known part, what no column gives is there once `read_kept` has read it.
        """
        return self._row(name, draft.values, draft.keys)

    def rows_of(self, values: tuple, keys: Mapping[str, object] = NOTHING_KNOWN) -> dict[str, dict]:
        """The rows that a line of these values asks for, by part, where the parts of `keys` are known."""
        return {
            name: self._row(name, values, keys)
            for name, present in self._presence
            if present is None or values[present] is not None
        }

    def _row(self, name: str, values: tuple, keys: Mapping[str, object]) -> dict:
        row = self._blanks[name].copy()
        if (key := keys.get(name)) is not None:
            row.update(self._stored[name].get(key, ()))
        for attribute, place in self._places[name]:
            value = values[place]
            if value is not None:
                row[attribute] = value
        return row

    def read_kept(self, drafts: Iterable[Draft]) -> None:
        """Read what no column gives of the known parts of `drafts`, in a query a part."""
        known = [draft for draft in drafts if draft.current is not None]
        for name, attributes in self._kept.items():
            keys = {draft.keys[name] for draft in known if draft.keys.get(name) is not None} if attributes else ()
            if keys:
                rows = self.parts[name].model._base_manager.filter(pk__among=keys).values_list("pk", *attributes)
                self._stored[name].update(
                    {key: dict(zip(attributes, values, strict=True)) for key, *values in rows.order_by()}
                )

    def _kept_attributes(self, name: str) -> tuple[str, ...]:
        part = self.parts[name]
        compared = {attribute for check in self._checks[name] for attribute in check.attributes}
        attributes = compared | set(self.kept.get(name, ()))
        return tuple(sorted(attributes - set(part.fields) - set(part.constants)))

    def _default_values(self) -> dict[str, object]:
        """The columns of which an empty cell means the default of a field of the record."""
        if RECORD not in self.parts:
            return {}
        part = self.parts[RECORD]
        fields = {f.attname: f for f in part.model._meta.concrete_fields}
        return {
            column: fields[attribute].get_default()
            for attribute, column in part.fields.items()
            if fields[attribute].has_default() and not self.columns[self.index[column]].required
        }

    def value(self, draft: Draft, column: str):
        """The value of `draft` in `column`."""
        return draft.values[self.index[column]]

    def set_values(self, draft: Draft, values: Mapping[str, object]) -> None:
        """Put `values`, by column, in those of `draft`."""
        if values:
            settled = list(draft.values)
            for column, value in values.items():
                settled[self.index[column]] = value
            draft.values = tuple(settled)

    def refuse_unlawful(self, draft: Draft, rows: Mapping[str, dict]) -> None:
        """Refuse what a CHECK constraint of the database would, at the last given of the columns that it compares."""
        for name, row in rows.items():
            for check in self._checks[name]:
                if check[check.compared(row)]:
                    columns = self._compared(check, name)
                    given = [column for column in columns if self.value(draft, column) is not None]
                    draft.refuse((given or columns)[-1], str(check.constraint.violation_error_message))

    def _compared(self, check: Check, name: str) -> list[str]:
        return [column for attribute, column in self.parts[name].fields.items() if attribute in check.attributes]

    def verdicts(self) -> list[tuple[Iterable[str], Refuses]]:
        """What may refuse a line of which nothing is known: columns, and whether it refuses a line by those alone.

        The CHECK constraints of the parts, to which a subclass adds its rules.
        """
        return [
            ({*self._compared(check, name), *filter(None, [part.present])}, partial(self._is_unlawful, check, name))
            for name, part in self.parts.items()
            for check in self._checks[name]
        ]

    def _is_unlawful(self, check: Check, name: str, values: tuple) -> bool:
        row = self.rows_of(values).get(name)
        return row is not None and check[check.compared(row)]

    def is_in_order(self, values: tuple) -> bool:
        """Whether nothing is refused of a line of which nothing is known: most lines of a large file."""
        for verdict in self._verdicts:  # noqa: SIM110 — a generator would double the price
            if verdict[verdict.read(values)]:
                return False
        return True

    def column_of(self, model: type[Model], name: str) -> str:
        """The column that gives the field `name` of `model`; empty when none does."""
        return self._column_of.get((model, model._meta.get_field(name).attname if name else ""), "")

    # Writing

    def write_blocks(self, blocks: Iterable[list[Draft]], size: int) -> Iterator[list[Draft]]:
        """Write `blocks` of at most `size` lines, each given back once it is written."""
        for number, drafts in enumerate(blocks, start=1):
            self.write(drafts)
            if len(drafts) >= size:
                check_references()
                if number.bit_count() == 1:  # at each doubling of what is written
                    refresh_statistics(part.model for part in self.parts.values())
            yield drafts

    def write(self, drafts: Iterable[Draft]) -> None:
        """Write the lines that change something; inside a transaction and its context of history."""
        changed = [draft for draft in drafts if not draft.faults and draft.values != draft.current]
        for name in self.parts:
            self._write_part(name, changed)

    def _write_part(self, name: str, drafts: list[Draft]) -> None:
        part = self.parts[name]
        present = self.index.get(part.present)
        new, known, gone = [], [], []
        for draft in drafts:
            key = draft.keys.get(name)
            if present is None or draft.values[present] is not None:
                (new if key is None else known).append(draft)
            elif key is not None:
                gone.append(key)
        # What ends or moves makes room for what is new: no two rows may meet, even for an instant.
        if gone:
            part.model._base_manager.filter(pk__in=gone).delete()
        self._update(name, part, [draft for draft in known if self._differs(part, draft)])
        self._insert(name, part, self.to_create(name, new))
        self.written(name, drafts)

    def to_create(self, name: str, drafts: list[Draft]) -> list[Draft]:
        """Those of `drafts` that create a row of the part `name`: several may share one parent."""
        return drafts

    def written(self, name: str, drafts: list[Draft]) -> None:
        """Called once the new rows of the part `name` have their keys."""

    def _differs(self, part: Part, draft: Draft) -> bool:
        if draft.current is None:
            return False
        places = [self.index[column] for column in part.fields.values()]
        return any(draft.values[place] != draft.current[place] for place in places)

    def _insert(self, name: str, part: Part, drafts: list[Draft]) -> None:
        if not drafts:
            return
        keys = new_keys(part.model, len(drafts))
        for draft, key in zip(drafts, keys, strict=True):
            draft.keys[name] = key
        own = part.model._meta.pk.attname
        of_parents = {f"{part.reference}_id": name for name, part in self.parts.items() if part.reference}
        references = of_parents if name == RECORD else {f"{part.owner}_id": RECORD} if part.owner else {}

        def rows() -> Iterator[dict]:
            for draft in drafts:
                row = self.row_of(name, draft)
                self.complete(name, row, draft)
                row[own] = draft.keys[name]
                for attribute, other in references.items():
                    row[attribute] = draft.keys[other]
                yield row

        insert_rows(part.model, rows())

    def _update(self, name: str, part: Part, drafts: list[Draft]) -> None:
        rows = []
        for draft in drafts:
            written = self.row_of(name, draft)
            row = {attribute: written[attribute] for attribute in part.fields}
            self.complete(name, row, draft)
            row[part.model._meta.pk.attname] = draft.keys[name]
            rows.append(row)
        update_rows(part.model, rows)


def _read_of(part: Part, prefix: str = "") -> list:
    """What to ask the database for the fields of `part`: an empty text reads as nothing."""
    read = []
    for attribute in part.fields:
        column = next(each for each in part.model._meta.concrete_fields if each.attname == attribute)
        path = f"{prefix}{attribute}"
        is_text = isinstance(column, CharField | TextField) and not column.null
        read.append(NullIf(path, Value("")) if is_text else path)
    return read
