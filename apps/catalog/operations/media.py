"""Catalog · pictures of products · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from PIL import Image

from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.outbox import operations as outbox

from .. import selectors
from ..errors import NotPublishable, PictureMissing, VariantMissing
from ..events import PictureAdded
from ..models import Media, Product, Variant
from ..types import MediaSnapshot, ProductRef, ProductSnapshot, ProductStatus
from . import pictures
from .products import locked_snapshot
from .saving import tell


@transaction_required
def add_media(
    product_id: UUID,
    *,
    image: Image.Image | bytes,
    alt: Mapping[str, str],
    at: datetime,
    by: Actor = SYSTEM,
    sku: str = "",
) -> MediaSnapshot:
    """Add a picture behind the others; `alt` by language; `sku` where it shows one variant.

    WebP files are made at once, AVIF files later by the worker.

    Raises:
        PictureRefused: the image cannot be kept.
        ProductMissing, VariantMissing: there is nothing to hang it on.
        NotPublishable: a published product would show a picture without a description.
    """
    return attach_media(product_id, stored=pictures.store(image), alt=alt, at=at, by=by, sku=sku)


@transaction_required
def attach_media(
    product_id: UUID,
    *,
    stored: pictures.StoredPicture,
    alt: Mapping[str, str],
    at: datetime,
    by: Actor = SYSTEM,
    sku: str = "",
) -> MediaSnapshot:
    """Add a picture whose files `pictures.store` has made already.

    Raises:
        ProductMissing, VariantMissing, NotPublishable: as `add_media` does.
    """
    product = locked_snapshot(product_id)
    last = Media.objects.filter(product__public_id=product_id).aggregate(last=Max("position"))["last"]
    row = Media.objects.create(
        product=Product.objects.get(public_id=product_id),
        variant=_variant_row(product_id, sku),
        position=0 if last is None else last + 1,
        key=stored.key,
        width=stored.width,
        height=stored.height,
        widths=list(stored.widths),
        formats=list(stored.formats),
        alt=_told(alt),
        created_at=at,
    )
    outbox.emit(PictureAdded(media_id=row.public_id, vendor_id=current_vendor_id()), at=at, by=by)
    after = _touched(product, at=at, by=by)
    return next(picture for picture in after.media if picture.media_id == row.public_id)


@transaction_required
def describe_media(
    product_id: UUID,
    *,
    alts: Mapping[UUID, Mapping[str, str]],
    at: datetime,
    by: Actor = SYSTEM,
) -> None:
    """Replace the descriptions of the product's pictures that are named by id.

    Raises:
        PictureMissing: one of them is not the product's.
        NotPublishable: a published product would show a picture without a description.
    """
    product = locked_snapshot(product_id)
    rows = _rows(product_id, alts)
    changed = [row for row in rows if row.alt != _told(alts[row.public_id])]
    for row in changed:
        row.alt = _told(alts[row.public_id])
    if changed:
        Media.objects.bulk_update(changed, ["alt"])
        _touched(product, at=at, by=by)


@transaction_required
def order_media(product_id: UUID, *, order: Sequence[UUID], at: datetime, by: Actor = SYSTEM) -> None:
    """Put the pictures named in `order` first, in that order; the others follow as they were.

    Raises:
        PictureMissing: one of them is not the product's.
    """
    product = locked_snapshot(product_id)
    before = [picture.media_id for picture in product.media]
    wanted = [*dict.fromkeys(order), *(media_id for media_id in before if media_id not in set(order))]
    if wanted == before:
        return
    rows = _rows(product_id, wanted)
    for row in rows:
        row.position = wanted.index(row.public_id)
    Media.objects.bulk_update(rows, ["position"])
    _touched(product, at=at, by=by)


@transaction_required
def remove_media(product_id: UUID, *, media_id: UUID, at: datetime, by: Actor = SYSTEM) -> None:
    """Take a picture off the product; its files are removed after the commit.

    Raises:
        PictureMissing: it is not the product's.
    """
    product = locked_snapshot(product_id)
    (row,) = _rows(product_id, [media_id])
    key, widths, formats = row.key, row.widths, row.formats
    row.delete()
    _touched(product, at=at, by=by)
    transaction.on_commit(lambda: pictures.discard(key, widths, [*dict.fromkeys([*formats, "avif"])]))


@transaction_required
def note_avif(media_id: UUID, *, at: datetime) -> None:
    """Let readers use the AVIF files of a picture, now that they are there. Twice is once."""
    row = Media.objects.filter(public_id=media_id).select_related("product").first()
    if row is None:
        return
    product = locked_snapshot(row.product.public_id)
    changed = Media.objects.filter(pk=row.pk).exclude(formats__contains=["avif"]).update(formats=["avif", *row.formats])
    if changed:
        _touched(product, at=at, by=SYSTEM)


def _rows(product_id: UUID, media_ids: Sequence[UUID] | Mapping[UUID, object]) -> list[Media]:
    wanted = list(media_ids)
    rows = list(Media.objects.filter(product__public_id=product_id, public_id__in=wanted))
    if len(rows) < len(wanted):
        raise PictureMissing()
    return rows


def _variant_row(product_id: UUID, sku: str) -> Variant | None:
    if not sku:
        return None
    row = Variant.objects.filter(product__public_id=product_id, sku=sku).first()
    if row is None:
        raise VariantMissing(field="sku")
    return row


def _told(alt: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip()[:300] for language, text in alt.items() if text.strip()}


def _touched(product: ProductSnapshot, *, at: datetime, by: Actor) -> ProductSnapshot:
    """Raise the product's version, tell others, and see that a published one stays complete."""
    Product.objects.filter(public_id=product.product_id).update(version=F("version") + 1, updated_at=at)
    after = locked_snapshot(product.product_id)
    if after.status == ProductStatus.PUBLISHED:
        found = selectors.publishing_problems(after)
        if found:
            raise NotPublishable(found)
    tell([ProductRef(after.product_id, after.code, after.version, {})], at=at, by=by)
    return after
