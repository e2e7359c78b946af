"""Classification · what happened to a product's code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class CodeConfirmed(Event):
    """A product's six digits are confirmed."""

    topic: ClassVar[str] = "classification.code_confirmed"
    aggregate: ClassVar[str] = "classification.goods"
    key: ClassVar[str] = "product_id"

    product_id: UUID
    confirmation_id: UUID
    hs_code: str


@dataclass(frozen=True, kw_only=True)
class CodeWithdrawn(Event):
    """A confirmation was taken back: the product had `hs_code` by it, and `previous` before."""

    topic: ClassVar[str] = "classification.code_withdrawn"
    aggregate: ClassVar[str] = "classification.goods"
    key: ClassVar[str] = "product_id"

    product_id: UUID
    confirmation_id: UUID
    hs_code: str
    previous: str


@dataclass(frozen=True, kw_only=True)
class GoodsJudged(Event):
    """Something was suggested beside the code that a product states."""

    topic: ClassVar[str] = "classification.goods_judged"
    aggregate: ClassVar[str] = "classification.goods"
    key: ClassVar[str] = "product_id"

    product_id: UUID
