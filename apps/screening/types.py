"""Screening · lists, parties, levels and outcomes as others may hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """Who publishes a list, and which one."""

    OFAC_SDN = "ofac_sdn", _("OFAC: specially designated nationals (US)")
    OFAC_OTHER = "ofac_other", _("OFAC: consolidated list without the former (US)")
    UN = "un", _("United Nations Security Council: consolidated list")
    EU = "eu", _("European Union: consolidated financial sanctions")
    BIS = "bis", _("BIS: denied persons (US)")
    DEMO = "demo", _("Demonstration list: nobody on it exists")


class Kind(models.TextChoices):
    """What a party or an entry is."""

    PERSON = "person", _("Person")
    COMPANY = "company", _("Company or organisation")
    VESSEL = "vessel", _("Vessel")
    AIRCRAFT = "aircraft", _("Aircraft")
    UNKNOWN = "unknown", pgettext_lazy("kind of party", "Not told")


class Role(models.TextChoices):
    """What a party has to do with an order."""

    BUYER = "buyer", _("Buyer")
    PAYER = "payer", _("Payer")
    CONSIGNEE = "consignee", _("Consignee")
    VENDOR = "vendor", pgettext_lazy("party", "Seller")
    BANK = "bank", _("Bank")
    CARRIER = "carrier", _("Carrier")


class Level(models.TextChoices):
    """What screening a party came to; the later is the graver. All but the first keep goods in the house."""

    CLEAR = "clear", pgettext_lazy("screening", "Clear")
    REVIEW = "review", pgettext_lazy("screening", "To be looked at")
    HIT = "hit", pgettext_lazy("screening", "Hit")

    @property
    def gravity(self) -> int:
        """Where it stands among the others, from 0."""
        return list(Level).index(self)


class MatchStatus(models.TextChoices):
    OPEN = "open", _("Waits for a person")
    PROPOSED = "proposed", _("Waits for a second person")
    CLEARED = "cleared", pgettext_lazy("screening", "Somebody else")
    CONFIRMED = "confirmed", pgettext_lazy("screening", "The listed party")


class Verdict(models.TextChoices):
    """What people say of a match."""

    CLEARED = "cleared", pgettext_lazy("screening", "Somebody else")
    CONFIRMED = "confirmed", pgettext_lazy("screening", "The listed party")


class Occasion(models.TextChoices):
    """Why a party was screened."""

    ORDER = "order", _("An order was placed")
    SHIPMENT = "shipment", _("A parcel is to be sent")
    LIST = "list", _("A list has changed")


@dataclass(frozen=True)
class Listed:
    """An entry as its authority publishes it.

    `ref` is the authority's own number; `names` the primary name first, with what it says of weak aliases in
    `weak_names`; `birth_dates` as told: a year, a year and month, a day, or two years by a slash; `countries` are
    ISO 3166-1 alpha-2 where they could be told; `identifiers` pairs of kind and number.
    """

    ref: str
    kind: Kind
    names: tuple[str, ...]
    weak_names: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    remarks: str = ""


@dataclass(frozen=True)
class ListFile:
    """A whole list as read: `listed_on` is the authority's date, None where the file tells none."""

    entries: tuple[Listed, ...]
    listed_on: date | None = None


@dataclass(frozen=True)
class Loaded:
    """What a load did: `is_new` says whether the list had changed since the version before."""

    source: Source
    version: int
    is_new: bool
    entry_count: int
    name_count: int
    added_count: int
    removed_count: int


@dataclass(frozen=True)
class PartyFacts:
    """What is known of a party, and no more than screening needs.

    `country` is ISO 3166-1 alpha-2 or empty; `birth_date` as `Listed.birth_dates`; `identifiers` as there.
    """

    name: str
    kind: Kind = Kind.UNKNOWN
    country: str = ""
    birth_date: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Involved:
    """A party and what it has to do with an order."""

    role: Role
    facts: PartyFacts


@dataclass(frozen=True)
class Found:
    """An entry that a party may be. `score` is a share; `features` say why, for people to read (Match.features)."""

    entry_id: int
    level: Level
    score: float
    features: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What an order's parties came to. `is_complete`: all were screened against today's lists."""

    level: Level
    is_complete: bool
    waiting_count: int = 0

    @property
    def is_free(self) -> bool:
        """Whether goods may leave."""
        return self.is_complete and self.level is Level.CLEAR


@dataclass(frozen=True)
class ListState:
    """How a list of the settings stands: `version` is None where it was never loaded, `age_days` since it was asked."""

    source: Source
    url: str
    version: int | None
    listed_on: date | None
    checked_at: datetime | None
    entry_count: int
    age_days: float | None
    is_fit: bool
    problem: str = ""


@dataclass(frozen=True)
class SearchHit:
    """An entry that a name was found to be like, for people who look names up."""

    public_id: UUID
    source: Source
    ref: str
    names: tuple[str, ...]
    kind: Kind
    countries: tuple[str, ...]
    programs: tuple[str, ...]
    level: Level
    score: float
    features: Mapping[str, Any] = field(default_factory=dict)
