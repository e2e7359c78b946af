"""demo · art: draws the demo world's product pictures and vendor marks with Pillow alone · no schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from PIL import Image

from apps.demo.art.brand import draw_brand
from apps.demo.art.color import SCENES
from apps.demo.art.look import Look
from apps.demo.art.motifs import MOTIFS
from apps.demo.art.stage import Stage

__all__ = ["MOTIFS", "SCENES", "draw", "draw_brand"]
OVERHEAD = frozenset(
    {"notebook", "chocolate", "chopsticks", "knife", "tray", "puzzle", "pocket_knife", "disc", "wallet"}
)


def draw(spec: Mapping[str, Any], *, width: int, height: int) -> Image.Image:
    """Draw the still life that the specification describes; the same specification gives the same picture.

    `spec` has `motif` (a key of MOTIFS), `scene` (a key of SCENES), colours as `#rrggbb` and the
    motif's own parameters; `view: detail` moves closer. Made for pictures of 4:5, `width` and
    `height` in pixels; another shape shows more or less of wall and table.

    Raises:
        KeyError: motif, scene, form or pattern is unknown.
    """
    seed = json.dumps({key: value for key, value in spec.items() if key != "view"}, sort_keys=True)
    close = spec.get("view") == "detail"
    focus = tuple(spec.get("focus", (450, 640)))
    stage = Stage(
        width, height, zoom=float(spec.get("zoom", 1.75)) if close else 1, focus=(focus[0], focus[1]), seed=seed
    )
    wall, shade, table = SCENES[str(spec.get("scene", "sand"))]
    flat = spec["motif"] in OVERHEAD
    stage.room(wall, shade, table, horizon=2000 if flat else 900)
    MOTIFS[spec["motif"]](stage, Look(spec, Random(seed)))  # noqa: S311 — decoration, not secrecy
    stage.grain()
    return stage.image
