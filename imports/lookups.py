"""Many rows asked for at once: a filter by one array, where `__in` would send a parameter a value; large reads."""

from collections.abc import Iterator

from django.db.models import Field, ForeignKey, Lookup, QuerySet

FETCHED = 1_000
NUMBERS = {"bigserial": "bigint", "serial": "integer"}


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`column__among={…}`: the column is one of these values, numbers or texts, however many.

    They come as a set: Django would look into each element of a list.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        lhs, parameters = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection).split("(")[0]
        return f"{lhs} = ANY(%s::{NUMBERS.get(kind, kind)}[])", [*parameters, array_of(self.rhs)]


def tuples_of(rows: QuerySet) -> Iterator[tuple]:
    """The tuples of a `values_list`, a thousand at a time: Django asks its cursor for a hundred."""
    return rows.query.get_compiler(rows.db).results_iter(tuple_expected=True, chunk_size=FETCHED)


def array_of(values) -> str:
    """`values` as PostgreSQL writes an array; quicker than psycopg, which looks at them one by one."""
    if all(type(value) is int for value in values):
        return f"{{{','.join(map(str, values))}}}"
    texts = [str(value) for value in values]
    quoted = '","'.join(texts)
    if "\\" in quoted or quoted.count('"') != 2 * (len(texts) - 1):
        quoted = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{quoted}"}}'
