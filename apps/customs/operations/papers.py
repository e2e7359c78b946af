"""Customs · documents are drawn from the snapshot and kept with its hash · vendor's schema."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.customs import selectors
from apps.customs.models import CustomsDocument, Declaration
from apps.customs.types import DocumentKind, Snapshot

from .history import locked

LARGEST = 5 * 1024 * 1024
_READABLE = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}


def draw(public_id: UUID, *, at: datetime) -> int:
    """Draw every document of a declaration that is not kept yet for its present snapshot; how many."""
    # Drawing loads a large library, which web workers need for nothing else.
    from apps.customs.documents import drawing

    row = selectors.declaration(public_id)
    drawn = drawing.all_of(Snapshot.from_json(row.snapshot), lrn=row.lrn, version=max(row.version, 1))
    with transaction.atomic():
        row = locked(public_id)
        before = row.documents.count()
        for paper in drawn:
            keep(row, paper.kind, name=paper.name, media_type=paper.media_type, content=paper.content, at=at)
        return int(row.documents.count() - before)


@transaction_required
def keep(
    row: Declaration, kind: DocumentKind, *, name: str, media_type: str, content: bytes, at: datetime
) -> CustomsDocument:
    """A document with its declaration; the same content a second time is the one that is kept."""
    kept, _is_new = CustomsDocument.objects.get_or_create(
        declaration=row,
        kind=kind,
        content_hash=hashlib.sha256(content).hexdigest(),
        defaults={
            "name": name[:120],
            "media_type": media_type,
            "snapshot_hash": row.snapshot_hash,
            "content": content,
            "created_at": at,
        },
    )
    return kept


def require_readable(name: str, media_type: str, content: bytes) -> None:
    """Let only papers through that customs reads: PDF, PNG or JPEG by their first bytes, up to 5 MB.

    Raises:
        InvalidInput: with what is wrong.
    """
    if len(content) > LARGEST:
        raise InvalidInput(field="file", problem=_("The file is larger than 5 MB. Send a smaller one."))
    if not name.strip() or media_type not in _READABLE or not content.startswith(_READABLE[media_type]):
        raise InvalidInput(field="file", problem=_("Customs reads PDF, PNG and JPEG. Choose such a file."))
