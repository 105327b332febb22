"""Files of declared figures: a line is what a region, or the country, says of an indicator at a date."""

from __future__ import annotations

from decimal import Decimal

from imports.drafts import ABSENT, Draft
from imports.kinds import Column, ImportKind
from imports.reading.headers import comparable
from imports.reading.tables import Cell, as_written
from imports.reading.values import ValueRefused, choice, decimal_number, quoted
from imports.registers import RECORD, Part, Register
from measures.enums import ObservationState
from measures.indicators import all_indicators, computed_codes, declared_codes
from measures.models import Observation
from measures.scale import FRANCE
from regions.import_columns import of_field, values_of
from regions.import_values import Regions, plausible_day
from regions.wall import write_scope

COMPUTED = "{} se calcule à partir des fiches\u00a0: ce chiffre ne se déclare pas."
NO_FRANCE = "Les chiffres de la France sont saisis par l’administration nationale."
NOTHING_SAID = "Indiquez une valeur, ou pourquoi il n’y en a pas."
BOTH_SAID = "Cette ligne donne une valeur et dit qu’il n’y en a pas\u00a0: gardez l’une des deux."
WHOLE = {"france", "fr", "national", "franceentiere"}
STATES = {
    ObservationState.VALUE: ("value", "valeur"),
    ObservationState.NIL: ("nil", "néant"),
    ObservationState.NOT_SUBMITTED: ("not_submitted", "non transmis", "NT"),
    ObservationState.NOT_APPLICABLE: ("not_applicable", "non concerné", "NC", "sans objet"),
}
_declared = choice({code: (code, all_indicators()[code].label) for code in declared_codes()})
_computed = choice({code: (code, all_indicators()[code].label) for code in computed_codes()})


def indicator(cell: Cell) -> str | None:
    """The code of a declared indicator, from its code or its label."""
    try:
        return _declared(cell)
    except ValueRefused:
        if _is_computed(cell):
            raise ValueRefused(COMPUTED.format(quoted(cell))) from None
        raise


def _is_computed(cell: Cell) -> bool:
    try:
        return _computed(cell) is not None
    except ValueRefused:
        return False


def french_number(value: Decimal) -> str:
    """A number as French writes it, without the zeros that say nothing."""
    return f"{value.normalize():f}".replace(".", ",")


COLUMNS = (
    Column(
        "indicateur",
        indicator,
        "Code ou libellé d’un indicateur déclaré.",
        required=True,
        aliases=("code_indicateur",),
        values=tuple(declared_codes()),
        example=declared_codes()[0],
    ),
    Column(
        "region",
        help="Code ou nom de la région, ou «\u00a0France\u00a0».",
        required=True,
        aliases=("ars",),
        example="53",
    ),
    Column(
        "date",
        plausible_day,
        "Date JJ/MM/AAAA.",
        required=True,
        aliases=("au", "date_reference"),
        example="31/12/2016",
    ),
    Column(
        "valeur",
        of_field(Observation, "value", decimal_number),
        "Nombre\u202f; vide quand il n’y en a pas.",
        aliases=("chiffre",),
        show=french_number,
        example="12,5",
    ),
    Column(
        "etat",
        choice(STATES),
        "Pourquoi il n’y a pas de valeur\u202f; vide avec une valeur.",
        aliases=("motif", "motif_absence"),
        values=values_of(Observation, "state"),
        show=lambda state: ObservationState(state).label,
    ),
    Column("source", of_field(Observation, "source"), "D’où vient le chiffre."),
)


class RegionsOrFrance(Regions):
    """The regions whose figures a user declares; for a national administrator, the country too."""

    def __call__(self, cell: Cell) -> str | None:
        """The code of a region, or `FRANCE`."""
        if comparable(as_written(cell)) not in WHOLE:
            return super().__call__(cell)
        if not self.within.everywhere:
            raise ValueRefused(NO_FRANCE)
        return FRANCE


class ObservationsRegister(Register):
    """The declared figures of the regions that a user writes."""

    columns = COLUMNS
    label_columns = ("indicateur", "region")
    parts = {
        RECORD: Part(
            Observation,
            {
                "indicator": "indicateur",
                "region_id": "region",
                "date": "date",
                "value": "valeur",
                "state": "etat",
                "source": "source",
            },
        )
    }

    def __init__(self, user):
        super().__init__(user)
        self.parsers = {"region": RegionsOrFrance(write_scope(user))}
        self.shows = {"region": lambda code: "France" if code == FRANCE else code}

    def prepare(self, drafts: list[Draft]) -> None:
        """A value needs no state: it is one."""
        value, state = self.index["valeur"], self.index["etat"]
        for draft in drafts:
            values = list(draft.values)
            if values[value] in (None, ABSENT):
                continue
            if values[state] in (None, ABSENT):
                values[state] = ObservationState.VALUE
                draft.values = tuple(values)
            elif values[state] != ObservationState.VALUE:
                draft.refuse("etat", BOTH_SAID)

    def locate(self, drafts: list[Draft]) -> dict[int, int]:
        keys = {position: self.key_of(draft) for position, draft in enumerate(drafts)}
        indicators, days = ({key[place] for key in keys.values() if key} for place in (0, 2))
        rows = Observation.objects.editable_by(self.user).filter(indicator__among=indicators, date__among=days)
        known = {
            (code, region or FRANCE, day): pk
            for pk, code, region, day in rows.order_by().values_list("pk", "indicator", "region", "date")
        }
        return {position: known[key] for position, key in keys.items() if key in known}

    def current_values(self, keys: set) -> dict:
        place = self.index["region"]
        return {
            key: (
                parts,
                tuple([FRANCE if at == place and value is None else value for at, value in enumerate(values)]),
            )
            for key, (parts, values) in super().current_values(keys).items()
        }

    def key_of(self, draft: Draft):
        key = tuple(self.value(draft, column) for column in ("indicateur", "region", "date"))
        return None if None in key or ABSENT in key else key

    def settle(self, draft: Draft) -> None:
        """A figure that is said to be none loses the value that it had."""
        values = list(draft.values)
        value, state = self.index["valeur"], self.index["etat"]
        if values[state] != ObservationState.VALUE and values[state] is not None:
            values[value] = None
            draft.values = tuple(values)

    def judge(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            if self.value(draft, "etat") is None:
                draft.refuse("valeur", NOTHING_SAID)
            else:
                self.refuse_unlawful(draft, {RECORD: self.row_of(RECORD, draft)})

    def row_of(self, name: str, draft: Draft) -> dict:
        row = super().row_of(name, draft)
        return row | {"region_id": None} if row["region_id"] == FRANCE else row


OBSERVATIONS = ImportKind(
    "observations",
    "chiffres déclarés",
    COLUMNS,
    ObservationsRegister,
    "measures.add_observation",
    keys=(("indicateur", "region", "date"),),
    model="measures.Observation",
)
