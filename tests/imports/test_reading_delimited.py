"""CSV as Excel, LibreOffice and the State's systems write it."""

import datetime

import pytest

from imports.reading import FileRefused, Limits, read
from imports.reading.encodings import CHUNK
from tests.imports.files import NO_LIMITS, cells, csv_bytes

TABLE = [["nom", "spécialité"], ["Désirée", "médecine"]]


def rows(content, **options):
    return list(read(content, **options).rows())


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 avec BOM"),
        ("cp1252", "Windows-1252 (cp1252)"),
        ("latin-1", "Windows-1252 (cp1252)"),
        ("utf-16", "UTF-16 LE"),
    ],
)
@pytest.mark.parametrize(
    ("separator", "name"), [(";", "point-virgule"), (",", "virgule"), ("\t", "tabulation"), ("|", "barre verticale")]
)
def test_encoding_and_separator_are_found_and_told(encoding, label, separator, name):
    table = read(csv_bytes(TABLE, encoding=encoding, separator=separator))

    assert table.format == f"CSV, {name}, {label}"
    assert table.headers == TABLE[0]
    assert [row.cells for row in table.rows()] == TABLE[1:]


def test_utf_16_big_endian():
    content = b"\xfe\xff" + "nom\tville\nZoé\tOrléans".encode("utf-16-be")

    assert cells(content) == [["nom", "ville"], ["Zoé", "Orléans"]]


def test_the_separator_line_of_excel_is_no_row():
    table = read(b"sep=|\r\nnom|note\r\nDiallo|a;b;c\r\n")

    assert (table.separator, table.headers) == ("|", ["nom", "note"])
    assert [(row.line, row.cells) for row in table.rows()] == [(2, ["Diallo", "a;b;c"])]


def test_the_separator_is_the_one_that_makes_rows_alike():
    content = "nom, prénom;date, lieu;note, avis\r\na;b;1,5\r\nc;d;2\r\n".encode()

    assert read(content).headers == ["nom, prénom", "date, lieu", "note, avis"]


def test_a_file_of_one_column_has_no_separator():
    assert cells(b"note\na;b\n;\n") == [["note"], ["a;b"], [";"]]


def test_an_extraction_whose_lines_end_with_a_separator():
    table = read(b"Identifiant PP|Nom|\n810001234567|Diallo|\n")

    assert table.headers == ["Identifiant PP", "Nom"]
    assert [row.cells for row in table.rows()] == [["810001234567", "Diallo"]]


def test_a_file_without_headers_gives_its_first_row_too():
    table = read(b"finess;etalab;111;2026-05-12\nstructureet;010000024;010780054;CH;CENTRE\n")

    assert table.first.cells[:2] == ["finess", "etalab"]
    assert [len(row.cells) for row in table.every_row()] == [4, 5]


def test_lines_are_those_of_the_spreadsheet():
    content = b'nom;note\r\n\r\na;"deux\r\nlignes"\r\n;\r\nb;fin\r\n'

    assert [(row.line, row.cells) for row in rows(content)] == [(3, ["a", "deux\r\nlignes"]), (5, ["b", "fin"])]


def test_excel_leaves_out_the_empty_cells_that_end_a_row():
    assert [row.cells for row in rows(b"a;b;c\n1\n1;2\n")] == [["1", "", ""], ["1", "2", ""]]


def test_a_cell_too_many_is_a_fault_of_its_row():
    first, second = rows(b"a;b\n1;2;3\n1;2\n")

    assert "3 cellules, pour 2 colonnes\u00a0: la colonne C" in first.fault
    assert second.fault == ""


def test_texts_are_composed_and_trimmed_of_every_space():
    content = "nom;ville\n\u00a0De\u0301sire\u0301e\u202f; Saint\u00a0Denis \n".encode()

    assert [row.cells for row in rows(content)] == [["Désirée", "Saint\u00a0Denis"]]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x9d"])
def test_a_control_character_is_a_fault_of_its_row(character):
    first, second = rows(f"a;b\n1;2{character}3\n4;5\n".encode())

    assert "La colonne B contient un caractère" in first.fault
    assert (second.cells, second.fault) == (["4", "5"], "")


def test_a_control_character_among_the_headers_refuses_the_file():
    with pytest.raises(FileRefused, match="Ligne 1\u00a0: La colonne B contient un caractère NUL"):
        read(b"a;b\0\n1;2\n")


def test_a_byte_that_cp1252_does_not_know_is_a_fault_of_its_row():
    first, second = rows(b"nom;ville\nZo\xe9;\x81\nLo\xefc;Paris\n")

    assert "La colonne B" in first.fault
    assert second.cells == ["Loïc", "Paris"]


