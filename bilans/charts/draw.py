"""From a chart to its SVG: drawn once, then kept; fit for a page under a strict policy, and for the PDF."""

import hashlib
import json
import re
import threading
from collections import OrderedDict
from html import escape
from xml.etree import ElementTree

import vl_convert
from django.core.cache import cache

from bilans.charts.fonts import register_fonts
from bilans.charts.model import Chart
from bilans.charts.theme import NUMBER_LOCALE, VEGA_LITE, config

SVG = "http://www.w3.org/2000/svg"
CLEANING = "1"
"""To change with what `_clean` does, so that what is kept from before is drawn again."""
KEPT_SECONDS = 24 * 3600
KEPT_HERE = 200
DROPPED = {"class", "role", "pointer-events", "style", "width", "height", "version"}
REFERENCE = re.compile(r"url\(#([^)]+)\)")

ElementTree.register_namespace("", SVG)


class ChartError(Exception):
    """A chart that could not be drawn; the message is a French sentence that names it."""


class _Recent:
    """The last drawings of this process, the one used longest ago leaving first."""

    def __init__(self, size: int):
        self._size = size
        self._drawings: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        with self._lock:
            if key in self._drawings:
                self._drawings.move_to_end(key)
            return self._drawings.get(key)

    def keep(self, key: str, drawing: str) -> None:
        with self._lock:
            self._drawings[key] = drawing
            while len(self._drawings) > self._size:
                self._drawings.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._drawings.clear()


recent = _Recent(KEPT_HERE)


def draw(chart: Chart, *, hidden: bool = False) -> str:
    """The SVG of the chart, as text without XML header, to be put in a page or a file as it is.

    It scales to the width it is given, and its image role is named by the summary; `hidden` leaves it out of what is
    read aloud, for a page that says the same beside it. The same chart gives the same bytes. Raises `ChartError`.
    """
    settings = config()
    key = _key(chart, settings)
    drawing = recent.get(key)
    if drawing is None:
        drawing = cache.get(key)
        if drawing is None:
            drawing = _clean(_drawn(chart, settings), chart)
            cache.set(key, drawing, KEPT_SECONDS)
        recent.keep(key, drawing)
    voice = 'aria-hidden="true"' if hidden else f'role="img" aria-label="{escape(chart.summary)}"'
    return drawing.replace("<svg ", f"<svg {voice} ", 1)


def _key(chart: Chart, settings: dict) -> str:
    parts = [chart.slug, chart.spec, settings, NUMBER_LOCALE, vl_convert.__version__, VEGA_LITE, CLEANING]
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"chart:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _drawn(chart: Chart, settings: dict) -> str:
    """What the engine draws. Whatever it raises, even a panic of its Rust code, is told as ours."""
    try:
        register_fonts()
        return vl_convert.vegalite_to_svg(
            chart.spec,
            vl_version=VEGA_LITE,
            config=settings,
            format_locale=NUMBER_LOCALE,
            allowed_base_urls=[],  # figures and shapes are in the specification: nothing is fetched
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise _failure(chart) from error


def _failure(chart: Chart) -> ChartError:
    return ChartError(f"Le graphique «\u00a0{chart.title}\u00a0» n’a pas pu être dessiné.")


def _clean(svg: str, chart: Chart) -> str:
    """The drawing without inline style, English roles nor empty shapes, its identifiers those of the chart."""
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - written by our own engine
    except ElementTree.ParseError as error:
        raise _failure(chart) from error
    _drop_invisible(root)
    names = {}
    for element in root.iter():
        if "id" in element.attrib:
            names[element.attrib["id"]] = f"{chart.slug}-{len(names) + 1}"
    is_root = True
    for element in root.iter():
        element.attrib = {
            name: REFERENCE.sub(lambda match: f"url(#{names.get(match[1], match[1])})", value)
            for name, value in element.attrib.items()
            if not _is_dropped(element, name, is_root)
        }
        if "id" in element.attrib:
            element.attrib["id"] = names[element.attrib["id"]]
        is_root = False
    return ElementTree.tostring(root, encoding="unicode")


def _is_dropped(element, name: str, is_root: bool) -> bool:
    if name in ("width", "height"):
        return is_root  # those of a clip are its shape
    return name in DROPPED or name.startswith(("aria-", "on"))


def _drop_invisible(element) -> None:
    """Remove the frames that the engine puts around each group, and the groups that are left empty."""
    for child in list(element):
        _drop_invisible(child)
        is_frame = child.get("class") in ("background", "foreground") and not {"fill", "stroke"} & child.attrib.keys()
        is_empty = child.tag == f"{{{SVG}}}g" and not len(child)
        is_active = child.tag in (f"{{{SVG}}}style", f"{{{SVG}}}script")
        if is_frame or is_empty or is_active:
            element.remove(child)
