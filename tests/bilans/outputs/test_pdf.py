"""The printed bilan: accessible, whole whatever it is given, its texts never read as markup."""

import re
import zlib

import pytest
import typst

from bilans import outputs
from bilans.charts import drawings
from bilans.charts.draw import ChartError
from bilans.outputs import pdf
from bilans.outputs.blocks import pictures
from bilans.outputs.glyphs import FALLBACK, printable
from bilans.outputs.national_blocks import bilan_blocks
from tests.bilans.outputs.documents import empty_bilan, pdf_text, plain, small_edition
from tests.bilans.sample import sample_bilan

OLD = {"82": "Rhône-Alpes", "83": "Auvergne"}
MARKUP = '#import "@preview/x:1.0.0" #panic() $x^2$ *gras* _italique_ @renvoi <etiquette> \\ // /* `code` = titre'


def uncompressed(content: bytes) -> bytes:
    """All that a PDF holds, its streams included."""
    parts = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(parts)


def test_the_pdf_is_tagged_titled_in_french_and_says_that_it_is_accessible():
    bilan = small_edition()

    content = outputs.as_pdf(bilan)

    whole = uncompressed(content)
    assert content.startswith(b"%PDF-1.7")
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", whole)
    assert b"/StructTreeRoot" in whole
    assert re.search(rb"/Lang\s*\(fr(-FR)?\)", whole)
    assert re.search(rb"<pdfuaid:part>1</pdfuaid:part>", whole)
    assert '<rdf:li xml:lang="x-default">Bilan 2016 du pacte territoire santé' in whole.decode(errors="replace")
    assert b"/DisplayDocTitle true" in whole


def test_each_chart_has_its_words():
    bilan = small_edition()

    alternatives = outputs.as_pdf(bilan).count(b"/Alt")

    charts = [picture.chart for picture in pictures(bilan_blocks(bilan))]
    assert alternatives == len(charts) > 5
    assert len({chart.slug for chart in charts}) == len(charts)


def test_the_cover_and_the_method_say_which_edition_it_is():
    text = pdf_text(outputs.as_pdf(small_edition(), sha256="0123456789abcdef" * 4))

    cover = text.split("\f")[0]
    assert "Édition 1.1, publiée le 10 avril 2017" in cover
    assert "Totaux nationaux : 6 régions sur 7." in cover
    assert "Non transmis : La Réunion." in cover
    assert "Corrige l’édition 1.0. Motif : Une maison de santé avait été oubliée." in plain(cover.replace("\n", " "))
    assert "0123456789abcdef" * 4 in text
    assert re.search(r"MSP ouvertes France entière 31 décembre 2016 909 910", text)


def test_a_live_bilan_says_that_it_is_not_published():
    text = pdf_text(outputs.as_pdf(sample_bilan()))

    assert "Document de travail, non publié" in text
    assert "SHA-256" not in text


def test_a_region_that_has_not_sent_has_one_page_that_says_so():
    pages = pdf_text(outputs.as_pdf(small_edition())).split("\f")

    page = next(page for page in pages if "La région La Réunion n’a pas transmis son retour" in page)
    assert "Non transmis." in page
    assert "Évolution" not in page
    assert not re.search(r"\b0\b", page.split("Bilan 2016")[0])


def test_progress_is_not_capped_and_pace_is_said():
    text = plain(pdf_text(outputs.as_pdf(small_edition())).replace("\n", " "))

    assert "151,7 %" in text
    assert "+471 en un an ; il faut" in text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(MARKUP, id="markup"),
        pytest.param("Fin de phrase. #", id="last"),
        pytest.param("=SOMME(A1) +1 -1 @x", id="formula"),
    ],
)
def test_the_text_of_a_region_is_printed_as_it_was_written(text):
    printed = plain(pdf_text(outputs.as_pdf(small_edition(text))).replace("\n", " "))

    assert plain(text) in printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("mot " * 2500, "mot mot mot", id="very-long"),
        pytest.param("x" * 10_000, "xxxxxxxxxxxxxxx", id="one-word"),
        pytest.param("avant مرحبا שלום après", "après", id="right-to-left"),
        pytest.param("avant \u202egnorw\u202c après", "après", id="override"),
        pytest.param("bravo 😀 漢字 fin", "bravo □ □□ fin", id="no-glyph"),
        pytest.param("a\x00b\x07c\ufeffd\ud7ffe\u200df", "abcd", id="controls"),
        pytest.param("e\u0301te\u0301", "été", id="decomposed"),
    ],
)
def test_a_text_that_no_font_expects_is_printed(text, expected):
    assert expected in plain(pdf_text(outputs.as_pdf(small_edition(text))))


def test_every_character_that_is_let_through_has_a_shape():
    kept = "".join(chr(code) for code in range(0x20, 0xFFFF) if FALLBACK.match(chr(code)))
    bilan = small_edition(printable(kept))

    assert outputs.as_pdf(bilan).startswith(b"%PDF")


