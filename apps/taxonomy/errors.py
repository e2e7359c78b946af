"""Taxonomy · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import NotFound


class CategoryUnknown(NotFound):
    code = "taxonomy.category_unknown"
    message = _("There is no category “%(category)s”.")
