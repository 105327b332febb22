"""Whatever is typed in a form of the back-office, it is refused with a sentence or kept as plain text: never a 500."""

import pytest
from django.contrib import admin

from accounts.models import Connection
from contracts.models import CespContract
from imports.models import ImportBatch
from structures.models import Structure
from tests.wall_ground import added_by_referents, as_posted, url, written_by_referents

pytestmark = pytest.mark.django_db

HOSTILE = [
    pytest.param("\x00", id="NUL"),
    pytest.param("Dupont\u202egpj.exe", id="de droite à gauche"),
    pytest.param("x" * 10_000, id="10 000 caractères"),
    pytest.param("31/02/2016", id="jour impossible"),
    pytest.param("9" * 40, id="nombre immense"),
    pytest.param("<script>alert(1)</script>", id="script"),
]
# What ties the form to its page: tried apart, in the tests of each.
MANAGEMENT = ("_FORMS", "csrfmiddlewaretoken", "_version", "_token", "-id")


def typed(page, text: str) -> dict:
    """The form of `page` with `text` in every field that a person fills."""
    return {name: value if is_management(name) else text for name, value in as_posted(page).items()}


def is_management(name: str) -> bool:
    return name.startswith("_") or any(part in name for part in MANAGEMENT)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_form_full_of_it_is_refused_with_sentences(client_of, referent, mine, text):
    client = client_of(referent)

    addresses = [url(model, "add") for model in added_by_referents(mine)]
    addresses += [url(model, "change", mine[model].pk) for model in written_by_referents(mine)]
    for address in addresses:
        response = client.post(address, typed(client.get(address), text))
        assert response.status_code in (200, 302), address
        if response.status_code == 200:
            assert response.context["errors"], address
            assert "<script>alert" not in response.content.decode()


UNREADABLE = [
    (CespContract, {"signature_date__year": "9" * 12}),
    (CespContract, {"signature_date__gte": "2016-02-31"}),
    (ImportBatch, {"file__exact": "abc"}),
    (Structure, {"id__in": "1,b"}),
    (Connection, {"at__year": "2026", "at__month": "77"}),
    (Connection, {"at__year": "2026", "at__month": "2", "at__day": "31"}),
]
"""Addresses of lists that ask what no column can hold."""


@pytest.mark.parametrize(("model", "asked"), UNREADABLE)
def test_a_list_asked_for_nonsense_is_shown_whole_and_says_so(client_of, national_admin, mine, model, asked):
    page = client_of(national_admin).get(url(model, "changelist"), asked)

    assert page.status_code == 200
    assert "Ce filtre n’a pas été compris" in page.content.decode()
    assert page.context["cl"].result_count


def test_no_regular_expression_is_read_in_an_address(browser, mine):
    assert browser.get(url(Structure, "changelist"), {"name__regex": "("}).status_code == 400


def test_a_nul_in_an_address_goes_nowhere(client_of, national_admin, mine):
    client = client_of(national_admin)

    for model in mine:
        for field in model._meta.fields:
            for page in ("changelist", "add"):
                response = client.get(url(model, page), {field.name: "\x00", "q": "\x00"})
                assert response.status_code in (200, 400, 403), (model, page, field)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_guided_action_full_of_it_is_refused_with_sentences(client_of, referent, mine, text):
    client = client_of(referent)

    for model, record in mine.items():
        for action in getattr(admin.site._registry[model], "record_actions", ()):
            address = url(model, "action", record.pk, action.code)
            page = client.get(address)
            if page.status_code != 200 or "form" not in page.context:
                continue
            fields = page.context["form"].fields
            response = client.post(address, dict.fromkeys(fields, text), follow=True)
            assert response.status_code in (200, 403), address
            assert "<script>alert" not in response.content.decode()
