"""Files of the bilans: the document that is read, in the format that the address asks for."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from bilans import outputs
from bilans.document import whole_live_bilan
from bilans.region_page import find_region
from bilans.views.reading import NothingToRead, Reading, not_found, read


@require_safe
def download(request, year, file_format, number=""):
    """The bilan as a file, at the dates of the address; a 400 in one sentence when those are wrong."""
    if file_format not in outputs.FORMATS:
        return not_found(request, f"Il n’y a pas de bilan au format «\u00a0{file_format}\u00a0».")
    return _file(request, year, number, file_format, lambda reading: _content(reading, file_format))


@require_safe
def chapter(request, year, code, number=""):
    """The chapter of a region, to be reused in a word processor."""

    def make(reading: Reading) -> bytes:
        if find_region(reading.bilan, code) is None:
            raise NothingToRead("Il n’y a pas de chapitre pour cette région.")
        return outputs.chapter_docx(reading.bilan, code)

    return _file(request, year, number, "docx", make, code)


@require_safe
def dictionary(request, year, number=""):
    """The data dictionary of the CSV: each indicator, its unit, its definition."""
    return _file(request, year, number, "csv", lambda reading: outputs.dictionary_csv(reading.bilan), "dictionnaire")


@require_safe
def schema(request):
    """The Table Schema of the CSV."""
    return JsonResponse(outputs.table_schema(), json_dumps_params={"ensure_ascii": False, "indent": 2})


def _content(reading: Reading, file_format: str) -> str | bytes:
    if file_format == "pdf":
        return outputs.as_pdf(reading.bilan, reading.edition.sha256 if reading.edition else "")
    return outputs.FORMATS[file_format](reading.bilan)


def _file(request, year: int, number: str, file_format: str, make, about: str = "") -> HttpResponse:
    """What `make` draws from the bilan that is read; a sentence when there is none, or when the engine fails."""
    try:
        reading = read(request, year, number, build=whole_live_bilan)
        if reading.status != 200:
            sentences = " ".join(str(error) for errors in reading.form.errors.values() for error in errors)
            return _sentence(sentences, reading.status)
        content = make(reading)
    except NothingToRead as error:
        return not_found(request, str(error))
    except outputs.OutputError as error:
        return _sentence(str(error), 503)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(reading, file_format, about)}"'}
    return HttpResponse(content, content_type=outputs.CONTENT_TYPES[file_format], headers=headers)


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def _file_name(reading: Reading, file_format: str, about: str) -> str:
    which = f"edition-{reading.edition.number}" if reading.edition else f"au-{reading.bilan['as_of']}"
    parts = ["bilan-pts", str(reading.year), which, *filter(None, [about, "anciennes-regions" * reading.in_old])]
    return f"{'-'.join(parts)}.{file_format}"