def test_a_cell_of_ten_megabytes_is_a_fault_of_its_row():
    first, second = rows(b"a;b\n1;" + b"x" * 10_000_000 + b"\n2;y\n")

    assert "32\u202f767 caractères" in first.fault
    assert (second.line, second.cells) == (3, ["2", "y"])


def test_a_cell_over_the_limit_that_runs_over_lines():
    first, second = rows(b'a;b\n1;"' + b"x\n" * 20_000 + b'"\n2;y\n')

    assert "La colonne B a une cellule de 40\u202f000 caractères" in first.fault
    assert (second.line, second.cells) == (3, ["2", "y"])


@pytest.mark.parametrize("filler", [b"", b"x;y\n" * 100_000], ids=["court", "long"])
def test_a_quote_that_is_not_closed_is_told_at_its_line(filler):
    content = b'a;b\n"1\n1";2\n3;"ouvert\n4;5\n' + filler

    with pytest.raises(FileRefused, match='Ligne 3\u00a0: un guillemet \\("\\) est ouvert'):
        rows(content)


def test_a_quote_that_another_row_closes_is_told_at_its_line():
    with pytest.raises(FileRefused, match="Ligne 2\u00a0: un guillemet"):
        rows(b'a;b\n"ouvert;1\n2;"b";3\n')


def test_a_misplaced_quote_is_a_fault_of_its_row():
    first, second = rows(b'a;b\n"Les Lilas" MSP;1\nCabinet "Bleu";2\n')

    assert "mal placé" in first.fault
    assert (second.cells, second.fault) == (['Cabinet "Bleu"', "2"], "")


@pytest.mark.parametrize(
    ("content", "utf_8", "cp1252"),
    [
        pytest.param("nom\nZoé\nb\n".encode() + "Loïc\n".encode("cp1252"), 2, 4, id="UTF-8 puis cp1252"),
        pytest.param("nom\nLoïc\n".encode("cp1252") + "Zoé\n".encode(), 3, 2, id="cp1252 puis UTF-8"),
        pytest.param("\ufeffnom\na\n".encode() + "Loïc\n".encode("cp1252"), 1, 3, id="BOM et cp1252"),
        pytest.param('n\n"a\nb"\nZoé\n'.encode() + "Loïc\n".encode("cp1252"), 3, 4, id="fin de ligne citée"),
        pytest.param(b"n\n" + b"a\n" * CHUNK + "Zoé\n".encode() + b"\xe9\n", CHUNK + 2, CHUNK + 3, id="loin"),
    ],
)
def test_a_file_that_mixes_two_encodings(content, utf_8, cp1252):
    with pytest.raises(FileRefused, match=f"ligne {utf_8} est en UTF-8, la ligne {cp1252} en Windows-1252"):
        read(content)


def test_capitals_before_signs_are_not_taken_for_utf_8():
    content = "type;nom\nMSP;« LIBERTÉ »\nCDS;CITÉ’S\n".replace("« ", "").encode("cp1252")

    assert [row.cells[1] for row in rows(content)] == ["LIBERTÉ »", "CITÉ’S"]


def test_utf_16_cut_in_the_middle():
    with pytest.raises(FileRefused, match="s’annonce en UTF-16 LE"):
        read("nom;ville\n".encode("utf-16") + b"\x00")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "../../etc/passwd", "👩🏽‍⚕️ 😀", "=1+1", "-2", "@SOMME(A1)"]
)
def test_hostile_texts_stay_as_they_are(text):
    assert [row.cells for row in rows(csv_bytes([["nom", "note"], [text, "b"]]))] == [[text, "b"]]


def test_a_file_on_disk_is_read_as_it_is_asked_for(tmp_path):
    path = tmp_path / "grand.csv"
    path.write_bytes(b"nom;jour\n" + b"Diallo;01/04/2016\n" * 50_000)

    table = read(path, limits=NO_LIMITS)
    path.write_bytes(path.read_bytes() + b"Martin;02/04/2016\n")

    assert sum(1 for _ in table.rows()) == 50_001
    assert sum(1 for _ in table.rows()) == 50_001


def test_numbers_and_dates_of_a_csv_stay_texts():
    assert cells(csv_bytes([["a", "b"], [1.5, datetime.date(2016, 4, 1)]]))[1] == ["1.5", "2016-04-01"]


def test_a_line_without_end_is_not_kept_in_memory(monkeypatch):
    monkeypatch.setattr("imports.reading.delimited.LONGEST_LINE", 1000)

    with pytest.raises(FileRefused, match="Ligne 1\u00a0: plus de 1\u202f000 caractères sans fin de ligne"):
        read(b"x" * 1_000_000, limits=Limits())
