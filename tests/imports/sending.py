"""Files of CESP as a browser sends them, on the ground of one region."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.models import CespContract
from imports.models import ImportBatch
from tests import factories as f
from tests.imports.files import csv_bytes

HEADERS = (
    "numero_cng",
    "nom",
    "prenom",
    "annee_naissance",
    "filiere",
    "statut_signature",
    "campagne",
    "ufr",
    "region_suivi",
    "date_signature",
    "debut_allocation",
    "fin_allocation",
)


def line(region, faculty, number: int, **cells: str) -> list[str]:
    """A line that creates a contract; `cells` say otherwise, by column."""
    usual = dict(
        zip(
            HEADERS,
            (
                f"CNG-{number:04}",
                f"Évêque-{number}",
                "Zoé",
                "1992",
                "medecine",
                "etudiant",
                "2016-2017",
                faculty.code,
                region.code,
                "15/12/2016",
                "01/01/2017",
                "31/10/2020",
            ),
            strict=True,
        )
    )
    return list((usual | cells).values())


def lines(region, count: int, **cells: str) -> list[list[str]]:
    """`count` lines, each of a contract of its own."""
    faculty = f.FacultyFactory(regions=[region])
    return [line(region, faculty, number, **cells) for number in range(1, count + 1)]


def cesp_csv(*rows, **options) -> bytes:
    """`rows` under the headers of a file of CESP."""
    return csv_bytes([HEADERS, *rows], **options)


def post(client, content: bytes, name: str = "contrats.csv", *, kind: str = "cesp", blank: str = "keep", **options):
    """What the form answers to a file."""
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("imports:new", args=[kind]), {"fichier": file, "vide": blank}, **options)


def send(client, content: bytes, name: str = "contrats.csv", **options) -> ImportBatch:
    """The batch of a file that the form takes."""
    response = post(client, content, name, **options)
    assert response.status_code == 302, response.content.decode()
    return ImportBatch.objects.latest("pk")


def page(client, batch: ImportBatch, **query) -> str:
    """The page of a batch."""
    response = client.get(reverse("imports:batch", args=[batch.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def ask(client, step: str, batch: ImportBatch, **data):
    """What a button of the page of a batch answers."""
    return client.post(reverse(f"imports:{step}", args=[batch.pk]), data)


def numbers() -> list[str]:
    """The numbers of the contracts of the register."""
    return sorted(CespContract.objects.values_list("cng_number", flat=True))
