"""What a file is, told from its first bytes and never from its name; what is not a table is refused with a way out."""

from __future__ import annotations

import re
import zipfile
import zlib
from copy import copy
from io import BytesIO

from imports.reading.refusals import DAMAGED, FileRefused
from imports.reading.tables import MEGABYTE, Limits

SAVE_AS_XLSX = "ouvrez-le dans le tableur et enregistrez-le en XLSX."
XLSX, ODS, DELIMITED = "XLSX", "ODS", "CSV"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
NOT_TABLES = {
    b"%PDF": "un PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"II*\x00": "une image",
    b"MM\x00*": "une image",
    b"RIFF": "une image ou un son",
    b"{\\rtf": "un texte mis en forme (RTF)",
    b"\x1f\x8b": "une archive compressée",
    b"7z\xbc\xaf": "une archive compressée",
    b"Rar!": "une archive compressée",
    b"PK\x05\x06": "une archive vide",
}
MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|html|table|\w+:)", re.IGNORECASE)
# Names inside an OLE container, which are in UTF-16.
OLE_PARTS = {
    "EncryptedPackage": "Ce classeur est protégé par un mot de passe\u00a0: enregistrez-le en XLSX sans mot de passe.",
    "WordDocument": "Ce fichier est un document Word\u00a0: copiez son tableau dans un tableur et enregistrez-le en "
    "XLSX.",
    "Workbook": f"Ce fichier est un ancien classeur Excel (.xls)\u00a0: {SAVE_AS_XLSX}",
    "Book": f"Ce fichier est un ancien classeur Excel (.xls)\u00a0: {SAVE_AS_XLSX}",
}
# What [Content_Types].xml says of the main part; the first that is found decides.
OFFICE_TYPES = {
    b"macroEnabled.main+xml": f"Ce classeur contient des macros (.xlsm)\u00a0: {SAVE_AS_XLSX}",
    b"sheet.binary.macroEnabled": f"Ce fichier est un classeur binaire (.xlsb)\u00a0: {SAVE_AS_XLSX}",
    b"wordprocessingml": OLE_PARTS["WordDocument"],
    b"presentationml": "Ce fichier est une présentation\u00a0: copiez son tableau dans un tableur.",
}
SPREADSHEET = b"spreadsheetml.sheet.main+xml"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
ENTITIES = "Ce classeur contient des définitions XML qu’aucun tableur n’écrit\u00a0: enregistrez-le à nouveau en XLSX."
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What reading a damaged zip raises."""


def refuse_other_documents(content: bytes) -> None:
    """Refuse what is neither a zip nor a text. The first bytes of a text are enough; a container is needed whole."""
    if content.startswith(OLE):
        names = (sentence for name, sentence in OLE_PARTS.items() if name.encode("utf-16-le") in content)
        raise FileRefused(next(names, f"Ce fichier n’est pas un tableau\u00a0: {SAVE_AS_XLSX}"))
    for magic, what in NOT_TABLES.items():
        if content.startswith(magic):
            raise FileRefused(
                f"Ce fichier est {what}, pas un tableau\u00a0: envoyez le fichier XLSX, ODS ou CSV d’origine."
            )
    if MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise FileRefused(f"Ce fichier est une page web ou du XML, quel que soit son nom\u00a0: {SAVE_AS_XLSX}")


class Archive:
    """The parts of a workbook, read in full under the limit of size that they share.

    Sizes are those that come out, not those declared: a file that lies about them is refused.
    """

    def __init__(self, content: bytes, limits: Limits):
        self.limits = limits
        self.left = limits.unzipped
        try:
            self.zip = zipfile.ZipFile(BytesIO(content))
        except BROKEN:
            raise FileRefused(DAMAGED) from None
        self.parts = {part.filename: part for part in self.zip.infolist()}
        self._refuse_excess()

    def _refuse_excess(self) -> None:
        parts = self.zip.infolist()
        if sum(part.file_size for part in parts) > self.limits.unzipped:
            raise self._too_big()
        # Two parts of the same name: another reader could take the other one.
        alike = {part.filename.lower().replace("\\", "/") for part in parts}
        if len(parts) > self.limits.parts or len(alike) < len(parts):
            raise FileRefused(DAMAGED)
        if any(part.flag_bits & ENCRYPTED for part in parts):
            raise FileRefused(OLE_PARTS["EncryptedPackage"])

    def _too_big(self) -> FileRefused:
        return FileRefused(
            f"Ce classeur dépasse {self.limits.unzipped // MEGABYTE} Mo une fois décompressé\u00a0: ne gardez que la "
            "feuille et les colonnes à importer, ou enregistrez-la en CSV."
        )

    def read(self, name: str) -> bytes:
        """The content of part `name`; empty when there is none."""
        if name not in self.parts:
            return b""
        declared = self.parts[name].file_size
        part = copy(self.parts[name])
        # Else zipfile stops at the declared size, which the reader of the workbook does not.
        part.file_size = self.left + MEGABYTE
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused(DAMAGED)
        try:
            with self.zip.open(part) as stream:
                content = stream.read(self.left + 1)
        except BROKEN:
            raise FileRefused(DAMAGED) from None
        if len(content) > self.left:
            raise self._too_big()
        if len(content) != declared:
            raise FileRefused(DAMAGED)
        self.left -= len(content)
        return content

    def documents(self):
        """Name and content of each XML part, none of which defines an entity or is in another encoding than UTF-8."""
        for name in self.parts:
            if name.lower().endswith((".xml", ".rels")):
                content = self.read(name)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
                    raise FileRefused(ENTITIES)
                yield name, content

    def format(self) -> str:
        """XLSX or ODS; any other kind of zip is refused by its name."""
        if self.read("mimetype").strip() == ODS_TYPE:
            if b"encryption-data" in self.read("META-INF/manifest.xml"):
                raise FileRefused(OLE_PARTS["EncryptedPackage"])
            return ODS
        types = self.read("[Content_Types].xml")
        for kind, sentence in OFFICE_TYPES.items():
            if kind in types:
                raise FileRefused(sentence)
        if SPREADSHEET not in types:
            raise FileRefused(f"Ce fichier est une archive ou un document d’un autre logiciel\u00a0: {SAVE_AS_XLSX}")
        return XLSX