def test_a_very_long_text_goes_on_over_pages():
    short, long = (pdf_text(outputs.as_pdf(small_edition("mot " * times))).count("\f") for times in (1, 6000))

    assert long > short + 6


@pytest.mark.parametrize("make", [empty_bilan, lambda: sample_bilan() | {"groups": []}], ids=["empty", "no-words"])
def test_a_year_without_data_is_printed(make):
    text = pdf_text(outputs.as_pdf(make()))

    assert "Méthode et définitions" in text


def test_a_chart_that_fails_is_named_and_the_rest_is_printed(monkeypatch):
    real = drawings.draw

    def failing(chart):
        if chart.slug == "fr-cesp_signed":
            raise ChartError(f"Le graphique «\u00a0{chart.title}\u00a0» n’a pas pu être dessiné.")
        return real(chart)

    monkeypatch.setattr(drawings, "draw", failing)
    text = pdf_text(outputs.as_pdf(small_edition()))

    assert text.count("Le graphique « CESP signés » n’a pas pu être dessiné.") == 1
    assert "1 795" in text


def test_a_failure_of_the_engine_is_told_in_french(monkeypatch):
    def fail(*args, **options):
        raise typst.TypstError("unknown font", "", [], [])

    monkeypatch.setattr(pdf.typst, "compile", fail)

    with pytest.raises(outputs.OutputError, match=r"^Le PDF du bilan 2016 n’a pas pu être composé\.$"):
        outputs.as_pdf(small_edition())


@pytest.mark.parametrize("theme", ["etat", "neutre"])
def test_the_pdf_has_the_font_of_the_theme(settings, theme):
    settings.PTS_THEME = theme

    assert {"etat": b"Marianne", "neutre": b"Spectral"}[theme] in uncompressed(outputs.as_pdf(small_edition()))


def places_bilan(departements, territories) -> dict:
    """The small edition, with figures below one of its regions."""
    bilan = small_edition()
    region = next(region for region in bilan["regions"] if region["code"] == "84")
    region["departements"], region["chapter"]["territories"] = departements, territories
    return bilan


MASKED = {"figures": {"msp_open": None}, "missing": {"msp_open": "masked"}}
TOLD = {"figures": {"msp_open": 37}, "missing": {}}
AIN, ALLIER = {"code": "01", "name": "Ain"}, {"code": "03", "name": "Allier"}
ISLAND, TOWN = {"name": "Belle-Île-en-Mer", "kind": "île"}, {"name": "Rétiers", "kind": "commune"}


def slugs(bilan) -> set[str]:
    return {picture.chart.slug for picture in pictures(bilan_blocks(bilan))}


def test_a_masked_figure_of_a_departement_or_a_territory_is_not_told():
    bilan = places_bilan([AIN | TOLD, ALLIER | MASKED], [ISLAND | MASKED, TOWN | TOLD])

    text = pdf_text(outputs.as_pdf(bilan))

    assert re.search(r"Ain 37\n", text)
    assert re.search(r"Allier n\.c\.\n", text)
    assert re.search(r"Belle-Île-en-Mer \(île\) n\.c\.\n", text)
    assert re.search(r"Rétiers \(commune\) 37\n", text)
    assert "n.c. : non communiqué, moins de 5 ou secret." in text
    assert "carte-84" in slugs(bilan)


def test_places_of_which_nothing_may_be_told_have_neither_map_nor_zero():
    bilan = places_bilan([AIN | MASKED, ALLIER | MASKED], [ISLAND | MASKED])

    text = pdf_text(outputs.as_pdf(bilan))

    assert re.search(r"Ain n\.c\.\n Allier n\.c\.\n", text)
    assert "Belle-Île-en-Mer (île). Chiffres non communiqués : moins de 5 ou secret." in text
    assert "carte-84" not in slugs(bilan)


def test_in_the_regions_before_2016_the_coverage_stays_that_of_the_regions_of_today():
    bilan = small_edition()
    halves = [bilan["regions"][5] | {"code": code, "name": name, "current": "84"} for code, name in OLD.items()]
    rest = {"current": "84", "name": "Auvergne-Rhône-Alpes", "figures": {"cesp_signed": 3}, "series": {}}
    bilan |= {"region_set": "old", "regions": [*bilan["regions"][:5], *halves, bilan["regions"][6]]}
    bilan["not_split"] = [rest]

    text = plain(pdf_text(outputs.as_pdf(bilan)).replace("\n", " "))

    assert "6 régions sur 7" in text
    assert "Chiffres lus dans les régions d’avant 2016." in text
    assert "Non réparti entre les anciennes régions : Auvergne-Rhône-Alpes, CESP signés : 3." in text
    assert not {slug for slug in slugs(bilan) if "carte" in slug}
