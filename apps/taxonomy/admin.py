"""Taxonomy · administration: categories, attributes and synonyms · public schema."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from apps.common.admin import StaffModelAdmin, StaffTabularInline, staff_site

from . import selectors
from .models import Attribute, Category, CategoryAttribute, Synonym


class CategoryAttributeInline(StaffTabularInline):
    model = CategoryAttribute


class TaxonomyAdmin(StaffModelAdmin):
    """What is saved here is seen at once by this process, and by the others within a minute."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: object, change: bool) -> None:
        super().save_model(request, obj, form, change)
        selectors.forget()


@admin.register(Category, site=staff_site)
class CategoryAdmin(TaxonomyAdmin):
    list_display = ("code", "__str__", "parent", "position", "icon")
    list_select_related = ("parent",)
    search_fields = ("code", "names")
    inlines = (CategoryAttributeInline,)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Attribute, site=staff_site)
class AttributeAdmin(TaxonomyAdmin):
    list_display = ("code", "__str__", "kind", "unit", "is_facet", "is_multiple")
    list_select_related = ("unit",)
    list_filter = ("kind", "is_facet")
    search_fields = ("code", "names")

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Synonym, site=staff_site)
class SynonymAdmin(TaxonomyAdmin):
    list_display = ("language", "position", "words")
    list_filter = ("language",)
