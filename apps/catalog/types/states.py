"""Catalog · the states and kinds of its rows · no tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class TextStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")


class VariantStatus(models.TextChoices):
    ACTIVE = "active", _("On sale")
    INACTIVE = "inactive", _("Not on sale")


class PriceKind(models.TextChoices):
    RETAIL = "retail", _("Retail")
    WHOLESALE = "wholesale", _("Wholesale")


class TermsMode(models.TextChoices):
    DERIVED = "derived", _("Follows the rate")
    FIXED = "fixed", _("Fixed price")
    NOT_SOLD = "not_sold", _("Not sold in it")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Unreadable")
    FAILED = "failed", _("Interrupted")


class ImportFileKind(models.TextChoices):
    SHEET = "sheet", _("Sheet")
    FINDINGS = "findings", _("Findings")


class Verdict(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    FAULTY = "faulty", _("With errors")
