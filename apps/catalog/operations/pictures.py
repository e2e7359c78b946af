"""Catalog · making a picture's files and keeping them in storage · no tables.

The file that was uploaded is never kept: only what is drawn anew from its pixels
is, so nothing hidden in it (position, camera, programs) is passed on.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.common.ids import new_id
from apps.common.tenancy import current_schema

from ..errors import PictureRefused
from ..rules import pictures as rules

ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
MIN_SIDE = 200


@dataclass(frozen=True)
class StoredPicture:
    """The files of one picture: `<key>-<width>.<format>`; width and height are those of the widest."""

    key: str
    width: int
    height: int
    widths: tuple[int, ...]
    formats: tuple[str, ...]


def store(image: Image.Image | bytes) -> StoredPicture:
    """Draw the picture anew in every width up to its own, as WebP, and keep the files under the vendor's folder.

    Raises:
        PictureRefused: too large, too small, or not a JPEG, PNG, WebP or AVIF.
    """
    return keep(rules.encode(_prepared(image)))


def keep(encoded: rules.EncodedPicture) -> StoredPicture:
    """Keep the files of a picture that was encoded elsewhere under the vendor's folder."""
    key = f"{current_schema()}/{new_id()}"
    for width, data in encoded.files.items():
        _keep(f"{key}-{width}.webp", data)
    return StoredPicture(key, encoded.width, encoded.height, tuple(sorted(encoded.files)), ("webp",))


def store_avif(key: str, widths: Sequence[int]) -> None:
    """Make the AVIF files of a stored picture from its widest WebP file. Twice is once."""
    with default_storage.open(f"{key}-{max(widths)}.webp") as file:
        widest = Image.open(file, formats=["WEBP"])
        widest.load()
    for width in widths:
        name = f"{key}-{width}.avif"
        if not default_storage.exists(name):
            _keep(name, rules.avif(widest, width))


def discard(key: str, widths: Sequence[int], formats: Sequence[str]) -> None:
    """Remove a picture's files."""
    for width in widths:
        for extension in formats:
            default_storage.delete(f"{key}-{width}.{extension}")


def _prepared(image: Image.Image | bytes) -> Image.Image:
    pixels = _opened(image) if isinstance(image, bytes) else image
    if min(pixels.size) < MIN_SIDE:
        raise PictureRefused(field="picture", problem=_("Choose a picture of at least 200 by 200 pixels."))
    pixels = ImageOps.exif_transpose(pixels)
    if pixels.mode in {"RGBA", "LA", "PA"} or "transparency" in pixels.info:
        ground = Image.new("RGBA", pixels.size, "white")
        pixels = Image.alpha_composite(ground, pixels.convert("RGBA"))
    return pixels.convert("RGB")


def _opened(data: bytes) -> Image.Image:
    if len(data) > MAX_BYTES:
        raise PictureRefused(field="picture", problem=_("Choose a picture of at most 15 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            pixels = Image.open(io.BytesIO(data), formats=ACCEPTED)
            if pixels.width * pixels.height > MAX_PIXELS:
                raise PictureRefused(field="picture", problem=_("Choose a picture of at most 50 megapixels."))
            pixels.load()
    except Image.DecompressionBombError:
        raise PictureRefused(field="picture", problem=_("Choose a picture of at most 50 megapixels.")) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PictureRefused(
            field="picture", problem=_("This file is no picture. Choose a JPEG, PNG, WebP or AVIF file.")
        ) from None
    return pixels


def _keep(name: str, data: bytes) -> None:
    default_storage.save(name, ContentFile(data))
