"""demo · art: colours as RGB triples, mixed and named · no schema."""

from __future__ import annotations

RGB = tuple[int, int, int]


def rgb(value: str | RGB) -> RGB:
    """Read `#rrggbb`, or hand a triple through."""
    if isinstance(value, str):
        text = value.lstrip("#")
        return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)
    return value


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """Blend two colours; `share` (0 to 1) of the second."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def darker(color: RGB, share: float) -> RGB:
    """Move a colour towards a warm blue-black; shadows here are never grey."""
    return mix(color, (22, 18, 26), share)


def lighter(color: RGB, share: float) -> RGB:
    """Move a colour towards a warm white."""
    return mix(color, (255, 250, 240), share)


# wall where the light falls, wall in the shade, table
SCENES: dict[str, tuple[RGB, RGB, RGB]] = {
    "sage": (rgb("#e2e9e0"), rgb("#b6c4ba"), rgb("#8c9a8d")),
    "sand": (rgb("#f1eadd"), rgb("#d6c8b0"), rgb("#c4b08d")),
    "honey": (rgb("#f3e6c6"), rgb("#dabf86"), rgb("#a67f4b")),
    "mist": (rgb("#ebeeee"), rgb("#c4ced2"), rgb("#9dabae")),
    "night": (rgb("#3a485a"), rgb("#1c2532"), rgb("#3c2f25")),
    "peach": (rgb("#f7e1d0"), rgb("#e4b697"), rgb("#b57a55")),
    "stone": (rgb("#e6e2d9"), rgb("#c6bdae"), rgb("#b3a68f")),
    "lilac": (rgb("#e0d8ec"), rgb("#ada0c6"), rgb("#74668f")),
    "sky": (rgb("#e0ebf2"), rgb("#a9c3d5"), rgb("#8fa3ad")),
    "clay": (rgb("#efd9cc"), rgb("#cf9f88"), rgb("#94604b")),
    "mint": (rgb("#e0efe9"), rgb("#a9cdc0"), rgb("#7fa092")),
    "rose": (rgb("#f4e1e1"), rgb("#d9b3b5"), rgb("#a98284")),
    "slate": (rgb("#d5dae0"), rgb("#939fac"), rgb("#6d757e")),
    "cream": (rgb("#f8f3e7"), rgb("#e2d8c2"), rgb("#cdb992")),
    "wood": (rgb("#eee6da"), rgb("#cfc0aa"), rgb("#8b6440")),
    "forest": (rgb("#5a6f63"), rgb("#2d3d36"), rgb("#4a3a2b")),
    "ink": (rgb("#56607a"), rgb("#2a3045"), rgb("#5a4a44")),
    "sea": (rgb("#d5e6e8"), rgb("#8fb4ba"), rgb("#c0a987")),
}
