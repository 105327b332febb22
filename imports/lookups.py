"""A filter by many values at once: one array for the server, where `__in` would send a parameter a value."""

from django.db.models import Field, ForeignKey, Lookup


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`column__among=[…]`: the column is one of these values, however many."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        lhs, parameters = self.process_lhs(compiler, connection)
        field = self.lhs.output_field
        cast = (getattr(field, "target_field", field)).db_type(connection).split("(")[0]
        cast = {"bigserial": "bigint", "serial": "integer"}.get(cast, cast)
        return f"{lhs} = ANY(%s::{cast}[])", [*parameters, list(self.rhs)]
