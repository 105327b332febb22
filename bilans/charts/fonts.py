"""The font of the charts and of the PDF: a family of the design system, in the format that both engines read.

The wheel of django-dsfr has woff2 files, which neither Typst nor vl-convert reads: they are converted once, under
`var/fonts`.
"""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import dsfr
import vl_convert
from django.conf import settings
from fontTools.ttLib import TTFont

SOURCES = Path(dsfr.__file__).parent / "static" / "dsfr" / "dist" / "fonts"
NARROW_SPACE = 0x202F
# Neither family has the narrow no-break space: it takes the glyph of the first of these that the family has.
THIN_SPACES = (0x2006, 0x2009)
CONVERSION = "1"
"""To change with what `_convert` does, so that a folder made before is not taken for the new one."""


@dataclass(frozen=True)
class Font:
    """A family: `stack` is what a page names, `regular` and `bold` the files its widths are read from."""

    family: str
    stack: str
    pattern: str
    regular: str
    bold: str


FONTS = {
    "etat": Font(
        "Marianne",
        "Marianne, arial, sans-serif",
        "Marianne-*.woff2",
        "Marianne-Regular.woff2",
        "Marianne-Bold.woff2",
    ),
    # Under the SIL Open Font License: whoever has no right to the State's brand may print with it.
    "neutre": Font(
        "Spectral",
        "Spectral, georgia, serif",
        "Spectral-*.woff2",
        "Spectral-Regular.woff2",
        "Spectral-ExtraBold.woff2",
    ),
}


def theme_font() -> Font:
    """The font of the look of this site, `settings.PTS_THEME`."""
    return FONTS[settings.PTS_THEME]


def fonts_folder() -> Path:
    """The folder of the converted files of the theme's family, made the first time; for Typst's `font_paths`.

    Its name carries a digest of the sources, so that a new wheel gives a new folder. Raises `OSError` when `var`
    cannot be written.
    """
    return _folder_of(theme_font(), Path(settings.BASE_DIR) / "var" / "fonts")


def register_fonts() -> None:
    """Make the theme's family known to vl-convert, once a process."""
    _register(fonts_folder())


@cache
def _register(folder: Path) -> None:
    vl_convert.register_font_directory(str(folder))


def _folder_of(font: Font, parent: Path) -> Path:
    sources = sorted(SOURCES.glob(font.pattern))
    folder = parent / f"{font.family.lower()}-{_digest(sources)}"
    if not folder.is_dir():
        _make(folder, sources)
    return folder


@cache
def _digest_of(sources: tuple[Path, ...]) -> str:
    digest = hashlib.sha256(CONVERSION.encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _digest(sources: list[Path]) -> str:
    return _digest_of(tuple(sources))


def _make(folder: Path, sources: list[Path]) -> None:
    """Convert beside `folder`, then rename: of two processes at once, the second finds the folder of the first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        for source in sources:
            _convert(source, draft)
        draft.chmod(0o755)
        os.rename(draft, folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _convert(source: Path, folder: Path) -> None:
    with TTFont(source, recalcTimestamp=False) as font:
        glyphs = font.getBestCmap()
        thin = next((glyphs[space] for space in THIN_SPACES if space in glyphs), None)
        if thin and NARROW_SPACE not in glyphs:
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap[NARROW_SPACE] = thin
        font.flavor = None
        suffix = ".otf" if font.sfntVersion == "OTTO" else ".ttf"
        font.save(folder / f"{source.stem}{suffix}")
