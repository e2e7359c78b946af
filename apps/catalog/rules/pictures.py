"""Catalog · a picture in the widths that pages show: imports no Django, so that any process may do it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

WIDTHS = (240, 360, 480, 720, 1200)
# The widest file is what the AVIF files are made of, so it keeps more.
_WEBP_QUALITY, _WEBP_MASTER_QUALITY, _WEBP_EFFORT = 72, 84, 2
_AVIF_QUALITY, _AVIF_SPEED = 52, 8


@dataclass(frozen=True)
class EncodedPicture:
    """A picture as WebP files by width in pixels; width and height are those of the widest."""

    width: int
    height: int
    files: dict[int, bytes]


def encode(pixels: Image.Image) -> EncodedPicture:
    """An RGB picture in every width of WIDTHS below its own, and in its own up to the widest of them."""
    own = min(pixels.width, WIDTHS[-1])
    widest = scaled(pixels, own)
    files = {width: _webp(scaled(widest, width), _WEBP_QUALITY) for width in WIDTHS if width < own}
    return EncodedPicture(widest.width, widest.height, {**files, own: _webp(widest, _WEBP_MASTER_QUALITY)})


def avif(pixels: Image.Image, width: int) -> bytes:
    """The AVIF file of one width."""
    return _file(scaled(pixels, width), "AVIF", quality=_AVIF_QUALITY, speed=_AVIF_SPEED)


def scaled(pixels: Image.Image, width: int) -> Image.Image:
    """The picture at this width, its proportions kept."""
    if pixels.width == width:
        return pixels
    height = max(round(pixels.height * width / pixels.width), 1)
    return pixels.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _webp(pixels: Image.Image, quality: int) -> bytes:
    return _file(pixels, "WEBP", quality=quality, method=_WEBP_EFFORT)


def _file(pixels: Image.Image, form: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, form, **options)
    return buffer.getvalue()
