"""Registers whose records bind a person: found, completed, judged with all that the person has committed to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import itemgetter

from contracts.importing.people import (
    NAME_MISSING,
    OTHER_PERSON,
    SEVERAL_PERSONS,
    Named,
    People,
    Person,
    named,
)
from contracts.importing.walled import WalledRegister
from contracts.models import Professional
from contracts.rules.zones import Zones
from imports.drafts import Draft
from imports.registers import RECORD, Part
from imports.writing import update_rows
from regions.rules import Problem
from regions.text import fold

PERSON = "professional"
NAMES = ("nom", "prenom")
IDENTITY = ("rpps", *NAMES, "annee_naissance")
FIELDS = {"rpps": "rpps", "last_name": "nom", "first_name": "prenom"}
COMPLETED = {"rpps": "rpps", "birth_year": "annee_naissance"}
"""What a line adds to a known person who lacks it, by attribute."""

Rows = dict[str, dict]
"""The rows that a line asks for, by part."""


class Unwritten:
    """A row that is not written yet, read by attribute as a model is: making models takes longer than judging.

    It is the dictionary `row` itself, with `others`, that it also holds from then on.
    """

    def __init__(self, row: dict, **others):
        row.update(others)
        self.__dict__ = row


class PersonsRegister(WalledRegister):
    """A register whose records bind a professional."""

    label_columns: tuple[str, ...] = NAMES
    place_column = ""
    """The column of the commune whose zone is judged."""

    def __init__(self, user):
        super().__init__(user)
        self.people = People(user)
        self._completed = [(name, self.index[column]) for name, column in COMPLETED.items() if column in self.index]
        self._names = itemgetter(*map(self.index.get, NAMES))
        self._identity = itemgetter(*(self.index[name] for name in IDENTITY if name in self.index))
        self.zones: Zones | None = None
        self._said: dict[int, dict] = {}
        """What the lines to be written say of each new person, by attribute."""

    # To be said by each register

    def refuse_incomplete(self, draft: Draft) -> None:
        """Refuse a line whose columns do not go together."""

    def read_beforehand(self, drafts: list[Draft]) -> None:
        """Read, in a few queries, what judging these lines needs besides the other commitments of their persons."""

    def known_facts(self, people: set) -> dict:
        """The facts of the commitments of these persons (keys), by the key of the record."""
        raise TypeError(f"{type(self).__name__} does not say how its facts are loaded")

    def new_facts(self, rows: Rows, person):
        """The facts of a record that is not written yet."""
        raise TypeError(f"{type(self).__name__} does not say what its facts are")

    def propose(self, facts, rows: Rows) -> None:
        """Make `facts` those of the record as the line would have it."""

    @property
    def rules_of_new(self) -> dict[Callable, tuple[str, ...]]:
        """The rules that may refuse a new record of a new person, with the columns that each reads.

        Told apart, each remembers whether it refuses the same values; with none, the rules are asked together.
        """
        return {}

    def person_in(self, facts):
        """The key of the person that `facts` are about."""
        raise TypeError(f"{type(self).__name__} does not say whom its facts are about")

    def relate(self, facts, others: list) -> None:
        """Tell `facts` the other commitments of the person."""

    def problems(self, facts) -> list[Problem]:
        """What the rules refuse."""
        raise TypeError(f"{type(self).__name__} has no rules")

    # Finding

    def find(self, drafts: list[Draft]) -> None:
        super().find(drafts)
        for draft in drafts:
            if draft.current is not None:
                self._keep_names(draft)

    def _keep_names(self, draft: Draft) -> None:
        """A list in capitals takes no accent away, and an empty cell no name."""
        known_names = self._names(draft.current)
        if self._names(draft.values) == known_names:
            return
        for column, said, known in zip(NAMES, self._names(draft.values), known_names, strict=True):
            if said != known and (said is None or (isinstance(said, str) and fold(said) == fold(known))):
                self.set_values(draft, {column: known})

    def find_persons(self, drafts: Iterable[Draft]) -> None:
        """Give each draft the person it names (`link`), known or new."""
        drafts = list(drafts)
        lines = [self.named(draft.values) for draft in drafts]
        for draft, line, person in zip(drafts, lines, self.people.find(lines), strict=True):
            if person is None:
                draft.refuse("rpps", SEVERAL_PERSONS)
                person = Person(None, line.rpps, line.name, line.birth_year)
            draft.link = person
            draft.keys[PERSON] = person.key

    def named(self, values: tuple) -> Named:
        """The person that values as read, or as the record holds them, name."""
        return named(*self._identity(values))

    # Judging

    def judge(self, drafts: list[Draft]) -> None:
        drafts = self.refuse_out_of_reach(drafts)
        self._refuse_taken_numbers(drafts)
        for draft in drafts:
            if draft.current is None:
                self._refuse_other_person(draft)
            self.refuse_incomplete(draft)
        judged = [draft for draft in drafts if not draft.faults]
        self.read_kept(judged)
        if self.place_column:
            self.zones = Zones({self.value(draft, self.place_column) for draft in judged} - {None})
        self.read_beforehand(judged)
        self._refuse_by_rules(judged)

    def _refuse_taken_numbers(self, drafts: list[Draft]) -> None:
        """H1: refuse to give somebody the RPPS of somebody else, in the register or on another line."""
        place = self.index["rpps"]
        given = []
        for draft in drafts:
            number, link = draft.values[place], draft.link
            if number is None:
                continue
            if draft.current is not None:
                if number != draft.current[place]:
                    given.append((draft, number, draft.keys[PERSON]))
            elif link.key is None or "rpps" in link.gaps:
                given.append((draft, number, link if link.key is None else link.key))
        self.people.refuse_taken(given)

    def _refuse_other_person(self, draft: Draft) -> None:
        """Refuse a new record whose person has no name, or is known otherwise: by the register or by another line.

        A newcomer whom one line names is who it says.
        """
        person = draft.link
        last, first = self._names(draft.values)
        if person.key is None:
            if last is None or first is None:
                for column, value in zip(NAMES, (last, first), strict=True):
                    if value is None:
                        draft.refuse(column, NAME_MISSING)
            if not person.is_shared:
                return
        if person.is_shared and person.name and last and first and fold(f"{last} {first}") != person.name:
            draft.refuse("rpps", OTHER_PERSON)
        for attribute, column in COMPLETED.items():
            given = self.value(draft, column) if column in self.index else None
            known = getattr(person, attribute)
            if given is not None and not known:
                setattr(person, attribute, given)
            elif given is not None and given != known:
                draft.refuse(column, OTHER_PERSON)

    def _refuse_by_rules(self, drafts: list[Draft]) -> None:
        """Judge each record as it would be, beside the others of its person, in the register and in the file.

        One that stands alone and is in order, as most are in a large file, is known to be so from a few values.
        """
        persons = [self._person_of(draft) for draft in drafts]
        lines_of = Counter(persons)
        together = []
        for draft, person in zip(drafts, persons, strict=True):
            if draft.keys.get(PERSON) is None and lines_of[person] == 1 and self.is_in_order(draft.values):
                continue
            rows = self.rows_of(draft.values, draft.keys)
            self.refuse_unlawful(draft, rows)
            if not draft.faults:
                together.append((draft, rows))
        if together:
            self._judge_together(together)

    def _person_of(self, draft: Draft):
        key = draft.keys.get(PERSON)
        return key if key is not None else id(draft.link)

    def _judge_together(self, drafts: list[tuple[Draft, Rows]]) -> None:
        known = self.known_facts({draft.keys[PERSON] for draft, _ in drafts} - {None})
        of_person = defaultdict(list)
        proposed = []
        for draft, rows in drafts:
            person = self._person_of(draft)
            facts = known.pop(draft.keys[RECORD]) if draft.current is not None else self.new_facts(rows, person)
            self.propose(facts, rows)
            of_person[person].append(facts)
            proposed.append((draft, facts, person))
        for facts in known.values():
            of_person[self.person_in(facts)].append(facts)
        for draft, facts, person in proposed:
            self.relate(facts, [other for other in of_person[person] if other is not facts])
            self._tell(draft, facts)

    def verdicts(self) -> list:
        rules = self.rules_of_new or {self.problems: tuple(self.parts[RECORD].fields.values())}
        return super().verdicts() + [(columns, partial(self._refuses, rule)) for rule, columns in rules.items()]

    def _refuses(self, rule: Callable, values: tuple) -> bool:
        """Whether `rule` refuses a new record of a new person, of whom it is all that is known."""
        rows = self.rows_of(values)
        facts = self.new_facts(rows, 0)
        self.propose(facts, rows)
        return any(True for _ in rule(facts))

    def _tell(self, draft: Draft, facts) -> None:
        for problem in self.problems(facts):
            draft.refuse(self.place_of(problem), str(problem))

    def place_of(self, problem: Problem) -> str:
        """The column that a problem is about; empty when none is."""
        return self.column_for(self.model, problem.field)

    def column_for(self, model, name: str) -> str:
        """The column of the field `name` of `model`; empty when no column gives it."""
        return self.column_of(model, name) if name not in ("professional", "") else ""

    # Writing

    def write(self, drafts: Iterable[Draft]) -> None:
        """Write under the locks of the rules: the persons of the lines, in the order of their keys."""
        drafts = list(drafts)
        people = {draft.keys[PERSON] for draft in drafts if draft.keys.get(PERSON) is not None}
        rows = Professional._base_manager.filter(pk__among=people).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))
        super().write(drafts)
        self.people.forget_written()

    def to_create(self, name: str, drafts: list[Draft]) -> list[Draft]:
        if name != PERSON:
            return drafts
        first_of: dict[int, Draft] = {}
        self._said = defaultdict(dict)
        for draft in drafts:
            if draft.link.key is None:
                first_of.setdefault(id(draft.link), draft)
                self._said[id(draft.link)].update(self._completing(draft))
        return list(first_of.values())

    def _completing(self, draft: Draft) -> dict:
        return {attribute: value for attribute, place in self._completed if (value := draft.values[place]) is not None}

    def written(self, name: str, drafts: list[Draft]) -> None:
        if name != PERSON:
            return
        new = [draft for draft in drafts if draft.current is None]
        self._complete_known(new)
        for draft in new:
            if draft.link.key is None and draft.keys.get(PERSON) is not None:
                draft.link.key = draft.keys[PERSON]
        for draft in new:
            draft.keys[PERSON] = draft.link.key

    def _complete_known(self, drafts: list[Draft]) -> None:
        """Write what the lines add to the persons of the register that they bind: nothing of theirs is replaced."""
        added: dict[int, dict] = defaultdict(dict)
        for draft in drafts:
            if draft.link.key is not None and draft.link.gaps:
                said = self._completing(draft)
                added[draft.link.key].update({name: said[name] for name in draft.link.gaps if name in said})
        update_rows(Professional, [{"id": key} | values for key, values in added.items() if values])

    def complete_person(self, row: dict, draft: Draft, region: str, profession: str) -> None:
        """Say of a new person what no column of their first line gives; another line may."""
        row.update(self._said[id(draft.link)])
        row["created_in_region_id"], row["profession"] = region, profession


def person_part(*, with_birth_year: bool) -> Part:
    """The person of a line, as a parent of its record."""
    fields: Mapping = FIELDS | ({"birth_year": "annee_naissance"} if with_birth_year else {})
    return Part(Professional, fields, reference="professional")
