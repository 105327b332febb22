"""Any table written as CSV, XLSX or ODS reads back to the same rows."""

import csv
import datetime
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from imports.reading import read
from imports.reading.formulas import restored
from tests.imports.files import csv_bytes, ods_bytes, xlsx_bytes

SIGNS = "aAzZ09 \u00a0;,|\t\"'=+-@<>&/\\\n"
IN_CP1252 = SIGNS + "éèàçùïôÉÈÀÇŒœ«»’–…€°"
ANYWHERE = IN_CP1252 + "\u202fe\u0301ł漢😀\u200d\ufb01="
SEPARATORS = [";", ",", "\t", "|"]
QUOTING = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]
# The writer quotes no line feed when lines end with a carriage return, unless it quotes everything.
QUOTING_AND_LINE_END = [*((quoting, end) for quoting in QUOTING for end in ("\r\n", "\n")), (csv.QUOTE_ALL, "\r")]
DAYS = st.dates(datetime.date(1904, 1, 2), datetime.date(2100, 12, 31))
NUMBERS = st.integers(-(10**15), 10**15) | st.decimals(-(10**6), 10**6, places=3).map(float)


def tables(cells):
    """Tables under headers of letters, at least one row of which holds something."""
    return st.integers(1, 6).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
    )


def texts(alphabet):
    return st.text(alphabet, max_size=8)


def with_headers(rows):
    return [[f"colonne {chr(ord('a') + rank)}" for rank in range(len(rows[0]))], *rows, ["fin"] * len(rows[0])]


def as_read(cell):
    """`cell` as reading gives it: composed, trimmed, formulas restored, whole numbers as integers."""
    if isinstance(cell, str):
        return restored(unicodedata.normalize("NFC", cell).strip())
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def expected(rows):
    """What reading gives: line and cells of the rows that hold something."""
    cleaned = [(line, [as_read(cell) for cell in row]) for line, row in enumerate(rows, start=1)]
    return [(line, cells) for line, cells in cleaned if any(cell != "" for cell in cells)][1:]


def rows_of(content):
    rows = list(read(content).rows())
    assert [row.fault for row in rows] == [""] * len(rows)
    return [(row.line, row.cells) for row in rows]


def types_of(rows):
    return [[type(cell) for cell in cells] for _, cells in rows]


@given(
    tables(texts(ANYWHERE)),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(SEPARATORS),
    st.sampled_from(QUOTING_AND_LINE_END),
)
@settings(deadline=None)
def test_a_csv_reads_back(rows, encoding, separator, quoting_and_line_end):
    quoting, line_end = quoting_and_line_end
    rows = with_headers(rows)

    content = csv_bytes(rows, encoding=encoding, separator=separator, quoting=quoting, lineterminator=line_end)

    assert rows_of(content) == expected(rows)


@example([["ïŒ\u00a0"], ["ï«°"], ["ï»»"]], ";", csv.QUOTE_MINIMAL)
@given(tables(texts(IN_CP1252)), st.sampled_from(SEPARATORS), st.sampled_from(QUOTING))
@settings(deadline=None)
def test_a_csv_in_cp1252_reads_back(rows, separator, quoting):
    rows = with_headers(rows)

    content = csv_bytes(rows, encoding="cp1252", separator=separator, quoting=quoting)

    assert rows_of(content) == expected(rows)


@given(tables(texts(ANYWHERE) | NUMBERS | DAYS | st.booleans()), st.booleans())
@settings(deadline=None, max_examples=60)
def test_an_xlsx_reads_back(rows, from_1904):
    rows = with_headers(rows)

    read_back = rows_of(xlsx_bytes(rows, date_1904=from_1904))

    assert read_back == expected(rows)
    assert types_of(read_back) == types_of(expected(rows))


@given(tables(texts(ANYWHERE) | NUMBERS | DAYS | st.booleans()))
@settings(deadline=None, max_examples=30)
def test_an_ods_reads_back(rows):
    rows = with_headers(rows)

    read_back = rows_of(ods_bytes(rows))

    assert read_back == expected(rows)
    assert types_of(read_back) == types_of(expected(rows))
