"""Customs · messages of China's unified cross-border system, and what matching them says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Flow(models.TextChoices):
    """Which way the goods cross China's border."""

    IMPORT = "import", _("Into China")
    EXPORT = "export", _("Out of China")


class MessageKind(models.TextChoices):
    ORDER = "order", _("Order")
    PAYMENT = "payment", _("Payment")
    WAYBILL = "waybill", _("Waybill")
    LIST = "list", _("Declaration list")


class MatchCode(models.TextChoices):
    """What a set of documents says, the gravest first."""

    DUPLICATE = "duplicate", _("Used twice")
    MISMATCH = "mismatch", _("Documents differ")
    LATE = "late", _("Out of time order")
    WAITING = "waiting", _("Documents missing")
    MATCHED = "matched", _("Documents agree")


TYPES: dict[str, tuple[Flow, MessageKind]] = {
    "303": (Flow.EXPORT, MessageKind.ORDER),
    "403": (Flow.EXPORT, MessageKind.PAYMENT),
    "505": (Flow.EXPORT, MessageKind.WAYBILL),
    "603": (Flow.EXPORT, MessageKind.LIST),
    "311": (Flow.IMPORT, MessageKind.ORDER),
    "411": (Flow.IMPORT, MessageKind.PAYMENT),
    "511": (Flow.IMPORT, MessageKind.WAYBILL),
    "621": (Flow.IMPORT, MessageKind.LIST),
}
NEW, CHANGE, DELETE = "1", "2", "3"


@dataclass(frozen=True)
class CebMessage:
    """One message as its fields stand on the wire: text by name, empty fields left out.

    `type` is the number in the message's name, such as "311"; `lines` are the goods, where the type has them.
    """

    type: str
    head: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...] = ()

    @property
    def flow(self) -> Flow:
        return TYPES[self.type][0]

    @property
    def kind(self) -> MessageKind:
        return TYPES[self.type][1]

    @property
    def guid(self) -> str:
        return self.head.get("guid", "")

    @property
    def app_type(self) -> str:
        return self.head.get("appType", "")

    @property
    def order_key(self) -> tuple[str, str]:
        """The platform's code and the order's number, by which documents are joined; export waybills have none."""
        return self.head.get("ebpCode", ""), self.head.get("orderNo", "")

    @property
    def own_key(self) -> tuple[str, str]:
        """The number that the document itself bears: the waybill's, the payment's, else the order's."""
        if self.kind is MessageKind.WAYBILL:
            return self.head.get("logisticsCode", ""), self.head.get("logisticsNo", "")
        if self.kind is MessageKind.PAYMENT:
            return self.head.get("payCode", ""), self.head.get("payTransactionId", self.head.get("payNo", ""))
        return self.order_key

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says, in hex."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return {"type": self.type, "head": dict(self.head), "lines": [dict(line) for line in self.lines]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> CebMessage:
        return cls(value["type"], dict(value["head"]), tuple(dict(line) for line in value["lines"]))


@dataclass(frozen=True)
class MatchRule:
    """Which documents a list needs on a day; `first` and `last` are days in China, `last` None while in force."""

    code: str
    flow: Flow
    documents: frozenset[MessageKind]
    first: date
    last: date | None
    basis: str
    url: str
    is_verified: bool


@dataclass(frozen=True)
class Limits:
    """What a person may buy by retail import, in CNY, and what this marketplace knows of the year so far.

    `bought_before` counts purchases here alone: what the person bought elsewhere is not known, so that it is
    the least that can be said. `listed` are prefixes of codes that may come in so, None where no list is loaded.
    """

    single: Decimal | None = None
    annual: Decimal | None = None
    bought_before: Decimal = Decimal(0)
    listed: frozenset[str] | None = None


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that was found: a result code, a document's field, and the two values that stand against each other."""

    code: str
    document: str
    field: str = ""
    found: str = ""
    expected: str = ""

    def as_json(self) -> dict[str, str]:
        return dict(vars(self))


@dataclass(frozen=True)
class Verdict:
    """What a set of documents says: the gravest code of its findings; `flags` are for a person to look at."""

    code: MatchCode
    findings: tuple[Finding, ...] = ()
    flags: tuple[str, ...] = ()
    rule: str = ""
    required: frozenset[MessageKind] = field(default_factory=frozenset)

    @property
    def missing(self) -> list[str]:
        return [one.document for one in self.findings if one.code == MatchCode.WAITING]
