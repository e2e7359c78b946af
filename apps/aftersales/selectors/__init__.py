"""Aftersales · reads, by subject · vendor's schema."""

from .drawback import drawback_csv, drawback_rows
from .numbers import numbers_sent
from .options import options, policy, returnable, terms_for
from .views import (
    claim,
    claims,
    counts,
    evidence_file,
    label_pdf,
    of_order,
    return_request,
    returns,
)

__all__ = [
    "claim",
    "claims",
    "counts",
    "drawback_csv",
    "drawback_rows",
    "evidence_file",
    "label_pdf",
    "numbers_sent",
    "of_order",
    "options",
    "policy",
    "return_request",
    "returnable",
    "returns",
    "terms_for",
]
