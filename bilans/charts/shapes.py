"""The shapes of regions and départements, from the TopoJSON files: already flat, in SVG units, y downwards."""

import heapq
import json
import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import regions

FOLDER = Path(regions.__file__).parent / "data"
Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Shape:
    """A region or a département: its polygons, each an outline followed by its holes."""

    code: str
    name: str
    region_code: str
    is_overseas: bool
    polygons: tuple[tuple[Ring, ...], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return box_of([self])


def box_of(shapes) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of several shapes together."""
    points = [point for shape in shapes for polygon in shape.polygons for point in polygon[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


@cache
def shapes(level: str) -> dict[str, Shape]:
    """The shapes of `regions` or `departements`, by code, in the order of the file. Read once a process."""
    topology = json.loads((FOLDER / f"{level}.topojson").read_text())
    arcs = _arcs(topology)
    found = {}
    for geometry in topology["objects"][level]["geometries"]:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        known = geometry["properties"]
        found[known["code"]] = Shape(
            code=known["code"],
            name=known["nom"],
            region_code=known.get("region", known["code"]),
            is_overseas=known["zone"] == "drom",
            polygons=tuple(tuple(_ring(ring, arcs) for ring in polygon) for polygon in polygons),
        )
    return found


def departements_of(region_code: str) -> dict[str, Shape]:
    """The départements of a region, by code."""
    return {code: shape for code, shape in shapes("departements").items() if shape.region_code == region_code}


def geometry(shape: Shape, scale: float, left: float, top: float) -> dict:
    """The GeoJSON geometry of the shape in pixels: enlarged by `scale`, then moved."""
    coordinates = [
        [[[round(x * scale + left, 1), round(y * scale + top, 1)] for x, y in ring] for ring in polygon]
        for polygon in shape.polygons
    ]
    return {"type": "MultiPolygon", "coordinates": coordinates}


@cache
def label_point(shape: Shape, flatness: float = 2.2) -> Point:
    """Where a label sits best: the point of the largest polygon that is farthest from its edges.

    Distances are taken with x divided by `flatness`, for a label is wider than high.
    """
    polygon = [tuple((x / flatness, y) for x, y in ring) for ring in _largest(shape)]
    x, y = _farthest_inside(polygon)
    return x * flatness, y


def room_at(shape: Shape, point: Point, half_height: float) -> float:
    """The width of a text centred on `point` that stays inside the shape over `half_height` above and below."""
    x, y = point
    edges = [edge for ring in _largest(shape) for edge in pairwise(ring)]
    room = math.inf
    for level in (y - half_height, y, y + half_height):
        crossings = [
            x1 + (level - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in edges if (y1 > level) != (y2 > level)
        ]
        before, after = [c for c in crossings if c <= x], [c for c in crossings if c > x]
        # An even number of crossings on a side: the point of this level is outside.
        if len(before) % 2 == 0:
            return 0
        room = min(room, x - max(before), min(after) - x)
    return 2 * room


def _arcs(topology: dict) -> list[list[Point]]:
    """The arcs in their units, from steps of a grid."""
    (scale_x, scale_y), (left, top) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + top))
        arcs.append(points)
    return arcs


def _ring(indexes: list[int], arcs: list[list[Point]]) -> Ring:
    """The arcs end to end; a negative index is an arc walked backwards."""
    points: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)


def _largest(shape: Shape) -> tuple[Ring, ...]:
    return max(shape.polygons, key=lambda polygon: abs(_area(polygon[0])))


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _farthest_inside(polygon: list[Ring], precision: float = 1.0) -> Point:
    """The pole of inaccessibility, by cells that are split while they may hold a better point."""
    outline = polygon[0]
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    edges = [edge for ring in polygon for edge in pairwise(ring)]
    half = min(max(xs) - min(xs), max(ys) - min(ys)) / 2

    def cell(x: float, y: float, size: float):
        depth = _depth(x, y, edges)
        return -(depth + size * math.sqrt(2)), depth, x, y, size

    cells = []
    x = min(xs)
    while x < max(xs):
        y = min(ys)
        while y < max(ys):
            cells.append(cell(x + half, y + half, half))
            y += 2 * half
        x += 2 * half
    heapq.heapify(cells)
    best = max(cells, key=lambda found: found[1])
    while cells:
        promise, depth, x, y, size = heapq.heappop(cells)
        if depth > best[1]:
            best = (promise, depth, x, y, size)
        if -promise - best[1] <= precision:
            break
        half = size / 2
        for step_x in (-half, half):
            for step_y in (-half, half):
                heapq.heappush(cells, cell(x + step_x, y + step_y, half))
    return best[2], best[3]


def _depth(x: float, y: float, edges) -> float:
    """The distance to the nearest edge, negative outside."""
    is_inside, nearest = False, math.inf
    for (x1, y1), (x2, y2) in edges:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            is_inside = not is_inside
        step_x, step_y = x2 - x1, y2 - y1
        length = step_x * step_x + step_y * step_y
        along = ((x - x1) * step_x + (y - y1) * step_y) / length if length else 0
        along = min(max(along, 0), 1)
        gap_x, gap_y = x - x1 - along * step_x, y - y1 - along * step_y
        nearest = min(nearest, gap_x * gap_x + gap_y * gap_y)
    return math.sqrt(nearest) * (1 if is_inside else -1)
