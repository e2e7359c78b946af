"""Demo · painting in processes of their own: imports no Django · no tables."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from apps.demo import art

WIDTH, HEIGHT = 720, 900


def paint(order: tuple[dict[str, Any], bool]) -> list[bytes]:
    """The views of a picture specification as lossless files; runs in a process of its own."""
    spec, has_detail = order
    views = [spec, {**spec, "view": "detail"}] if has_detail else [spec]
    painted = []
    for view in views:
        buffer = BytesIO()
        art.draw(view, width=WIDTH, height=HEIGHT).save(buffer, "PNG", compress_level=1)
        painted.append(buffer.getvalue())
    return painted
