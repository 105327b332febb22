"""The encoding of a text file, from all its bytes: a file that mixes two is refused, never half read."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from imports.reading.refusals import FileRefused
from imports.reading.tables import Source

CHUNK = 1 << 20
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAVE_AGAIN = "Enregistrez-le à nouveau depuis le tableur, en «\u00a0CSV UTF-8\u00a0»."
# « À » to « ÿ », « Œ », « œ » and the typographic signs as UTF-8 writes them. Read in cp1252 they give « Ã© » or
# « â€™ », which nobody writes; other pairs of bytes may be two true letters of cp1252 (« É » before « » »).
WRITTEN_IN_UTF_8 = re.compile(rb"\xc3[\x80-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x80-\xbf]")
# What UTF-8 would read as phonetic signs, Arabic, Chinese or signs of nobody, and cp1252 as a French letter followed
# by signs: « É » », « é » » with their no-break spaces. A short file may hold nothing else. After « ï », the ligatures
# and the wide letters that UTF-8 writes so are left to it.
LETTER_AND_SIGNS = re.compile(
    rb"[\xc7-\xcb\xd4\xd9\xdb\xdc][\x80-\xbf]|[\xe0\xe7-\xeb\xee][\x80-\xbf]{2}|\xf4[\x80-\xbf]{3}"
    rb"|\xef(?:[\x80-\xab\xb0-\xba][\x80-\xbf]|\xbb[\x80-\xbe])"
)


@dataclass(frozen=True)
class Encoding:
    """A codec of Python, what to do with the bytes it does not know, and its name for the reader."""

    codec: str
    label: str
    errors: str = "strict"


UTF_8_WITH_BOM = Encoding("utf-8-sig", "UTF-8 avec BOM")
UTF_8 = Encoding("utf-8", "UTF-8")
# Bytes without a character in cp1252 become half characters, which are then refused on their row.
CP1252 = Encoding("cp1252", "Windows-1252 (cp1252)", "surrogateescape")


def writing_of(label: str) -> tuple[str, bytes, str]:
    """How to write as a file was read, by the name of its encoding: codec, mark at its head, what to do of errors."""
    if label.startswith("UTF-16"):
        order = label[-2:].lower()
        return f"utf-16-{order}", codecs.BOM_UTF16_LE if order == "le" else codecs.BOM_UTF16_BE, "strict"
    encoding = next(each for each in (UTF_8_WITH_BOM, UTF_8, CP1252) if each.label == label)
    return encoding.codec, b"", encoding.errors


def opened(source: Source) -> BinaryIO:
    """The bytes of `source`, from their beginning."""
    return io.BytesIO(source.content) if isinstance(source.content, bytes) else open(source.content, "rb")


def detect(source: Source) -> Encoding:
    """The encoding of `source`, told from its first bytes, then from all of them."""
    with opened(source) as file:
        head = file.read(3)
    if head.startswith(UTF_16):
        return _utf_16(source, "UTF-16 LE" if head.startswith(codecs.BOM_UTF16_LE) else "UTF-16 BE")
    with_bom = head == codecs.BOM_UTF8
    if _decodes(source, "utf-8"):
        if with_bom:
            return UTF_8_WITH_BOM
        return CP1252 if _is_utf_8_by_chance(source) else UTF_8
    _refuse_mixed(source, with_bom)
    return CP1252


def _utf_16(source: Source, label: str) -> Encoding:
    if not _decodes(source, "utf-16"):
        raise FileRefused(f"Ce fichier s’annonce en {label}, mais certains de ses octets n’en sont pas. {SAVE_AGAIN}")
    return Encoding("utf-16", label)


def _decodes(source: Source, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with opened(source) as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf_8_by_chance(source: Source) -> bool:
    """Whether all that is not ASCII in `source` is likelier in cp1252."""
    found = False
    with opened(source) as file:
        for chunk, _ in _whole_lines(file):
            if not chunk.isascii():
                found = True
                if not LETTER_AND_SIGNS.sub(b"", chunk).isascii():
                    return False
    return found


def _refuse_mixed(source: Source, with_bom: bool) -> None:
    """Refuse a file of which some bytes are not UTF-8, while others are and could be nothing else."""
    in_utf_8, in_cp1252 = (1 if with_bom else None), None
    with opened(source) as file:
        for chunk, row_at in _whole_lines(file):
            if in_utf_8 is None and (found := WRITTEN_IN_UTF_8.search(chunk)):
                in_utf_8 = row_at(found.start())
            if in_cp1252 is None:
                try:
                    chunk.decode()
                except UnicodeDecodeError as error:
                    in_cp1252 = row_at(error.start)
            if in_utf_8 and in_cp1252:
                raise FileRefused(
                    f"Ce fichier mélange deux encodages\u00a0: la ligne {in_utf_8} est en UTF-8, la ligne {in_cp1252} "
                    f"en Windows-1252. {SAVE_AGAIN}",
                )


def _whole_lines(file: BinaryIO) -> Iterator:
    """Chunks of `file` that end with a line, each with a function from a position in it to a row of the spreadsheet.

    A line end between quotes begins no row.
    """
    row, quoted = 1, False
    while chunk := file.read(CHUNK):
        chunk += file.readline(CHUNK)
        line_end = b"\n" if b"\n" in chunk else b"\r"

        def row_at(position: int, chunk=chunk, row=row, quoted=quoted, line_end=line_end) -> int:
            outside = chunk[:position].split(b'"')[quoted::2]
            return row + sum(part.count(line_end) for part in outside)

        yield chunk, row_at
        row = row_at(len(chunk))
        quoted ^= bool(chunk.count(b'"') % 2)
