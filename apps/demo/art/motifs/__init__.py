"""demo · art: what can be drawn, by the motif's name · no schema."""

from __future__ import annotations

from collections.abc import Callable

from apps.demo.art.look import Look
from apps.demo.art.motifs import (
    audio,
    bodycare,
    carry,
    cloth,
    cutlery,
    desk,
    food,
    furniture,
    games,
    jewellery,
    light,
    music,
    outdoor,
    play,
    serving,
    teaware,
    vessels,
    wear,
)
from apps.demo.art.stage import Stage

Motif = Callable[[Stage, Look], None]
MODULES = (
    audio,
    bodycare,
    carry,
    cloth,
    cutlery,
    desk,
    food,
    furniture,
    games,
    jewellery,
    light,
    music,
    outdoor,
    play,
    serving,
    teaware,
    vessels,
    wear,
)
MOTIFS: dict[str, Motif] = {name: motif for module in MODULES for name, motif in module.MOTIFS.items()}
