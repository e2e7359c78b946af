"""Customs · states, the frozen snapshot of a consignment, and what authorities say."""

from .notices import AssessedCharge, Notice, NoticeError
from .snapshots import (
    Charge,
    Registration,
    Snapshot,
    SnapshotLine,
    SnapshotParcel,
    SnapshotParty,
)
from .states import (
    FINAL,
    OPEN,
    Act,
    Code,
    DeclarationState,
    DocumentKind,
    Owner,
    Procedure,
)

__all__ = [
    "FINAL",
    "OPEN",
    "Act",
    "AssessedCharge",
    "Charge",
    "Code",
    "DeclarationState",
    "DocumentKind",
    "Notice",
    "NoticeError",
    "Owner",
    "Procedure",
    "Registration",
    "Snapshot",
    "SnapshotLine",
    "SnapshotParcel",
    "SnapshotParty",
]
