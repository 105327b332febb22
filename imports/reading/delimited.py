"""Reading a delimited text file: CSV as Excel, LibreOffice and the State's systems write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain, dropwhile, islice

from imports.reading.encodings import Encoding, detect, opened
from imports.reading.refusals import FileRefused, counted
from imports.reading.tables import Limits, Row, Source, Table
from imports.reading.texts import Texts

SEPARATORS = {";": "point-virgule", "\t": "tabulation", "|": "barre verticale", ",": "virgule"}
"""In the order in which they are preferred."""
SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""What Excel writes and reads at the head of a CSV file; it is no row."""
SAMPLE = 1 << 16
SAMPLE_ROWS = 50
BLOCK = 1 << 18
LONGEST_LINE = 1 << 24
"""In characters: a file whose lines never end is not kept whole in memory."""
SHOWN = 50
"""Characters that are kept of a line too long to be taken."""
UNCLOSED = (
    'un guillemet (") est ouvert et n’est pas refermé\u00a0: refermez-le, ou doublez-le s’il fait partie du texte.'
)
MISPLACED = (
    'Un guillemet (") est mal placé\u00a0: doublez ceux qui font partie du texte et entourez la cellule d’autres.'
)

_row = partial(tuple.__new__, Row)
"""A row from its three fields: half the price of naming them, once for each line of the file."""


def read_delimited(source: Source) -> Table:
    """The table of a text file, whose encoding and separator are told from its content."""
    encoding = detect(source)
    sample, whole = _sample(source, encoding)
    announced = SEPARATOR_LINE.match(sample)
    skipped = announced.end() if announced else 0
    separator = announced[1] if announced else _separator(sample if whole else _without_last_line(sample))
    name = SEPARATORS.get(separator, f"«\u00a0{separator}\u00a0»")
    return Table(
        format=f"CSV, {name}, {encoding.label}",
        encoding=encoding.label,
        separator=separator,
        limits=source.limits,
        records=lambda: _records(source, encoding, separator, skipped),
    )


def _text(source: Source, encoding: Encoding) -> io.TextIOWrapper:
    # newline="": a line end between quotes is kept as it is.
    return io.TextIOWrapper(opened(source), encoding.codec, encoding.errors, newline="")


def _sample(source: Source, encoding: Encoding) -> tuple[str, bool]:
    """The beginning of the text, and whether it is all of it."""
    with _text(source, encoding) as stream:
        return stream.read(SAMPLE), not stream.read(1)


def _without_last_line(sample: str) -> str:
    end = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: end + 1] or sample


def _separator(sample: str) -> str:
    """The separator under which most rows of `sample` are as wide as the first; the widest of those."""

    def fitness(separator: str) -> tuple:
        widths = _widths(sample, separator)
        if not widths:
            return (False, 0, 0)
        return (widths[0] > 1, widths.count(widths[0]) / len(widths), widths[0])

    return max(SEPARATORS, key=fitness)


def _widths(sample: str, separator: str) -> list[int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        # Of a file of one column, a row of signs alone is a row under every separator.
        rows = dropwhile(lambda row: not any(map(str.strip, row)), filter(None, reader))
        return [len(row) for row in islice(rows, SAMPLE_ROWS)]
    except csv.Error:
        # A cell over the limit of the module: no table under this separator.
        return []


def _records(source: Source, encoding: Encoding, separator: str, skipped: int) -> Iterator[Row]:
    """Each record of the file, cleaned. The line is its rank, since a line end inside a cell makes no row in Excel."""
    texts = Texts(source.limits.characters)
    with _text(source, encoding) as stream:
        stream.read(skipped)
        lines = Lines(stream, texts)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        line = 0
        while True:
            line += 1
            before = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield _unreadable(error, line, lines, (before, reader.line_num), separator, source.limits)
                continue
            except _LineTooLong:
                raise FileRefused(f"plus de {counted(LONGEST_LINE)} caractères sans fin de ligne.", line) from None
            fault = ""
            if not texts.printable or not texts.short or reader.line_num > before + 1:
                fault = texts.fault(cells)
            yield _row((line, list(map(texts.cleaner, cells)), fault))


def _unreadable(error: csv.Error, line: int, lines: Lines, span: tuple, separator: str, limits: Limits) -> Row:
    """The row that the strict reader refuses, read as well as can be; FileRefused when it runs over several lines."""
    before, last = span
    if last > before + 1 or "unexpected end of data" in str(error):
        raise FileRefused(UNCLOSED, line) from None
    text = lines.line(last)
    if len(text) > limits.characters:
        fault = f"Cette ligne a une cellule de plus de {counted(limits.characters)} caractères."
        return Row(line, [text[:SHOWN] + "…"], fault)
    return Row(line, next(csv.reader([text], delimiter=separator)), MISPLACED)


class _LineTooLong(Exception):
    pass


class Lines:
    """The lines of a text, given one by one, but looked at in blocks."""

    def __init__(self, stream: io.TextIOWrapper, texts: Texts):
        self.stream = stream
        self.texts = texts
        self._block: list[str] = []
        self._before = 0

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._blocks())

    def line(self, number: int) -> str:
        """Line `number`, counted from 1, of the current block."""
        return self._block[number - self._before - 1]

    def _blocks(self) -> Iterator[list[str]]:
        while block := self.stream.read(BLOCK):
            rest = self.stream.readline(LONGEST_LINE)
            if len(rest) == LONGEST_LINE:
                raise _LineTooLong
            block += rest
            self.texts.look(block)
            self._before += len(self._block)
            self._block = list(io.StringIO(block, newline=""))
            # A cell is no longer than its line; those of several lines are always looked at.
            self.texts.short = self.texts.short and max(map(len, self._block)) <= self.texts.longest
            yield self._block
