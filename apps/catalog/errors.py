"""Catalog · what can be refused, and why."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, MarketError, NotFound

from .types import Problem


class ProductMissing(NotFound):
    code = "catalog.product_missing"
    message = _("There is no such product in this catalogue.")


class VariantMissing(NotFound):
    code = "catalog.variant_missing"
    message = _("There is no such variant in this catalogue.")


class PictureMissing(NotFound):
    code = "catalog.picture_missing"
    message = _("There is no such picture on this product.")


class Unusable(InvalidInput):
    """A field of a product, variant or price cannot be stored as it is."""

    code = "catalog.unusable"

    def text(self) -> str:
        return str(self.data["problem"]) % self.data


class Taken(Conflict):
    """Something that must be unique in the catalogue belongs to another product or variant."""

    code = "catalog.taken"
    message = _("“%(value)s” is already used by another product. Choose another one.")


class NotPublishable(MarketError):
    """What keeps the product from being published, all at once: `problems` lists each with its field."""

    code = "catalog.not_publishable"
    status = 422
    message = _("This product cannot be published yet: %(summary)s")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(summary=" ".join(str(problem) for problem in problems))


class PictureRefused(InvalidInput):
    """The uploaded file is no picture that can be kept; `problem` says why."""

    code = "catalog.picture_refused"


class ImportMissing(NotFound):
    code = "catalog.import_missing"
    message = _("There is no such import.")


class ImportRefused(MarketError):
    """The file as a whole cannot be read; `problem` says why and what to do."""

    code = "catalog.import_refused"
    status = 422
    message = "%(problem)s"

    def text(self) -> str:
        return str(self.data["problem"]) % self.data
