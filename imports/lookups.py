"""A filter by many values at once: one array for the server, where `__in` would send a parameter a value."""

from django.db.models import Field, ForeignKey, Lookup

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


def array_of(values) -> str:
    """`values` as PostgreSQL writes an array; quicker than psycopg, which looks at them one by one."""
    if all(type(value) is int for value in values):
        return f"{{{','.join(map(str, values))}}}"
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"
