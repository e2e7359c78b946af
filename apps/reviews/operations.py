"""Reviews · writes · public schema."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor, ActorKind
from apps.outbox import operations as outbox

from . import rules, selectors
from .errors import AlreadyReviewed, TooLong
from .events import ReviewPublished
from .models import Eligibility, Review
from .types import Reviewer, ReviewText, ReviewView


@transaction_required
def record_delivery(*, purchase_id: UUID, variant_ids: Collection[UUID], vendor_id: int, at: datetime) -> None:
    """Let the buyer write about what has just been delivered. Twice is once."""
    Eligibility.objects.bulk_create(
        [
            Eligibility(
                purchase_id=purchase_id,
                variant_id=variant_id,
                vendor_id=vendor_id,
                delivered_at=at,
            )
            for variant_id in dict.fromkeys(variant_ids)
        ],
        ignore_conflicts=True,
    )


@transaction_required
def write_review(
    said: ReviewText,
    *,
    by: Reviewer,
    variant_id: UUID,
    product_id: UUID,
    country: str,
    at: datetime,
) -> ReviewView:
    """Publish what a buyer says about a product that reached them.

    `product_id` is the product of the variant, as discovery knows it.

    Raises:
        NotDelivered: the variant was not delivered with the reviewer's purchase.
        AlreadyReviewed: this product of this purchase has a review. Nothing is written.
        InvalidInput: no stars.
        TooLong: the title or the text.
    """
    _check(said)
    right = selectors.right_to_review(by.purchase_id, variant_id)
    try:
        with transaction.atomic():
            review = Review.objects.create(
                product_id=product_id,
                variant_id=variant_id,
                purchase_id=by.purchase_id,
                vendor_id=right.vendor_id,
                author_id=by.user_id,
                author_name=by.name.strip()[:60],
                country=country,
                stars=said.stars,
                title=said.title.strip(),
                text=said.text.strip(),
                language=said.language,
                created_at=at,
            )
    except IntegrityError as error:
        raise AlreadyReviewed() from error
    _publish(review, at=at, by=Actor(ActorKind.BUYER, str(by.user_id or "")))
    return ReviewView(
        public_id=review.public_id,
        author_name=review.author_name,
        country=review.country,
        stars=review.stars,
        title=review.title,
        text=review.text,
        language=review.language,
        reply="",
        created_at=at,
    )


@transaction_required
def hide_review(review_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a review out of sight and out of the rating; it stays on record with the reason.

    Raises:
        InvalidInput: no reason.
    """
    if not reason.strip():
        raise InvalidInput(field="reason", problem=_("Say why the review is hidden."))
    review = Review.objects.select_for_update().get(public_id=review_id)
    review.hidden_at, review.hidden_reason = at, reason.strip()[:200]
    review.save(update_fields=["hidden_at", "hidden_reason"])
    _publish(review, at=at, by=by)


@transaction_required
def show_review(review_id: UUID, *, by: Actor, at: datetime) -> None:
    """Show a hidden review again."""
    review = Review.objects.select_for_update().get(public_id=review_id)
    review.hidden_at, review.hidden_reason = None, ""
    review.save(update_fields=["hidden_at", "hidden_reason"])
    _publish(review, at=at, by=by)


@transaction_required
def answer_review(review_id: UUID, *, reply: str, by: Actor, at: datetime) -> None:
    """Put the seller's answer below a review; an empty one takes it away."""
    review = Review.objects.select_for_update().get(public_id=review_id)
    review.reply = reply.strip()[: rules.LONGEST_TEXT]
    review.save(update_fields=["reply"])
    _publish(review, at=at, by=by)


def _check(said: ReviewText) -> None:
    if said.stars not in range(1, 6):
        raise InvalidInput(field="stars", problem=_("Choose one to five stars."))
    if len(said.title) > rules.LONGEST_TITLE:
        raise TooLong(field="title", most=rules.LONGEST_TITLE)
    if len(said.text) > rules.LONGEST_TEXT:
        raise TooLong(field="text", most=rules.LONGEST_TEXT)


def _publish(review: Review, *, at: datetime, by: Actor = SYSTEM) -> None:
    outbox.emit(
        ReviewPublished(review_id=review.public_id, product_id=review.product_id, vendor_id=review.vendor_id),
        by=by,
        at=at,
    )
