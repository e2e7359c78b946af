"""Aftersales · keeping pictures and papers of what happened · vendor's schema.

A picture is drawn anew from its pixels, so that nothing hidden in it (position, camera) is kept; a PDF is kept as it
is and only ever handed out as a file.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.aftersales.errors import EvidenceRefused
from apps.aftersales.models import Claim, Evidence, ReturnRequest
from apps.common.transactions import transaction_required
from apps.common.types import Actor

from .telling import locked_claim, locked_return

PICTURES = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 8 * 1024 * 1024
MAX_FILES = 10
MAX_PIXELS = 50_000_000
SIDE = 1600


@transaction_required
def add_evidence(case: ReturnRequest | Claim, *, content: bytes, name: str, at: datetime, by: Actor) -> Evidence:
    """Keep a picture or a PDF with a case; the same file twice is once.

    Raises:
        EvidenceRefused: too large, too many, or neither a picture (JPEG, PNG, WebP) nor a PDF. Nothing is kept.
    """
    if len(content) > MAX_BYTES:
        raise EvidenceRefused(field="file", problem=_("Choose a file of at most 8 MB."))
    owner = _owner(case)
    digest = hashlib.sha256(content).hexdigest()
    known = Evidence.objects.filter(**owner, digest=digest).first()
    if known is not None:
        return known
    if Evidence.objects.filter(**owner).count() >= MAX_FILES:
        raise EvidenceRefused(field="file", problem=_("There are ten files already. Put more pages into one PDF."))
    media_type, kept = _kept(content)
    row: Evidence = Evidence.objects.create(
        **owner,
        name=_name(name, media_type),
        media_type=media_type,
        content=kept,
        size=len(kept),
        digest=digest,
        actor_kind=by.kind.value,
        uploaded_at=at,
    )
    return row


def _owner(case: ReturnRequest | Claim) -> dict[str, ReturnRequest | Claim]:
    """The case, locked, under its field's name."""
    if isinstance(case, Claim):
        return {"claim": locked_claim(UUID(str(case.public_id)))}
    return {"request": locked_return(UUID(str(case.public_id)))}


def _kept(content: bytes) -> tuple[str, bytes]:
    if content.startswith(b"%PDF-"):
        return "application/pdf", content
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=PICTURES)
            if picture.width * picture.height > MAX_PIXELS:
                raise EvidenceRefused(field="file", problem=_("The picture has too many pixels. Make it smaller."))
            picture.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        raise EvidenceRefused(field="file", problem=_("Choose a picture (JPEG, PNG or WebP) or a PDF.")) from error
    upright.thumbnail((SIDE, SIDE))
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=82)
    return "image/jpeg", drawn.getvalue()


def _name(given: str, media_type: str) -> str:
    """The file's own name without a path, with the ending of what is kept."""
    stem = given.replace("\\", "/").rpartition("/")[2].rpartition(".")[0].strip() or "file"
    letters = "".join(letter for letter in stem if letter.isalnum() or letter in " -_().")
    return f"{letters[:100] or 'file'}.{'pdf' if media_type == 'application/pdf' else 'jpg'}"
