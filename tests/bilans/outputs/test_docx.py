"""The chapter of a region as a Word document."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm

from bilans import outputs
from bilans.charts import drawings
from bilans.charts.draw import ChartError
from bilans.outputs.docx import TEXT_WIDTH
from tests.bilans.outputs.documents import docx_text, small_edition


def document_of(content: bytes):
    return docx.Document(io.BytesIO(content))


def test_the_chapter_has_the_titles_that_word_knows():
    document = document_of(outputs.chapter_docx(small_edition(), "84"))

    titles = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert titles[0] == ("Heading 1", "Auvergne-Rhône-Alpes")
    assert [text for style, text in titles if style == "Heading 2"] == [
        "Évolution de 2013 à 2016",
        "Actions de la région",
        "Territoires d’exemple",
        "Engagement par engagement",
        "Écarts expliqués",
    ]
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "fr-FR"
    assert document.core_properties.title == "Bilan 2016 du pacte territoire santé\u00a0: Auvergne-Rhône-Alpes"
    assert document.core_properties.author == ""


def test_the_chapter_holds_figures_words_and_charts():
    content = outputs.chapter_docx(small_edition("Texte de la région."), "84")

    text = docx_text(content)
    assert "Réalisations. Texte de la région." in text
    assert "15 000 €" in text
    assert "241" in text
    images = [shape._inline.find(qn("wp:docPr")).get("descr") for shape in document_of(content).inline_shapes]
    assert len(images) == 2
    assert all(images)


def test_the_tables_are_as_the_format_wants_them():
    document = document_of(outputs.chapter_docx(small_edition(), "84"))

    for table in document.tables:
        names = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        assert names.index("tblW") < names.index("tblBorders") < names.index("tblLook")
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert sum(column.width for column in table.columns) <= TEXT_WIDTH + Cm(0.1)


def test_a_masked_figure_of_a_departement_is_not_told():
    bilan = small_edition()
    region = next(region for region in bilan["regions"] if region["code"] == "84")
    region["departements"] = [
        {"code": "01", "name": "Ain", "figures": {"msp_open": 37}, "missing": {}},
        {"code": "03", "name": "Allier", "figures": {"msp_open": None}, "missing": {"msp_open": "masked"}},
    ]

    content = outputs.chapter_docx(bilan, "84")

    assert "Allier\nn.c." in docx_text(content)
    assert len(document_of(content).inline_shapes) == 3


def test_a_region_that_has_not_sent_says_so():
    assert "Non transmis." in docx_text(outputs.chapter_docx(small_edition(), "04"))


def test_an_unknown_region_is_refused():
    with pytest.raises(outputs.OutputError, match="n’a pas de région de code «\u00a099\u00a0»"):
        outputs.chapter_docx(small_edition(), "99")


def test_a_chart_that_fails_is_named(monkeypatch):
    def failing(chart):
        raise ChartError("Le graphique n’a pas pu être dessiné.")

    monkeypatch.setattr(drawings, "draw", failing)
    content = outputs.chapter_docx(small_edition(), "84")

    assert "Le graphique n’a pas pu être dessiné." in docx_text(content)
    assert len(document_of(content).inline_shapes) == 0


@pytest.mark.parametrize("text", ["=1+1", "a\x00b\x07c", "x" * 40_000, "مرحبا 😀 \u202e", "<w:p/>"])
def test_any_text_of_a_region_can_be_written(text):
    kept = text.replace("\x00", "").replace("\x07", "")[:30_000]

    assert kept.split()[0] in docx_text(outputs.chapter_docx(small_edition(text), "84"))
