"""Classification · what others may hold: goods as told, candidates with their reasons, states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """Where an entry of the index comes from; the order is that of how far each is believed."""

    NOMENCLATURE = "nomenclature"
    VOCABULARY = "vocabulary"
    CONFIRMED = "confirmed"


class State(models.TextChoices):
    """How far a product's HS code is."""

    WAITING = "waiting", _("not looked at yet")
    SUGGESTED = "suggested", _("suggested")
    ASKED = "asked", _("more must be known")
    STATED = "stated", _("stated, not confirmed")
    CONFIRMED = "confirmed", _("confirmed")


class Basis(models.TextChoices):
    """On what a confirmation rests."""

    PERSON = "person", _("a person")
    IDENTICAL = "identical", _("the same goods, confirmed before")


class Missing(models.TextChoices):
    """What a description does not say, so that nothing may be suggested."""

    NOTHING = "", _("nothing")
    ARTICLE = "article", _("what the article is")
    DETAIL = "detail", _("what it is made of and what it is for")


class Rule(models.TextChoices):
    """The general rules for the interpretation of the Harmonized System, as a confirmation cites them."""

    ONE = "1", _("1 · the terms of the headings and the notes")
    TWO_A = "2a", _("2(a) · incomplete or unassembled articles")
    TWO_B = "2b", _("2(b) · mixtures and combinations of materials")
    THREE_A = "3a", _("3(a) · the most specific description")
    THREE_B = "3b", _("3(b) · what gives the essential character")
    THREE_C = "3c", _("3(c) · the last heading in numerical order")
    FOUR = "4", _("4 · the goods most akin")
    FIVE = "5", _("5 · cases and packing")
    SIX = "6", _("6 · subheadings, by the rules above")


@dataclass(frozen=True)
class GoodsText:
    """What a product says of itself to whoever classifies it; all but `title` may be empty.

    `category` is the path's names in English, `details` the names of stated attributes.
    """

    title: str
    category: str = ""
    material: str = ""
    details: str = ""

    @property
    def text(self) -> str:
        """All of it, the title first."""
        return " ".join(part for part in (self.title, self.category, self.material, self.details) if part)


@dataclass(frozen=True)
class Entry:
    """A text that is known to belong to a six-digit code."""

    text: str
    code: str
    kind: Kind


@dataclass(frozen=True)
class Candidate:
    """A six-digit code that may be right; `confidence` is a probability from 0 to 1.

    `words` are those of the goods' own text that led here, `kind` is where the nearest entry comes from.
    """

    code: str
    confidence: float
    words: tuple[str, ...]
    kind: Kind

    def as_json(self) -> dict[str, Any]:
        """As it is kept on a row and shown to programs."""
        return {
            "code": self.code, "confidence": self.confidence, "words": list(self.words), "kind": str(self.kind),
        }  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """What is suggested: candidates, best first; or what is missing.

    Where `missing` is not empty nothing is suggested; `vague` are the words that say too little. Weak candidates
    may stand beside `Missing.DETAIL` to look at.
    """

    candidates: tuple[Candidate, ...] = ()
    missing: Missing = Missing.NOTHING
    vague: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        """That of the best candidate, or 0."""
        return self.candidates[0].confidence if self.candidates else 0.0


@dataclass(frozen=True)
class NomenclatureNode:
    """A line of the nomenclature: two, four or six digits, or more in a country's own tree."""

    code: str
    description: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoodsFact:
    """A product at one version, as its vendor's schema tells it."""

    vendor_id: int
    product_id: UUID
    version: int
    code: str
    text: GoodsText
    hs_code: str
    is_archived: bool = False


@dataclass(frozen=True)
class Reasoning:
    """Why a person says that a code is right: a general rule, a note, and what it rests on."""

    rule: str = Rule.ONE
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class PastConfirmation:
    """One step of a product's history of classification."""

    public_id: UUID
    hs_code: str
    previous: str
    edition: str
    basis: str
    rule: str
    note: str
    evidence: str
    confirmed_by: str
    confirmed_at: datetime
    withdrawn_at: datetime | None
