"""Vendors · statuses, roles and the values that others may hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class VendorStatus(models.TextChoices):
    PROVISIONING = "provisioning", _("Being set up")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("On holiday")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


class RoutingRule(models.TextChoices):
    """What decides from which of its houses a vendor's goods are sent; the other figures decide between equals."""

    FEWEST = "fewest", _("As few parcels as possible")
    CHEAPEST = "cheapest", _("The lowest landed cost for the buyer")
    FASTEST = "fastest", _("The earliest delivery")


class TeamRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    CATALOGUE = "catalogue", _("Catalogue")
    FULFILMENT = "fulfilment", _("Fulfilment")
    FINANCE = "finance", _("Finance")


class ApplicationStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class FleetState(models.TextChoices):
    PENDING = "pending", _("Pending")
    CURRENT = "current", _("Up to date")
    FAILED = "failed", _("Failed")


@dataclass(frozen=True)
class VendorCard:
    """A vendor as shops and other apps hold it. `story` and `place` map a language to text."""

    id: int
    public_id: UUID
    slug: str
    name: str
    legal_name: str
    country: str
    currency: str
    status: str
    accent: str
    story: dict[str, str]
    place: dict[str, str]
    mark: dict[str, Any]
    latitude: float | None
    longitude: float | None
    processing_days: int
    languages: tuple[str, ...]
    host: str
    contact_email: str = ""
    trader_address: str = ""
    responsible_persons: Mapping[str, str] = field(default_factory=dict)
    duty_choice: bool = False
    routing: str = RoutingRule.FEWEST

    @property
    def sells(self) -> bool:
        """Whether its goods may be shown and bought."""
        return self.status in (VendorStatus.ACTIVE, VendorStatus.PAUSED)

    @property
    def is_identified(self) -> bool:
        """Whether buyers can be told who sells: name, postal address and an address of mail."""
        return bool(self.legal_name and self.trader_address and self.contact_email)


@dataclass(frozen=True)
class VendorProfile:
    """What a vendor may change about itself. `story` and `place` map a language to text; `accent` is #rrggbb."""

    name: str
    contact_email: str
    accent: str
    processing_days: int
    languages: tuple[str, ...]
    story: Mapping[str, str]
    place: Mapping[str, str]
    trader_address: str = ""
    responsible_persons: Mapping[str, str] = field(default_factory=dict)
    duty_choice: bool = False

    @property
    def version(self) -> str:
        """A mark that differs after every change."""
        facts = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(facts.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class SchemaState:
    """How one schema came out of a fleet migration."""

    schema_name: str
    state: str
    applied: int
    duration_ms: int
    error: str = ""
