"""Reviews · reads · public schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.core import signing
from django.db.models import Count, QuerySet

from . import rules
from .errors import NotDelivered
from .models import Eligibility, Review
from .types import Rating, ReviewView

_SALT = "reviews.purchase"
_TOKEN_DAYS = 180


def ratings(product_ids: Collection[UUID]) -> dict[UUID, Rating]:
    """Ratings from the reviews that are shown, in one query. A product without reviews is absent."""
    rows = (
        Review.objects.filter(product_id__in=list(product_ids), hidden_at__isnull=True)
        .order_by()
        .values_list("product_id", "stars")
        .annotate(times=Count("pk"))
    )
    by_product: dict[UUID, dict[int, int]] = defaultdict(dict)
    for product_id, stars, times in rows:
        by_product[product_id][stars] = times
    return {
        product_id: Rating(rules.bayesian_mean(counts), sum(counts.values()), counts)
        for product_id, counts in by_product.items()
    }


def of_product(product_id: UUID, *, limit: int = 12) -> tuple[ReviewView, ...]:
    """The newest reviews that are shown. One query."""
    rows = shown_of_product(product_id).order_by("-created_at", "-pk")
    return tuple(
        ReviewView(
            public_id=row.public_id,
            author_name=row.author_name,
            country=row.country,
            stars=row.stars,
            title=row.title,
            text=row.text,
            language=row.language,
            reply=row.reply,
            created_at=row.created_at,
        )
        for row in rows[:limit]
    )


def shown_of_product(product_id: UUID) -> QuerySet[Review]:
    """A product's reviews that are shown, for lists by the page."""
    return Review.objects.filter(product_id=product_id, hidden_at__isnull=True)


def reviewable(purchase_id: UUID) -> set[UUID]:
    """Variants of a purchase that were delivered and are not yet reviewed. Two queries."""
    delivered = set(Eligibility.objects.filter(purchase_id=purchase_id).values_list("variant_id", flat=True))
    return delivered - set(Review.objects.filter(purchase_id=purchase_id).values_list("variant_id", flat=True))


def right_to_review(purchase_id: UUID, variant_id: UUID) -> Eligibility:
    """The right to write about a variant of a purchase.

    Raises:
        NotDelivered: it was not delivered.
    """
    right = Eligibility.objects.filter(purchase_id=purchase_id, variant_id=variant_id).first()
    if right is None:
        raise NotDelivered()
    return right


def review_token(purchase_id: UUID) -> str:
    """What a link carries that lets a guest review this purchase, for 180 days."""
    return signing.dumps(purchase_id.hex, salt=_SALT)


def token_proves(purchase_id: UUID, token: str) -> bool:
    """Whether the token is the one of this purchase and not too old."""
    try:
        return bool(signing.loads(token, salt=_SALT, max_age=_TOKEN_DAYS * 86_400) == purchase_id.hex)
    except signing.BadSignature:
        return False


def reviews() -> QuerySet[Review]:
    """Every review, hidden ones too, with its vendor, to be narrowed and cut by who shows them."""
    return Review.objects.select_related("vendor")
