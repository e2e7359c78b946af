"""Reviews · what pages hold of a review, and of a product's rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True)
class Rating:
    """What buyers think of a product. `mean` is Bayesian, 1 to 5; `by_stars` counts each number of stars."""

    mean: Decimal
    count: int
    by_stars: Mapping[int, int]


@dataclass(frozen=True)
class ReviewView:
    """A review as it is shown."""

    public_id: UUID
    author_name: str
    country: str
    stars: int
    title: str
    text: str
    language: str
    reply: str
    created_at: datetime


@dataclass(frozen=True)
class Reviewer:
    """Who writes: someone who has proven to be the buyer of a purchase, with an account or by its signed link."""

    purchase_id: UUID
    user_id: int | None = None
    name: str = ""


@dataclass(frozen=True)
class ReviewText:
    """What is said: stars 1 to 5, in a language, with or without words."""

    stars: int
    title: str
    text: str
    language: str
