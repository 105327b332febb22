"""What the SQL of the families has in common."""


def any_of(rows: dict[str, tuple[str, str, str]]) -> str:
    """SQL: a `VALUES` table `(code, counts, region, commune)` of the indicators that one row of facts may enter.

    `rows` gives for each indicator whether the row is counted, its region and its commune, as SQL expressions.
    """
    values = ",\n".join(
        f"('{code}', ({counts})::boolean, ({region})::text, ({commune})::text)"
        for code, (counts, region, commune) in rows.items()
    )
    return f"(VALUES {values}) AS indicator (code, counts, region, commune)"
