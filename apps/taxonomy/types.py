"""Taxonomy · kinds of attribute, and what others may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttributeKind(models.TextChoices):
    NUMBER = "number", _("Number with unit")
    CHOICE = "choice", _("Choice")
    TEXT = "text", _("Text")
    BOOLEAN = "boolean", _("Yes or no")


@dataclass(frozen=True)
class CategoryNode:
    """A category as pages hold it, in one language; `path` lists the codes from the root to it."""

    code: str
    name: str
    slug: str
    path: tuple[str, ...]
    children: tuple[CategoryNode, ...]
    icon: str


@dataclass(frozen=True)
class AttributeInfo:
    """A typed attribute of a category's goods.

    `names` and `unit_names` map a language to a label, `choices` a choice's code to
    its labels; a value is a list where `is_multiple`.
    """

    code: str
    kind: AttributeKind
    unit: str | None
    names: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    is_required: bool
    is_facet: bool
    is_multiple: bool
    unit_names: Mapping[str, str]
