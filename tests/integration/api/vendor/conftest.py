"""What the vendor API's tests stand on: a program of a vendor, with a token of a member of its team."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories.programs import Program


@pytest.fixture(autouse=True)
def _settings(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def mine(program: Any, kiln: Any) -> Program:
    """A program of kiln's owner that may do everything."""
    return program(kiln)


MUG = {
    "code": "api-mug",
    "category": "kitchen-cups-mugs",
    "texts": {"en": {"title": "Mug over the wire", "description": "Thrown by hand."}, "de": {"title": "Becher"}},
    "hs_code": "691200",
    "origin": "CN",
    "customs_description": "Stoneware mug",
    "attributes": {"material": ["stoneware"], "capacity_ml": "300"},
    "variants": [
        {
            "sku": "API-1", "weight_g": 420, "length_mm": 120, "width_mm": 90, "height_mm": 95,
            "prices": [{"kind": "retail", "min_quantity": 1, "price": {"amount": "24.50", "currency": "CNY"}}],
        }
    ],
}  # fmt: skip


@pytest.fixture
def mug() -> dict[str, Any]:
    """The body of a complete new product with the SKU API-1."""
    return json.loads(json.dumps(MUG))


def jpeg(size: tuple[int, int] = (400, 500), name: str = "mug.jpg") -> SimpleUploadedFile:
    """A photograph of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (170, 60, 40)).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")
