"""demo · art: the stage, a lit wall and table on which shapes are painted with volume · no schema."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from apps.demo.art.body import Mesh
from apps.demo.art.color import RGB, darker, lighter, mix
from apps.demo.art.geometry import Point, Points, ellipse, smooth, stroke
from apps.demo.art.surface import FINISHES, LIGHT, SHADOW, Paint, Tile, ramp


class Stage:
    """A picture under construction. Coordinates are design units; the light comes from the upper left."""

    def __init__(self, width: int, height: int, *, zoom: float = 1, focus: Point = (480, 600), seed: str = "") -> None:
        self.width, self.height = width, height
        self.scale = width / 960 * zoom
        self.left = width / 2 - focus[0] * self.scale if zoom != 1 else 0.0
        self.top = height / 2 - focus[1] * self.scale if zoom != 1 else (height - 1200 * self.scale) / 2
        self.zoom = zoom
        self.random = random.Random(seed)  # noqa: S311 — decoration, not secrecy
        self.image = Image.new("RGB", (width, height))

    # ── the room ──────────────────────────────────────────────────────────────

    def room(self, wall: RGB, shade: RGB, table: RGB, *, horizon: float = 900) -> None:
        """Paint the wall with light falling on it, and the table in front."""
        w, h = self.width, self.height
        small = (96, 120)
        down = Image.linear_gradient("L").resize(small)
        across = Image.linear_gradient("L").rotate(90).resize(small)
        slope = ImageChops.add(down, across, scale=2)
        picture = Image.composite(Image.new("RGB", small, shade), Image.new("RGB", small, wall), slope)
        glow = Image.radial_gradient("L").resize((150, 190)).crop((48, 62, 144, 182))
        glow = glow.point([round(max(0.0, 1 - v / 150) ** 1.6 * 150) for v in range(256)])
        picture.paste(LIGHT, (0, 0), glow)
        self.image = picture.resize((w, h), Image.Resampling.BICUBIC)
        y = round(horizon * self.scale + self.top)
        if y >= h:
            return
        y = max(0, y)
        plane = Image.composite(
            Image.new("RGB", small, mix(lighter(table, 0.16), wall, 0.12)),
            Image.new("RGB", small, darker(table, 0.06)),
            down.rotate(180),
        )
        plane.paste(LIGHT, (0, 0), ImageChops.invert(across).point([v // 8 for v in range(256)]))
        self.image.paste(plane.resize((w, h - y), Image.Resampling.BICUBIC), (0, y))
        edge = max(2, round(16 * self.scale))
        fade = Image.linear_gradient("L").rotate(180).resize((w, edge)).point([v // 7 for v in range(256)])
        self.image.paste(darker(table, 0.7), (0, y, w, y + edge), fade)

    def grain(self) -> None:
        """Lay a fine grain over everything, so that gradients do not band."""
        self.image = ImageChops.add(self.image, _noise().crop((0, 0, self.width, self.height)), 1, -128)

    # ── shadows ───────────────────────────────────────────────────────────────

    def shade(self, points: Sequence[Point], *, blur: float, alpha: float, color: RGB = SHADOW) -> None:
        """Cast a soft-edged shape; `blur` in design units, `alpha` 0 to 1."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        margin = blur * 2.4
        box = (min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)
        x0, y0, x1, y1 = self._pixels(box, clip=False)
        if x1 <= x0 or y1 <= y0:
            return
        quarter = 0.25 * self.scale if blur * self.scale > 4 else self.scale
        mask = Image.new(
            "L", (max(1, math.ceil((box[2] - box[0]) * quarter)), max(1, math.ceil((box[3] - box[1]) * quarter)))
        )
        ImageDraw.Draw(mask).polygon(
            [((x - box[0]) * quarter, (y - box[1]) * quarter) for x, y in points], fill=round(255 * alpha)
        )
        mask = mask.filter(ImageFilter.GaussianBlur(blur * quarter)).resize(
            (x1 - x0, y1 - y0), Image.Resampling.BILINEAR
        )
        self.image.paste(color, (x0, y0), mask)

    def stand(self, cx: float, y: float, rx: float, *, ry: float | None = None, reach: float = 1.0) -> None:
        """The shadow of a thing that stands on the table with a foot of radius `rx` at `y`."""
        ry = rx * 0.16 if ry is None else ry
        self.shade(
            ellipse(cx + rx * 0.32 * reach, y + ry * 0.35, rx * (1.12 + 0.2 * reach), ry * 1.5), blur=24, alpha=0.36
        )
        self.shade(ellipse(cx + rx * 0.05, y + 2, rx * 1.03, ry * 1.05), blur=7, alpha=0.5)

    # ── shapes ────────────────────────────────────────────────────────────────

    def _pixels(self, box: tuple[float, float, float, float], *, clip: bool = True) -> tuple[int, int, int, int]:
        x0, y0 = math.floor(box[0] * self.scale + self.left), math.floor(box[1] * self.scale + self.top)
        x1, y1 = math.ceil(box[2] * self.scale + self.left), math.ceil(box[3] * self.scale + self.top)
        if clip:
            x0, y0, x1, y1 = max(0, x0), max(0, y0), min(self.width, x1), min(self.height, y1)
        return x0, y0, x1, y1

    def _mask(
        self,
        outlines: Sequence[Sequence[Point]],
        pixels: tuple[int, int, int, int],
        holes: Sequence[Sequence[Point]] = (),
    ) -> Image.Image:
        x0, y0, x1, y1 = pixels
        mask = Image.new("L", ((x1 - x0) * 3, (y1 - y0) * 3))
        pen = ImageDraw.Draw(mask)
        for group, value in ((outlines, 255), (holes, 0)):
            for points in group:
                pen.polygon(
                    [((x * self.scale + self.left - x0) * 3, (y * self.scale + self.top - y0) * 3) for x, y in points],
                    fill=value,
                )
        return mask.reduce(3)

    def _tile(self, paint: Paint, pixels: tuple[int, int, int, int]) -> Image.Image:
        x0, y0, x1, y1 = pixels
        if not callable(paint):
            return Image.new("RGB", (x1 - x0, y1 - y0), paint)
        box = (
            (x0 - self.left) / self.scale,
            (y0 - self.top) / self.scale,
            (x1 - self.left) / self.scale,
            (y1 - self.top) / self.scale,
        )
        tile = Tile(box, self.scale * 2, (255, 255, 255))
        paint(tile)
        return tile.image.resize((x1 - x0, y1 - y0), Image.Resampling.BOX)

    def fill(
        self,
        points: Sequence[Point],
        paint: Paint,
        *,
        finish: str = "flat",
        depth: float = 1.0,
        alpha: float = 1.0,
        holes: Sequence[Sequence[Point]] = (),
    ) -> None:
        """Paint one outline, all but its `holes`.

        `finish` is one of a body (`round`, `glazed`, `metal`, `matt`), or `flat`, `ball`,
        `deep` (a hollow seen from above), `none`. `alpha` is 0 to 1.
        """
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        pixels = self._pixels((min(xs), min(ys), max(xs), max(ys)))
        x0, y0, x1, y1 = pixels
        if x1 <= x0 or y1 <= y0:
            return
        mask = self._mask([points], pixels, holes)
        if alpha < 1:
            mask = mask.point([round(v * alpha) for v in range(256)])
        whole = self._pixels((min(xs), min(ys), max(xs), max(ys)), clip=False)
        surface = self._tile(paint, pixels)
        crop = (x0 - whole[0], y0 - whole[1], x1 - whole[0], y1 - whole[1])
        self._light(surface, (whole[2] - whole[0], whole[3] - whole[1]), crop, finish, depth)
        self.image.paste(surface, (x0, y0), mask)

    def _light(
        self, surface: Image.Image, size: tuple[int, int], crop: tuple[int, int, int, int], finish: str, depth: float
    ) -> None:
        def lay(mask: Image.Image, color: RGB, strength: float) -> None:
            full = mask.resize(size, Image.Resampling.BICUBIC).crop(crop)
            surface.paste(color, (0, 0), full.point([min(255, round(v * strength)) for v in range(256)]))

        if finish == "none":
            return
        if finish in FINISHES:
            dark, light, gloss = FINISHES[finish]
            lay(ramp(dark), SHADOW, depth)
            lay(ramp(light), LIGHT, depth)
            if gloss:
                lay(ramp(gloss), LIGHT, 0.6 * depth)
            return
        slope = ImageChops.add(Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90), scale=2)
        if finish == "ball":
            centre = Image.radial_gradient("L")
            shifted = Image.new("L", (256, 256), 255)
            shifted.paste(centre.resize((360, 360)), (-92, -104))
            lay(shifted, SHADOW, 0.62 * depth)
            spot = Image.new("L", (256, 256), 0)
            spot.paste(
                ImageChops.invert(centre).resize((150, 130)).point([max(0, v - 75) for v in range(256)]), (18, 14)
            )
            lay(spot, LIGHT, 0.85 * depth)
        elif finish == "deep":
            lay(ImageChops.invert(slope), SHADOW, 0.5 * depth)
            lay(slope, LIGHT, 0.16 * depth)
        else:
            lay(slope, SHADOW, 0.26 * depth)
            lay(ImageChops.invert(slope), LIGHT, 0.2 * depth)

    def tube(
        self, points: Sequence[Point], width: float, color: RGB, *, end_width: float | None = None, metal: bool = False
    ) -> None:
        """Paint a rod, cord or handle along the points, round in section."""
        outline = stroke(points, width, end_width)
        thin = [(x - width * 0.17, y - width * 0.2) for x, y in points]
        thick = [(x + width * 0.24, y + width * 0.24) for x, y in points]

        def paint(tile: Tile) -> None:
            tile.rect(*tile.box, color)
            tile.line(thick, darker(color, 0.42 if metal else 0.32), width * 0.55)
            tile.line(thin, lighter(color, 0.7 if metal else 0.34), width * (0.22 if metal else 0.3))
            tile.image = tile.image.filter(ImageFilter.BoxBlur(max(0.5, width * 0.1 * tile.scale)))

        self.fill(outline, paint, finish="none")

    def turned(
        self,
        profile: Sequence[Point],
        paint: Paint,
        *,
        cx: float = 480,
        tilt: float = 0.14,
        finish: str = "glazed",
        depth: float = 1.0,
        sharp: bool = False,
        alpha: float = 1.0,
    ) -> Points:
        """Paint a body of revolution from its profile of (y, radius), top to bottom; a painter is wrapped round it.

        `tilt` is the ratio of the height to the width of its circles: how far we look down on it.
        A wrapped painter's tile spans -1.57 to 1.57 radii across and the profile's y down.
        """
        sides = list(profile) if sharp else smooth(list(profile), 8)
        sides = [(y, max(0.5, r)) for y, r in sides]
        top, bottom = sides[0], sides[-1]
        right = [(cx + r, y) for y, r in sides]
        left = [(cx - r, y) for y, r in reversed(sides)]
        base = ellipse(cx, bottom[0], bottom[1], bottom[1] * tilt, start=0, end=180, steps=24)
        crown = ellipse(cx, top[0], top[1], top[1] * tilt, start=180, end=360, steps=24)
        outline = right + base + left + crown
        widest = max(r for _, r in sides)
        box = (cx - widest, top[0] - top[1] * tilt, cx + widest, bottom[0] + bottom[1] * tilt)
        pixels = self._pixels(box, clip=False)
        x0, y0, x1, y1 = pixels
        if min(x1, self.width) <= max(x0, 0) or min(y1, self.height) <= max(y0, 0):
            return outline
        mask = self._mask([outline], pixels)
        if alpha < 1:
            mask = mask.point([round(v * alpha) for v in range(256)])
        mesh = Mesh(sides, cx, tilt, self, pixels)
        surface = mesh.wrap(paint) if callable(paint) else Image.new("RGB", (x1 - x0, y1 - y0), paint)
        dark, light, gloss = FINISHES[finish]
        for stops, color, strength in ((dark, SHADOW, depth), (light, LIGHT, depth), (gloss, LIGHT, 0.55 * depth)):
            if stops:
                surface.paste(
                    color, (0, 0), mesh.shade(ramp(stops)).point([min(255, round(v * strength)) for v in range(256)])
                )
        self.image.paste(surface, (x0, y0), mask)
        return outline

    def mouth(
        self, cx: float, y: float, r: float, *, tilt: float = 0.14, rim: RGB, inside: RGB, thick: float = 0.06
    ) -> None:
        """The open top of a vessel: its rim and what one sees inside."""
        self.fill(ellipse(cx, y, r, r * tilt), rim, finish="flat", depth=0.8)
        self.fill(
            ellipse(cx, y + r * tilt * thick * 0.6, r * (1 - thick), r * tilt * (1 - thick * 1.7)),
            inside,
            finish="deep",
            depth=1.5,
        )


@lru_cache(maxsize=1)
def _noise() -> Image.Image:
    source = random.Random(417)  # noqa: S311 — decoration, not secrecy
    tile = Image.frombytes("L", (256, 256), source.randbytes(65536)).filter(ImageFilter.GaussianBlur(0.6))
    tile = tile.point([max(0, min(255, round(128 + (v - 128) * 0.075))) for v in range(256)])
    sheet = Image.new("L", (2048, 2560))
    for x in range(0, 2048, 256):
        for y in range(0, 2560, 256):
            sheet.paste(tile.transpose(Image.Transpose((x // 256 + y // 256 * 3) % 7)), (x, y))
    return Image.merge("RGB", (sheet, sheet, sheet))
