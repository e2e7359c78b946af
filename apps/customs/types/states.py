"""Customs · where a declaration stands, what moves it, and who has to act."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeclarationState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    SUBMITTED = "submitted", _("Sent to customs")
    ACCEPTED = "accepted", _("Accepted by customs")
    INSPECTION = "inspection", _("Being inspected")
    DOCUMENTS = "documents", _("Papers asked for")
    ASSESSED = "assessed", _("Duty assessed")
    PAID = "paid", _("Duty paid")
    HELD = "held", _("Held")
    AMENDED = "amended", _("Correction sent")
    REJECTED = "rejected", _("Rejected")
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Entry refused")
    SEIZED = "seized", _("Seized")
    CANCELLED = "cancelled", _("Cancelled")


S = DeclarationState
FINAL = frozenset({S.RELEASED, S.REFUSED, S.SEIZED, S.CANCELLED})
OPEN = frozenset(
    {S.SUBMITTED, S.AMENDED, S.ACCEPTED, S.INSPECTION, S.DOCUMENTS, S.ASSESSED, S.PAID, S.HELD}
)  # with the authority


class Procedure(models.TextChoices):
    """The dataset that the destination takes."""

    LOW_VALUE = "h7", _("Low value (H7)")
    STANDARD = "h1", _("Standard import")


class Code(StrEnum):
    """What an authority tells, by the names of the WCO response profile; the last three are not in it."""

    RCV = "RCV"
    ACC = "ACC"
    REJ = "REJ"
    CTL = "CTL"
    DOC = "DOC"
    RES = "RES"
    ROG = "ROG"
    CLE = "CLE"
    INV = "INV"
    REQ = "REQ"
    TAX = "TAX"
    CPI = "CPI"
    CPR = "CPR"
    EOG = "EOG"
    HLD = "HLD"
    REF = "REF"
    SEZ = "SEZ"


class Act(StrEnum):
    """What we do to a declaration ourselves."""

    DRAFT = "draft"
    SUBMIT = "submit"
    AMEND = "amend"
    ANSWER = "answer"
    PAY = "pay"
    BLOCK = "block"
    UNBLOCK = "unblock"
    CANCEL = "cancel"


class Owner(models.TextChoices):
    """Who has to act next."""

    VENDOR = "vendor", _("Seller")
    MARKETPLACE = "marketplace", _("Marketplace")
    AUTHORITY = "authority", _("Customs")
    NOBODY = "nobody", _("Nobody")


class DocumentKind(models.TextChoices):
    CN22 = "cn22", _("CN22 customs declaration")
    CN23 = "cn23", _("CN23 customs declaration")
    INVOICE = "invoice", _("Commercial invoice")
    PACKING_LIST = "packing_list", _("Packing list")
    ORIGIN = "origin", _("Statement of origin")
    H7 = "h7", _("H7 dataset (JSON)")
    WCO = "wco", _("WCO declaration (XML)")
    CUSDEC = "cusdec", _("EDIFACT CUSDEC")
    UPLOAD = "upload", _("Uploaded paper")
