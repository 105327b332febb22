"""A file through the pages: sent, looked at, written, undone."""

import pghistory
import pytest
from django.urls import reverse

from contracts.models import CespContract
from imports.enums import BatchState, Outcome
from imports.models import ImportBatch
from tests import factories as f
from tests.imports.files import csv_bytes
from tests.imports.sending import HEADERS, ask, cesp_csv, line, lines, numbers, page, post, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def faculty(region):
    return f.FacultyFactory(regions=[region])


def test_a_file_is_checked_then_written_then_undone(browser, region, referent):
    batch = send(browser, cesp_csv(*lines(region, 3)))

    assert (batch.state, batch.created, batch.refused) == (BatchState.CHECKED, 3, 0)
    assert numbers() == []
    seen = page(browser, batch)
    assert "Écrire les 3 lignes" in seen
    assert "CSV, point-virgule, UTF-8 avec BOM" in seen

    assert ask(browser, "write", batch).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.written_by) == (BatchState.WRITTEN, referent)
    assert numbers() == ["CNG-0001", "CNG-0002", "CNG-0003"]
    assert "Annuler cet import" in page(browser, batch)

    assert "3 lignes créées" in browser.get(reverse("imports:undo", args=[batch.pk])).content.decode()
    assert numbers() == ["CNG-0001", "CNG-0002", "CNG-0003"]
    ask(browser, "undo", batch)
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by, batch.left) == (BatchState.UNDONE, referent, [])
    assert numbers() == []
    assert "Annulé le" in page(browser, batch)


def test_a_changed_cell_is_told_in_words_and_marks(browser, region, faculty):
    ask(browser, "write", send(browser, cesp_csv(line(region, faculty, 1))))

    batch = send(browser, cesp_csv(line(region, faculty, 1, date_signature="16/12/2016")))

    assert (batch.created, batch.updated) == (0, 1)
    seen = page(browser, batch)
    assert "<del>15/12/2016</del>" in seen
    assert "<ins>16/12/2016</ins>" in seen
    assert "Écrire la ligne" in seen


def test_a_refused_row_stops_the_whole_unless_asked_otherwise(browser, region, faculty):
    rows = [line(region, faculty, 1), line(region, faculty, 2, date_signature="31/04/2016")]
    batch = send(browser, cesp_csv(*rows))

    seen = page(browser, batch)
    assert "disabled" in seen
    assert "« 31/04/2016 » n’existe pas dans le calendrier." in seen.replace("\u00a0", " ")
    ask(browser, "write", batch)
    assert numbers() == []

    ask(browser, "write", batch, partiel="oui")
    batch.refresh_from_db()
    assert (batch.state, batch.is_partial) == (BatchState.WRITTEN, True)
    assert numbers() == ["CNG-0001"]


def test_rows_are_filtered_by_outcome_and_paged(browser, region, faculty):
    rows = [line(region, faculty, number) for number in range(1, 61)]
    rows += [line(region, faculty, 99, filiere="medcine")]
    batch = send(browser, cesp_csv(*rows))

    assert page(browser, batch).count('scope="row"') == 50
    assert page(browser, batch, page=2).count('scope="row"') == 11
    refused = page(browser, batch, effet=Outcome.REFUSED)
    assert refused.count('scope="row"') == 1
    assert "<strong>medecine</strong>" in refused
    assert page(browser, batch, effet="n'importe quoi", page="x").count('scope="row"') == 50


def test_the_same_file_sent_again_changes_nothing(browser, region, faculty):
    content = cesp_csv(line(region, faculty, 1))
    ask(browser, "write", send(browser, content))

    batch = send(browser, content)

    assert (batch.state, batch.unchanged) == (BatchState.CHECKED, 1)
    seen = page(browser, batch)
    assert "il n’y a rien à écrire" in seen
    assert reverse("imports:write", args=[batch.pk]) not in seen


def test_a_second_click_leads_to_the_batch_of_the_first(browser, region):
    content = cesp_csv(*lines(region, 1))

    first, second = post(browser, content), post(browser, content)

    assert first.url == second.url
    assert ImportBatch.objects.count() == 1


def test_written_once_however_often_it_is_asked(browser, region):
    batch = send(browser, cesp_csv(*lines(region, 2)))

    for _ in range(3):
        ask(browser, "write", batch)

    assert numbers() == ["CNG-0001", "CNG-0002"]
    assert CespContract.history.rel.related_model.objects.count() == 2


def test_empty_cells_keep_by_default_and_erase_when_asked(browser, region, faculty):
    ask(browser, "write", send(browser, cesp_csv(line(region, faculty, 1))))
    emptied = cesp_csv(line(region, faculty, 1, fin_allocation=""))

    batch = send(browser, emptied)
    assert (batch.unchanged, batch.erased) == (1, 0)

    ask(browser, "blanks", batch, vide="erase")
    batch.refresh_from_db()
    assert (batch.updated, batch.erased) == (1, 1)
    seen = page(browser, batch)
    assert "1 valeur" in seen.replace("\n", " ")
    assert "(vide&nbsp;: valeur effacée)" in seen

    ask(browser, "write", batch)
    assert CespContract.objects.get().allowance_last_day is None
    assert ask(browser, "blanks", batch, vide="autre").status_code == 404


