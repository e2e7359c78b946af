"""Catalog · a vendor's products in administration."""

from __future__ import annotations

from apps.common.admin import ReadOnlyInline, VendorModelAdmin, vendor_tables

from .models import ImportBatch, Media, PriceList, Product, ProductTranslation, Variant


class TextInline(ReadOnlyInline):
    model = ProductTranslation
    fields = ("language", "title", "slug", "status")
    readonly_fields = fields


class VariantInline(ReadOnlyInline):
    model = Variant
    fields = ("sku", "gtin", "options", "weight_g", "length_mm", "width_mm", "height_mm", "status")
    readonly_fields = fields


class MediaInline(ReadOnlyInline):
    model = Media
    fields = ("key", "width", "height", "formats", "alt")
    readonly_fields = fields


class ProductAdmin(VendorModelAdmin):
    list_display = ("code", "status", "category", "hs_code", "origin", "version", "updated_at")
    list_filter = ("status", "is_dangerous", "has_battery", "is_food")
    list_select_related = ("category",)
    search_fields = ("code", "texts__title", "variants__sku", "hs_code")
    inlines = (TextInline, VariantInline, MediaInline)


class ImportBatchAdmin(VendorModelAdmin):
    list_display = ("file_name", "state", "uploaded_at", "checked_at", "applied_at")
    list_filter = ("state",)


class PriceListAdmin(VendorModelAdmin):
    list_display = ("kind", "currency")


vendor_tables.register(Product, ProductAdmin)
vendor_tables.register(ImportBatch, ImportBatchAdmin)
vendor_tables.register(PriceList, PriceListAdmin)
