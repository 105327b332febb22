import pytest

from bilans import national_page, presentation, region_page
from bilans.presentation import Cell
from tests.bilans.sample import sample_bilan


@pytest.fixture
def bilan():
    return sample_bilan()


def rows_of(sections):
    return {row.code: row for section in sections for row in section.rows}


def texts(cells):
    return [cell.text for cell in cells]


def test_dates_are_printed_in_words(bilan):
    assert presentation.dates(bilan) == {"as_of": "31\u00a0décembre 2016", "horizon": "31\u00a0décembre 2018"}


def test_headings_start_in_2012_and_end_with_the_year_of_the_bilan(bilan):
    assert presentation.year_headings(bilan) == ["2013", "2014", "2015", "2016"]


def test_last_heading_says_the_date_when_the_year_is_not_over(bilan):
    bilan["as_of"] = "2016-06-30"

    assert presentation.year_headings(bilan)[-1] == "au 30\u00a0juin 2016"


def test_every_missing_figure_says_why_and_none_is_zero(bilan):
    reasons = ["grouped", "not_submitted", "not_applicable", "nil", None]
    indicator = bilan["indicators"][0]

    cells = [presentation.figure_cell(indicator, None, reason, "Antilles-Guyane") for reason in reasons]

    assert texts(cells) == ["voir Antilles-Guyane", "non transmis", "non concerné", "néant", "non renseigné"]
    assert all(cell.is_missing for cell in cells)


def test_zero_is_a_figure(bilan):
    assert presentation.figure_cell(bilan["indicators"][0], 0) == Cell("0")


def test_yes_or_no_figures_are_read_as_such(bilan):
    pilot = rows_of(region_page.region_sections(bilan, region_page.find_region(bilan, "84")))["telemedicine_pilot"]
    other = rows_of(region_page.region_sections(bilan, region_page.find_region(bilan, "11")))["telemedicine_pilot"]

    assert (pilot.cells[-1].text, other.cells[-1].text) == ("oui", "non")


class TestNational:
    def test_sections_follow_the_chapters(self, bilan):
        titles = [section.slug for section in national_page.national_sections(bilan)]

        assert titles == ["cesp", "equipe", "urgences", "telemedecine"]

    def test_a_row_gives_the_series_then_the_figure(self, bilan):
        row = rows_of(national_page.national_sections(bilan))["cesp_signed"]

        assert texts(row.cells) == ["591", "881", "1\u202f324", "1\u202f795"]
        assert row.coverage == "18\u00a0régions sur\u00a018"

    def test_an_unknown_past_year_is_a_dash_with_its_words(self, bilan):
        row = rows_of(national_page.national_sections(bilan))["msp_open"]

        assert row.cells[0] == Cell("non renseigné", is_missing=True, is_dash=True)

    def test_a_figure_without_any_year_reads_as_one_reason(self, bilan):
        row = rows_of(national_page.national_sections(bilan))["population_over_30min_pct"]

        assert row.is_empty
        assert row.reason == "non transmis"
        assert row.coverage == ""

    def test_an_indicator_nobody_recorded_is_named_apart(self, bilan):
        section = national_page.national_sections(bilan)[-1]

        assert section.unknown == ["Région pilote de télémédecine"]

    def test_every_revision_of_a_target_is_kept(self, bilan):
        rows = [row for row in national_page.target_rows(bilan) if row.code == "cesp_signed"]

        assert [(row.target, row.progress.text, row.status) for row in rows] == [
            ("1\u202f500", "119,7\u202f%", "atteint"),
            ("1\u202f700", "105,6\u202f%", "atteint"),
            ("2\u202f550", "70,4\u202f%", "en cours"),
        ]
        assert [row.spans for row in rows] == [3, 0, 0]

    def test_targets_in_words(self, bilan):
        rows = {row.code: row for row in national_page.target_rows(bilan)}

        assert rows["msp_open"].status == "atteint en retard"
        assert rows["population_over_30min_pct"].target == "au plus 0\u202f%"
        assert rows["population_over_30min_pct"].progress == Cell("sans objet", is_missing=True)
        assert rows["population_over_30min_pct"].status == "non apprécié"
        assert rows["telemedicine_budget_eur"].due == "sans échéance"

    def test_key_figures_show_the_change_and_the_last_target(self, bilan):
        signed = national_page.national_key_figures(bilan)[0]

        assert signed.value.text == "1\u202f795"
        assert signed.change == "+471 depuis fin\u00a02015"
        assert signed.target.target == "2\u202f550"


class TestRegionTable:
    def test_regions_come_in_order_and_the_group_after_its_members(self, bilan):
        _, rows, _ = national_page.region_table(bilan)

        assert [row.name for row in rows] == [
            "Auvergne-Rhône-Alpes",
            "Corse",
            "Île-de-France",
            "Guadeloupe",
            "Guyane",
            "Martinique",
            "Antilles-Guyane (chiffre commun)",
            "La Réunion",
        ]

    def test_a_joint_figure_appears_once(self, bilan):
        columns, rows, _ = national_page.region_table(bilan)
        signed = [column["code"] for column in columns].index("cesp_signed")
        cells = {row.name: row.cells[signed].text for row in rows}

        assert cells["Guyane"] == "voir Antilles-Guyane"
        assert cells["Antilles-Guyane (chiffre commun)"] == "70"
        assert cells["Corse"] == "non concerné"

    def test_the_last_line_is_the_national_figure_and_not_a_sum(self, bilan):
        columns, _, total = national_page.region_table(bilan)

        assert total.cells[[column["code"] for column in columns].index("msp_open")].text == "910"


class TestRegion:
    def test_an_unknown_region_is_not_found(self, bilan):
        assert region_page.find_region(bilan, "99") is None

    def test_a_grouped_figure_sends_to_the_group_and_gives_its_value(self, bilan):
        guyane = region_page.find_region(bilan, "03")

        assert region_page.region_key_figures(bilan, guyane)[0].value.text == "voir Antilles-Guyane"
        assert region_page.group_sentence(bilan, guyane) == "Antilles-Guyane, en commun – CESP signés\u00a0: 70"

    def test_a_region_outside_any_group_has_no_joint_figure(self, bilan):
        assert region_page.group_sentence(bilan, region_page.find_region(bilan, "84")) == ""

    def test_nil_is_not_zero(self, bilan):
        rows = rows_of(region_page.region_sections(bilan, region_page.find_region(bilan, "03")))

        assert rows["population_over_30min_pct"].reason == "néant"

    def test_more_installations_than_signatures_is_explained(self, bilan):
        note = region_page.installations_note(region_page.find_region(bilan, "04"))

        assert "installés (1) et à venir (4)" in note
        assert "pas une erreur" in note

    def test_installations_without_a_faculty_are_explained(self, bilan):
        assert "n’a pas de faculté" in region_page.installations_note(region_page.find_region(bilan, "94"))

    @pytest.mark.parametrize("code", ["84", "03"])
    def test_otherwise_no_note(self, bilan, code):
        assert region_page.installations_note(region_page.find_region(bilan, code)) == ""


def test_names_of_regions_have_a_french_apostrophe(bilan):
    bilan["regions"][0]["name"] = "Provence-Alpes-Côte d'Azur"
    code = bilan["regions"][0]["code"]

    assert region_page.find_region(bilan, code)["name"] == "Provence-Alpes-Côte d’Azur"
    assert "Provence-Alpes-Côte d’Azur" in [row.name for row in national_page.region_table(bilan)[1]]
