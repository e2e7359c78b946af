"""Storefront · draws `static/img/world.svg` from a TopoJSON file of land areas · no tables.

Run once when the map is to change:
`python -m apps.storefront.worldmap land-110m.json static/img/world.svg`
(land-110m.json of npm's world-atlas 2.0.2; the data is Natural Earth's, in the public domain).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from apps.storefront.geo import HEIGHT, WIDTH, Point, project, split_at_antimeridian

SOUTHERNMOST_LAT = -60.0
"""Antarctica lies below and is left out: nothing is shipped there, and its ring runs around the pole."""

_CLOSEST_UNITS = 0.8


def land_path(topology: dict[str, Any]) -> str:
    """The `d` of one SVG path with every area of the object `land` in a TopoJSON `topology`."""
    arcs = _arcs(topology)
    drawn = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                drawn += [_piece(piece) for piece in _rings(_joined(ring, arcs))]
    return "".join(drawn)


def _arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Undo TopoJSON's delta encoding and quantisation; (lat, lon) in degrees."""
    transform = topology["transform"]
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    arcs = []
    for encoded in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in encoded:
            x, y = x + step_x, y + step_y
            points.append((y * scale_y + shift_y, x * scale_x + shift_x))
        arcs.append(points)
    return arcs


def _joined(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def _rings(points: list[Point]) -> list[list[Point]]:
    """A ring cut at 180° into closed pieces; the first and last piece belong together."""
    if max(lat for lat, _ in points) < SOUTHERNMOST_LAT:
        return []
    pieces = split_at_antimeridian(points)
    if len(pieces) > 1:
        pieces[0] = pieces.pop() + pieces[0][1:]
    return pieces


def _piece(points: list[Point]) -> str:
    kept: list[Point] = []
    for x, y in (project(*point) for point in points):
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > _CLOSEST_UNITS:
            kept.append((x, y))
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "z" if len(kept) > 2 else ""


def main(source: str, target: str) -> None:
    """Read TopoJSON from the file `source`, write the SVG file `target`."""
    path = land_path(json.loads(Path(source).read_text()))
    box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path id="land" d="{path}"/></svg>\n'
    Path(target).write_text(svg)


if __name__ == "__main__":
    main(*sys.argv[1:3])
