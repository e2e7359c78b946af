"""Demo · painting in processes of their own: imports no Django · no tables."""

from __future__ import annotations

from typing import Any

from apps.catalog.rules.pictures import EncodedPicture, encode
from apps.demo import art

WIDTH, HEIGHT = 720, 900


def paint(order: tuple[dict[str, Any], bool]) -> list[EncodedPicture]:
    """The views of a picture specification, ready to be kept; runs in a process of its own."""
    spec, has_detail = order
    views = [spec, {**spec, "view": "detail"}] if has_detail else [spec]
    return [encode(art.draw(view, width=WIDTH, height=HEIGHT)) for view in views]
