"""API · vendor · pictures of products."""

from __future__ import annotations

from uuid import UUID

from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.vendor.serializers import media as shapes
from apps.api.vendor.serializers.products import LANGUAGES, ProductShown
from apps.catalog import operations
from apps.catalog.errors import PictureMissing
from apps.catalog.types import ProductSnapshot
from apps.common.clock import now
from apps.common.errors import InvalidInput

from .products import WRITE, ProductEndpoint


class Pictures(ProductEndpoint):
    scopes = {"POST": WRITE}
    kinds = {"POST": "bulk"}
    parser_classes = [MultiPartParser]
    bodies = {"POST": shapes.MediaBody}
    answers = {"POST": {201: ProductShown}}

    def post(self, request: Request, product_id: UUID) -> Response:
        """Add a picture behind the others. It is drawn anew: what was hidden in the file is not kept."""
        product = self.product(product_id)
        given = self.read()
        operations.add_media(
            product_id,
            image=given["picture"].read(),
            alt={product.default_language: given["alt"]},
            sku=given.get("sku", ""),
            at=now(),
            by=self.actor(),
        )
        return self.answer(product_id, status=201)


class Picture(ProductEndpoint):
    scopes = {"PATCH": WRITE, "DELETE": WRITE}
    edits = frozenset({"PATCH", "DELETE"})
    bodies = {"PATCH": shapes.MediaEdit}
    answers = {"PATCH": {200: ProductShown}, "DELETE": {200: ProductShown}}

    def patch(self, request: Request, product_id: UUID, media_id: UUID) -> Response:
        """Describe a picture; languages that are not named stay."""
        product = self.held(product_id)
        given = self.read()["alt"]
        unknown = [language for language in given if language not in LANGUAGES]
        if unknown:
            raise InvalidInput(field=f"alt.{unknown[0]}", problem="This is no language of the marketplace.")
        alt = {**self.stored_alt(product, media_id), **given}
        operations.describe_media(product_id, alts={media_id: alt}, at=now(), by=self.actor())
        return self.answer(product_id)

    def delete(self, request: Request, product_id: UUID, media_id: UUID) -> Response:
        """Take a picture off the product."""
        self.held(product_id)
        operations.remove_media(product_id, media_id=media_id, at=now(), by=self.actor())
        return self.answer(product_id)

    def stored_alt(self, product: ProductSnapshot, media_id: UUID) -> dict[str, str]:
        """The picture's descriptions.

        Raises:
            PictureMissing: it is not the product's.
        """
        for media in product.media:
            if media.media_id == media_id:
                return dict(media.alt)
        raise PictureMissing()


class PictureOrder(ProductEndpoint):
    scopes = {"PUT": WRITE}
    edits = frozenset({"PUT"})
    bodies = {"PUT": shapes.MediaOrder}
    answers = {"PUT": {200: ProductShown}}

    def put(self, request: Request, product_id: UUID) -> Response:
        """Say which pictures come first."""
        self.held(product_id)
        operations.order_media(product_id, order=self.read()["ids"], at=now(), by=self.actor())
        return self.answer(product_id)
