"""demo · art: outlines in the design space of 960 × 1200 units · no schema."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

Point = tuple[float, float]
Points = list[Point]
_TOKEN = re.compile(r"[MLHVQCZ]|-?\d*\.?\d+", re.IGNORECASE)


def path(text: str, *, dx: float = 0, dy: float = 0, scale: float = 1) -> Points:
    """Flatten an SVG-like path (M L H V Q C Z, lower case relative) into points."""
    tokens = _TOKEN.findall(text)
    out: Points = []
    x = y = 0.0
    command, at = "M", 0

    def take(count: int) -> list[float]:
        nonlocal at
        values = [float(token) for token in tokens[at : at + count]]
        at += count
        return values

    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
            if command in "Zz":
                continue
        base_x, base_y = (x, y) if command.islower() else (0.0, 0.0)
        kind = command.upper()
        if kind in "ML":
            a, b = take(2)
            x, y = base_x + a, base_y + b
            out.append((x, y))
        elif kind == "H":
            x = base_x + take(1)[0]
            out.append((x, y))
        elif kind == "V":
            y = base_y + take(1)[0]
            out.append((x, y))
        elif kind == "Q":
            a, b, c, d = take(4)
            out += _quadratic((x, y), (base_x + a, base_y + b), (base_x + c, base_y + d))
            x, y = out[-1]
        else:
            a, b, c, d, e, f = take(6)
            out += _cubic((x, y), (base_x + a, base_y + b), (base_x + c, base_y + d), (base_x + e, base_y + f))
            x, y = out[-1]
    return [(px * scale + dx, py * scale + dy) for px, py in out]


def _quadratic(p: Point, q: Point, r: Point, steps: int = 14) -> Points:
    return [
        (
            (1 - t) ** 2 * p[0] + 2 * (1 - t) * t * q[0] + t * t * r[0],
            (1 - t) ** 2 * p[1] + 2 * (1 - t) * t * q[1] + t * t * r[1],
        )
        for t in (i / steps for i in range(1, steps + 1))
    ]


def _cubic(p: Point, q: Point, r: Point, s: Point, steps: int = 18) -> Points:
    out: Points = []
    for i in range(1, steps + 1):
        t = i / steps
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3
        out.append((a * p[0] + b * q[0] + c * r[0] + d * s[0], a * p[1] + b * q[1] + c * r[1] + d * s[1]))
    return out


def smooth(points: Sequence[Point], steps: int = 10) -> Points:
    """Run a Catmull-Rom curve through the points."""
    if len(points) < 3:
        return list(points)
    padded = [points[0], *points, points[-1]]
    out: Points = [points[0]]
    for i in range(1, len(padded) - 2):
        p0, p1, p2, p3 = padded[i - 1], padded[i], padded[i + 1], padded[i + 2]
        for step in range(1, steps + 1):
            t = step / steps
            out.append(
                (
                    0.5
                    * (
                        2 * p1[0]
                        + (p2[0] - p0[0]) * t
                        + (2 * p0[0] - 5 * p1[0] + 4 * p2[0] - p3[0]) * t * t
                        + (3 * p1[0] - p0[0] - 3 * p2[0] + p3[0]) * t**3
                    ),
                    0.5
                    * (
                        2 * p1[1]
                        + (p2[1] - p0[1]) * t
                        + (2 * p0[1] - 5 * p1[1] + 4 * p2[1] - p3[1]) * t * t
                        + (3 * p1[1] - p0[1] - 3 * p2[1] + p3[1]) * t**3
                    ),
                )
            )
    return out


def ellipse(
    cx: float, cy: float, rx: float, ry: float, *, start: float = 0, end: float = 360, steps: int = 48
) -> Points:
    """Points of an elliptic arc, degrees clockwise from the right."""
    return [
        (cx + rx * math.cos(math.radians(a)), cy + ry * math.sin(math.radians(a)))
        for a in (start + (end - start) * i / steps for i in range(steps + 1))
    ]


def rounded(x0: float, y0: float, x1: float, y1: float, radius: float) -> Points:
    """A rectangle with round corners."""
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    corners = ((x1 - r, y0 + r, -90), (x1 - r, y1 - r, 0), (x0 + r, y1 - r, 90), (x0 + r, y0 + r, 180))
    out: Points = []
    for cx, cy, angle in corners:
        out += ellipse(cx, cy, r, r, start=angle, end=angle + 90, steps=8)
    return out


def stroke(points: Sequence[Point], width: float, end_width: float | None = None) -> Points:
    """The outline of a brush drawn along the points, tapering to `end_width`, with round ends."""
    last = width if end_width is None else end_width
    left: Points = []
    right: Points = []
    count = len(points)
    for i, (x, y) in enumerate(points):
        ax, ay = points[max(i - 1, 0)]
        bx, by = points[min(i + 1, count - 1)]
        length = math.hypot(bx - ax, by - ay) or 1
        nx, ny = -(by - ay) / length, (bx - ax) / length
        half = (width + (last - width) * i / max(count - 1, 1)) / 2
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    head = math.degrees(math.atan2(points[-1][1] - points[-2][1], points[-1][0] - points[-2][0]))
    tail = math.degrees(math.atan2(points[0][1] - points[1][1], points[0][0] - points[1][0]))
    cap = ellipse(points[-1][0], points[-1][1], last / 2, last / 2, start=head + 90, end=head - 90, steps=8)
    foot = ellipse(points[0][0], points[0][1], width / 2, width / 2, start=tail + 90, end=tail - 90, steps=8)
    return left + cap + right[::-1] + foot


def rotate(points: Sequence[Point], degrees: float, about: Point) -> Points:
    """Turn points clockwise about a centre."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = about
    return [(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos) for x, y in points]


def spiral(cx: float, cy: float, rx: float, ry: float, *, turns: float = 4, inner: float = 0.08) -> Points:
    """A spiral from the outer ellipse inwards."""
    steps = int(turns * 40)
    return [
        (
            cx + rx * (1 - (1 - inner) * i / steps) * math.cos(i / steps * turns * 2 * math.pi),
            cy + ry * (1 - (1 - inner) * i / steps) * math.sin(i / steps * turns * 2 * math.pi),
        )
        for i in range(steps + 1)
    ]


def mirror(points: Sequence[Point], cx: float) -> Points:
    """Reflect points in a vertical line."""
    return [(2 * cx - x, y) for x, y in points]
