"""Tariffs · administration: rules by date with their source · public schema.

A rule is never edited: staff add the one that follows and give the old one its end.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.common import clock
from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, staff_site

from . import operations
from .models import Fee, Jurisdiction, JurisdictionPolicy, Measure, Regime, RuleRevision, RuleSource, TaxRate


class RuleAdmin(StaffModelAdmin):
    """Every kind of rule; only its end, its note and whether it was verified or is enabled may change."""

    list_select_related = ("source",)
    search_fields: tuple[str, ...] = ("code", "label", "basis")
    list_filter: tuple[str, ...] = ("is_verified", "is_enabled", "jurisdiction")
    autocomplete_fields = ("source",)
    changeable = frozenset({"valid", "note", "is_verified", "is_enabled"})

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """All but the changeable fields, once the rule exists."""
        if obj is None:
            return []
        return [field.name for field in self.model._meta.fields if field.name not in self.changeable]

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: object, change: bool) -> None:
        """Save, and let every process read the rules again."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            digest = hashlib.sha256(f"{obj.pk} {obj.valid} {obj.is_enabled}".encode()).hexdigest()
            operations.record_revision(name=f"staff: {obj.pk}"[:40], digest=digest, written=1, at=clock.now())

    @admin.display(description=_("from"), ordering="valid")
    def first_day(self, row: Any) -> object:
        return row.valid.lower

    @admin.display(description=_("until, exclusive"))
    def last_day(self, row: Any) -> object:
        return row.valid.upper


_HEAD = ("code", "jurisdiction_id")
_TAIL = ("first_day", "last_day", "is_verified", "is_enabled", "source")


@admin.register(JurisdictionPolicy, site=staff_site)
class JurisdictionPolicyAdmin(RuleAdmin):
    list_display = (*_HEAD, "trade", "sale", "currency", "value_basis", "rounding", "level", *_TAIL)


@admin.register(Regime, site=staff_site)
class RegimeAdmin(RuleAdmin):
    list_display = (*_HEAD, "scheme", "trade", "sale", "threshold", "currency", "duty_effect", "tax_effect", *_TAIL)


@admin.register(Measure, site=staff_site)
class MeasureAdmin(RuleAdmin):
    list_display = (*_HEAD, "layer", "hs_prefix", "origin", "expression", "is_exact", *_TAIL)
    list_filter = (*RuleAdmin.list_filter, "layer")
    search_fields = ("=code", "^hs_prefix")


@admin.register(TaxRate, site=staff_site)
class TaxRateAdmin(RuleAdmin):
    list_display = (*_HEAD, "tax", "hs_prefix", "region", "rate", "base", *_TAIL)


@admin.register(Fee, site=staff_site)
class FeeAdmin(RuleAdmin):
    list_display = (*_HEAD, "kind", "currency", "amount", "rate", "minimum", "maximum", *_TAIL)


@admin.register(RuleSource, site=staff_site)
class RuleSourceAdmin(StaffModelAdmin):
    list_display = ("code", "title", "url", "checked_on")
    search_fields = ("code", "title")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Jurisdiction, site=staff_site)
class JurisdictionAdmin(ReadOnlyAdmin):
    list_display = ("code", "parent", "country")
    list_select_related = ("parent",)


@admin.register(RuleRevision, site=staff_site)
class RuleRevisionAdmin(ReadOnlyAdmin):
    list_display = ("name", "digest", "written", "created_at")
