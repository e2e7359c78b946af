"""Reviews · administration."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, staff_site
from apps.common.clock import now
from apps.common.types import Actor, ActorKind

from . import operations
from .models import Eligibility, Review


@admin.register(Review, site=staff_site)
class ReviewAdmin(StaffModelAdmin):
    """Moderation: a reason hides a review, an empty one shows it again. What buyers wrote cannot be edited."""

    list_display = ("created_at", "stars", "title", "author_name", "vendor", "language", "is_shown")
    list_filter = ("stars", "language", "hidden_at")
    list_select_related = ("vendor",)
    search_fields = ("title", "text", "author_name")
    date_hierarchy = "created_at"
    fields = ("hidden_reason", "reply", "stars", "title", "text", "language", "author_name", "country", "vendor",
              "product_id", "purchase_id", "created_at", "hidden_at")  # fmt: skip
    readonly_fields = fields[2:]

    @admin.display(description=_("shown"), boolean=True)
    def is_shown(self, review: Review) -> bool:
        return review.hidden_at is None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Review, form: ModelForm[Review], change: bool) -> None:
        by, at = Actor(ActorKind.STAFF, str(request.user.pk)), now()
        with transaction.atomic():
            if "reply" in form.changed_data:
                operations.answer_review(obj.public_id, reply=obj.reply, by=by, at=at)
            if "hidden_reason" in form.changed_data and obj.hidden_reason.strip():
                operations.hide_review(obj.public_id, reason=obj.hidden_reason, by=by, at=at)
            elif "hidden_reason" in form.changed_data:
                operations.show_review(obj.public_id, by=by, at=at)


@admin.register(Eligibility, site=staff_site)
class EligibilityAdmin(ReadOnlyAdmin):
    """Who may review what."""

    list_display = ("delivered_at", "purchase_id", "variant_id", "vendor")
    list_select_related = ("vendor",)
    search_fields = ("purchase_id", "variant_id")
