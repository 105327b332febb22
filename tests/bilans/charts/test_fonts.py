"""The family that the charts and the PDF share."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fontTools.ttLib import TTFont

from bilans.charts import fonts
from bilans.charts.draw import draw
from bilans.charts.specs_evolution import evolution


@pytest.fixture
def var(settings, tmp_path):
    """A folder of our own in place of that of the site."""
    settings.BASE_DIR = tmp_path
    return tmp_path / "var" / "fonts"


@pytest.mark.parametrize(("theme", "family", "count"), [("etat", "Marianne", 8), ("neutre", "Spectral", 2)])
def test_the_family_of_the_theme_is_converted(settings, var, theme, family, count):
    settings.PTS_THEME = theme

    folder = fonts.fonts_folder()

    files = sorted(folder.iterdir())
    assert folder.parent == var
    assert len(files) == count
    for file in files:
        with TTFont(file) as font:
            names = {font["name"].getDebugName(1), font["name"].getDebugName(16)}
            assert font.flavor is None
            assert family in names
            assert fonts.NARROW_SPACE in font.getBestCmap()


def test_the_files_are_made_once(var):
    folder = fonts.fonts_folder()
    made = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}

    assert fonts.fonts_folder() == folder
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == made
    assert list(var.iterdir()) == [folder]


def test_several_at_once_leave_one_whole_folder(settings, var):
    settings.PTS_THEME = "neutre"
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: fonts.fonts_folder(), range(4)))

    assert len(folders) == 1
    assert list(var.iterdir()) == list(folders)
    assert len(list(folders.pop().iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_an_error(settings, tmp_path):
    (tmp_path / "var").write_text("not a folder")
    settings.BASE_DIR = tmp_path

    with pytest.raises(OSError, match="var"):
        fonts.fonts_folder()


@pytest.mark.parametrize(("theme", "stack"), [("etat", "Marianne, arial"), ("neutre", "Spectral, georgia")])
def test_the_charts_name_the_family_of_the_theme(settings, theme, stack):
    settings.PTS_THEME = theme

    assert f'font-family="{stack}' in draw(evolution("cesp", "CESP", "contrats", {"2016": 1}))
