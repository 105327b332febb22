"""Files of the bilans: the document that is read, in the format that the address asks for."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from bilans import outputs
from bilans.document import whole_live_bilan
from bilans.views.reading import NothingToRead, Reading, not_found, read


@require_safe
def download(request, year, file_format, number=""):
    """The bilan as a file, at the dates of the address; a 400 in one sentence when those are wrong."""
    try:
        if file_format not in outputs.FORMATS:
            raise NothingToRead(f"Il n’y a pas de bilan au format «\u00a0{file_format}\u00a0».")
        reading = read(request, year, number, build=whole_live_bilan)
    except NothingToRead as error:
        return not_found(request, str(error))
    if reading.status != 200:
        sentences = " ".join(str(error) for errors in reading.form.errors.values() for error in errors)
        return HttpResponse(sentences, content_type="text/plain; charset=utf-8", status=reading.status)
    content = outputs.FORMATS[file_format](reading.bilan)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(reading, file_format)}"'}
    return HttpResponse(content, content_type=outputs.CONTENT_TYPES[file_format], headers=headers)


def _file_name(reading: Reading, file_format: str) -> str:
    which = f"edition-{reading.edition.number}" if reading.edition else f"au-{reading.bilan['as_of']}"
    return f"bilan-pts-{reading.year}-{which}.{file_format}"


@require_safe
def schema(request):
    """The Table Schema of the CSV."""
    return JsonResponse(outputs.table_schema(), json_dumps_params={"ensure_ascii": False, "indent": 2})
