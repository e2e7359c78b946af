"""Catalog · pictures: what is kept, what is refused, and the files made of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from apps.catalog import operations, selectors
from apps.catalog.errors import NotPublishable, PictureMissing, PictureRefused
from apps.catalog.models import Media
from apps.catalog.operations import pictures
from apps.common.ids import new_id
from tests.factories import catalog as build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photograph(width: int = 1600, height: int = 1200, form: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.effect_mandelbrot((width, height), (-2, -1.2, 1, 1.2), 40).convert("RGB").save(buffer, form, **options)
    return buffer.getvalue()


def test_a_picture_is_kept_in_every_width_under_its_vendor(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.product(), at=at)
        picture = operations.add_media(ref.product_id, image=photograph(), alt={"en": "A mug"}, at=at)
        product = selectors.product_snapshot(ref.product_id)

    assert product is not None
    assert product.media == (picture,)
    assert product.version == 2
    assert picture.key.startswith(f"{kiln.schema_name}/")
    assert (picture.widths, picture.formats) == ((240, 360, 480, 720, 1200), ("webp",))
    assert (picture.width, picture.height) == (1200, 900)
    for width in picture.widths:
        with default_storage.open(f"{picture.key}-{width}.webp") as file:
            assert Image.open(file).size == (width, width * 3 // 4)


def test_what_is_hidden_in_a_file_is_not_kept(kiln: Any, enter: Any) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x9286] = "taken at home"
    with enter(kiln):
        stored = pictures.store(photograph(800, 400, exif=exif))
        with default_storage.open(f"{stored.key}-{stored.widths[-1]}.webp") as file:
            data = file.read()

    assert (stored.width, stored.height) == (400, 800)
    assert b"taken at home" not in data
    assert not Image.open(io.BytesIO(data)).getexif()


def test_a_small_picture_is_not_blown_up(kiln: Any, enter: Any) -> None:
    with enter(kiln):
        stored = pictures.store(photograph(300, 400))
    assert stored.widths == (240, 300)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture at all",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        photograph(400, 300, "GIF"),
        photograph(400, 300)[:2000],
        photograph(100, 100),
        b"\xff\xd8" + bytes(16 * 1024 * 1024),
    ],
    ids=["empty", "text", "svg", "gif", "cut-short", "tiny", "huge"],
)
def test_what_cannot_be_kept_is_refused(kiln: Any, enter: Any, data: bytes, tmp_path: Path) -> None:
    with enter(kiln), pytest.raises(PictureRefused) as refusal:
        pictures.store(data)
    assert refusal.value.text()
    assert list(tmp_path.rglob("*.webp")) == []


def test_a_picture_of_too_many_pixels_is_refused_by_its_header(kiln: Any, enter: Any) -> None:
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    with enter(kiln), pytest.raises(PictureRefused):
        pictures.store(bomb.getvalue())


def test_the_worker_adds_avif_and_readers_learn_of_it(kiln: Any, enter: Any, at: Any, drain: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.product(), at=at)
        picture = operations.add_media(ref.product_id, image=photograph(500, 500), alt={"en": "A mug"}, at=at)
    drain()
    with enter(kiln):
        after = selectors.product_snapshot(ref.product_id)

    assert after is not None
    assert after.media[0].formats == ("avif", "webp")
    assert after.version == 3
    with default_storage.open(f"{picture.key}-480.avif") as file:
        assert Image.open(file).format == "AVIF"


def test_pictures_are_ordered_described_and_removed(
    kiln: Any, enter: Any, at: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with enter(kiln):
        ref = operations.create_product(build.product(), at=at)
        first, second = (
            operations.add_media(ref.product_id, image=photograph(300, 300), alt={}, at=at) for _ in range(2)
        )
        operations.order_media(ref.product_id, order=[second.media_id], at=at)
        operations.describe_media(ref.product_id, alts={first.media_id: {"en": " Side view "}}, at=at)
        with django_capture_on_commit_callbacks(execute=True):
            operations.remove_media(ref.product_id, media_id=second.media_id, at=at)
        product = selectors.product_snapshot(ref.product_id)
        with pytest.raises(PictureMissing):
            operations.remove_media(ref.product_id, media_id=new_id(), at=at)

    assert product is not None
    assert [(picture.media_id, dict(picture.alt)) for picture in product.media] == [
        (first.media_id, {"en": "Side view"})
    ]
    assert not default_storage.exists(f"{second.key}-240.webp")
    assert default_storage.exists(f"{first.key}-240.webp")


def test_a_published_product_refuses_a_picture_without_description(kiln: Any, enter: Any, at: Any) -> None:
    from django.db import transaction

    with enter(kiln):
        ref = operations.create_product(build.product(), at=at)
        operations.publish(ref.product_id, at=at)
        with pytest.raises(NotPublishable), transaction.atomic():
            operations.add_media(ref.product_id, image=photograph(300, 300), alt={"de": "Becher"}, at=at)
        assert not Media.objects.exists()


def test_a_picture_of_a_variant_names_it(kiln: Any, enter: Any, at: Any) -> None:
    with enter(kiln):
        ref = operations.create_product(build.coloured_product(), at=at)
        sku, variant_id = next(iter(ref.variants.items()))
        picture = operations.add_media(ref.product_id, image=photograph(300, 300), alt={"en": "Red"}, sku=sku, at=at)
    assert picture.variant_id == variant_id