def test_what_has_changed_since_the_preview_is_checked_again(browser, region, faculty):
    batch = send(browser, cesp_csv(line(region, faculty, 1), line(region, faculty, 2)))
    faculty.code, faculty.name = "autre-code", "Autre nom"
    faculty.save()

    response = ask(browser, "write", batch)

    assert numbers() == []
    batch.refresh_from_db()
    assert (batch.state, batch.refused) == (BatchState.CHECKED, 2)
    assert "Rien n’a été écrit" in browser.get(response.url).content.decode()


def test_undoing_leaves_what_has_changed_since_and_names_it(browser, region, faculty):
    batch = send(browser, cesp_csv(line(region, faculty, 1), line(region, faculty, 2)))
    ask(browser, "write", batch)
    contract = CespContract.objects.get(cng_number="CNG-0002")
    contract.campaign = "2015-2016"
    with pghistory.context(user=None):
        contract.save()

    ask(browser, "undo", batch)

    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert numbers() == ["CNG-0002"]
    assert any("CNG-0002" in name for name in batch.left)
    seen = page(browser, batch)
    assert "Laissées telles quelles" in seen
    assert "CNG-0002" in seen


def test_an_abandoned_file_is_kept_no_longer(browser, region):
    batch = send(browser, cesp_csv(*lines(region, 2)))

    assert ask(browser, "abandon", batch).url == reverse("imports:journal")

    batch.refresh_from_db()
    assert (batch.state, batch.file, batch.headers) == (BatchState.ABANDONED, None, [])
    assert not batch.imported_rows.exists()
    ask(browser, "write", batch)
    assert numbers() == []
    assert browser.get(reverse("imports:file", args=[batch.pk])).status_code == 404


def test_a_written_file_is_not_abandoned_nor_checked_anew(browser, region):
    batch = send(browser, cesp_csv(*lines(region, 1)))
    ask(browser, "write", batch)

    ask(browser, "abandon", batch)
    ask(browser, "blanks", batch, vide="erase")

    batch.refresh_from_db()
    assert batch.state == BatchState.WRITTEN


def test_the_file_comes_back_as_it_was_sent(browser, region):
    content = cesp_csv(*lines(region, 1), encoding="cp1252")
    batch = send(browser, content, "Évêques 2016.csv")

    response = browser.get(reverse("imports:file", args=[batch.pk]))

    assert b"".join(response.streaming_content) == content
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_file_without_a_file_is_refused_at_its_field(browser):
    response = browser.post(reverse("imports:new", args=["cesp"]), {"vide": "keep"})

    assert response.status_code == 400
    assert "Choisissez un fichier." in response.content.decode()


def test_a_file_over_the_size_is_refused_with_the_way_to_do_it(browser):
    response = post(browser, b"x" * 20_000_001)

    assert response.status_code == 400
    assert "dépasse 20\u00a0Mo" in response.content.decode()
    assert "ligne de commande" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_the_journal_is_filtered_and_says_when_it_is_empty(browser, region):
    assert "Aucun fichier n’a encore été envoyé" in browser.get(reverse("imports:journal")).content.decode()
    send(browser, cesp_csv(*lines(region, 1)), "bon.csv")
    send(browser, b"", "vide.csv")

    journal = browser.get(reverse("imports:journal"), {"etat": BatchState.REFUSED}).content.decode()
    assert "vide.csv" in journal
    assert "bon.csv" not in journal
    nothing = browser.get(reverse("imports:journal"), {"etat": BatchState.UNDONE}).content.decode()
    assert "Aucun fichier ne répond à ces filtres" in nothing
    assert browser.get(reverse("imports:journal"), {"etat": "nul", "type": "x"}).status_code == 400


def test_anomalies_of_the_records_written_are_counted(browser, region, faculty):
    batch = send(browser, cesp_csv(line(region, faculty, 1, date_signature="15/07/2016", campagne="2016-2017")))
    ask(browser, "write", batch)

    response = browser.get(reverse("imports:batch", args=[batch.pk]))

    assert [(rule.code, number) for rule, number in response.context["anomalies"]] == [("C3", 1)]
    address = f"{reverse('anomalies')}?lot={batch.pk}"
    assert address in response.content.decode()
    assert "CNG-0001" in browser.get(address).content.decode()


def test_the_anomalies_of_an_import_are_those_of_what_it_wrote(browser, client_of, region, faculty, other_region):
    late = {"date_signature": "15/07/2016", "campagne": "2016-2017"}
    first = send(browser, cesp_csv(line(region, faculty, 1, **late)))
    ask(browser, "write", first)
    second = send(browser, cesp_csv(line(region, faculty, 2, **late)), "autres.csv")
    ask(browser, "write", second)
    stranger = client_of(f.UserFactory(role="referent", role__regions=[other_region]))

    listed = browser.get(reverse("anomalies"), {"lot": second.pk}).content.decode()
    assert ("CNG-0001" in listed, "CNG-0002" in listed) == (False, True)
    assert "autres.csv" in listed
    for asked in (second.pk, 999_999, "x", "9" * 40):
        refused = stranger.get(reverse("anomalies"), {"lot": asked})
        assert refused.status_code == 400
        assert "autres.csv" not in refused.content.decode()


def test_unknown_headers_are_named(browser, region, faculty):
    rows = [[*HEADERS, "Remarque"], [*line(region, faculty, 1), "à voir"]]

    seen = page(browser, send(browser, csv_bytes(rows)))

    assert "«\u00a0Remarque\u00a0»" in seen
    assert "elle n’est pas lue" in seen
