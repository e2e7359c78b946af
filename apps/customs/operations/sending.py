"""Customs · what goes out to an authority · vendor's schema.

The call stands between two transactions. Reference and version are the message's key:
whoever repeats after a crash hands in the same declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from djmoney.money import Money

from apps.common.types import Actor
from apps.customs import selectors
from apps.customs.authorities.port import Message, Paper
from apps.customs.authorities.registry import authority
from apps.customs.documents import messages
from apps.customs.errors import AuthorityRefused, NotDeclarable, NothingAskedFor
from apps.customs.models import CustomsDocument, Declaration
from apps.customs.rules import checks, machine
from apps.customs.types import Act, DeclarationState, DocumentKind, Snapshot
from apps.ledger import entries
from apps.ledger import operations as ledger

from . import drafting, licensing, matching, papers
from .blocking import require_free
from .history import locked, note, settle


def submit(public_id: UUID, *, at: datetime, by: Actor) -> Declaration:
    """Hand the declaration in, or again after a rejection. Twice is once.

    Raises:
        NotDeclarable: something is missing; it is named, and kept with the declaration.
        ReleaseBlocked: screening is open, or a document is missing that the law asks for.
        NotMatched: it is a retail import into China whose three documents do not agree.
        InvalidTransition: it is over. AuthorityUnknown: nobody set a connection up.
        AuthorityRefused, AuthorityUnavailable: nothing changes; try again.
    """
    row = selectors.declaration(public_id)
    state = DeclarationState(row.state)
    if state not in (DeclarationState.DRAFT, DeclarationState.REJECTED) and row.version:
        return row
    machine.DECLARATION.next(state, Act.SUBMIT)
    return _send(row, Act.SUBMIT, at=at, by=by)


def correct(public_id: UUID, corrections: Mapping[int, Mapping[str, str]], *, at: datetime, by: Actor) -> Declaration:
    """Correct lines (by position) and hand the declaration in. The correction stands whatever becomes of the sending.

    Raises: as `drafting.correct` and `submit`.
    """
    with transaction.atomic():
        drafting.correct(public_id, corrections, at=at, by=by)
    return submit(public_id, at=at, by=by)


def amend(public_id: UUID, *, at: datetime, by: Actor) -> Declaration:
    """Send the declaration as it now is in place of the one that customs has.

    Raises: as `submit`.
    """
    row = selectors.declaration(public_id)
    machine.DECLARATION.next(DeclarationState(row.state), Act.AMEND)
    return _send(row, Act.AMEND, at=at, by=by)


def _send(row: Declaration, act: Act, *, at: datetime, by: Actor) -> Declaration:
    with transaction.atomic():
        row = licensing.review(row.public_id, at=at)
    require_free(row)
    matching.require_matched(row, at=at)
    snapshot = Snapshot.from_json(row.snapshot)
    found = checks.problems(snapshot)
    if found:
        raise NotDeclarable(problems=", ".join(_named(code, position) for code, position in found))
    version = row.version + 1
    body, media_type = messages.declaration(snapshot, lrn=row.lrn, version=version)
    try:
        authority(row.jurisdiction).submit(Message(row.lrn, version, media_type, body))
    except AuthorityRefused as refused:
        with transaction.atomic():
            _note_refusal(row.public_id, version, str(refused.data["reason"]), at=at, by=by)
        raise
    with transaction.atomic():
        row = locked(row.public_id)
        if row.version >= version:
            return row
        row.version = version
        row.submitted_at = row.submitted_at or at
        row.problems = []
        note(row, act, event_id=f"{act}:{version}", at=at, by=by, data={"snapshot": row.snapshot_hash})
        settle(row, at=at, by=by)
    return row


def answer(public_id: UUID, *, name: str, media_type: str, content: bytes, at: datetime, by: Actor) -> Declaration:
    """Send a paper that customs has asked for. The same paper twice is once.

    Raises:
        NothingAskedFor: customs has not asked, or has it already.
        InvalidInput: the file is empty, too large, or of a kind that customs does not read.
        AuthorityRefused, AuthorityUnavailable: nothing changes; try again.
    """
    papers.require_readable(name, media_type, content)
    row = selectors.declaration(public_id)
    if row.state != DeclarationState.DOCUMENTS:
        raise NothingAskedFor()
    authority(row.jurisdiction).answer(row.lrn, [Paper(name, media_type, content)])
    with transaction.atomic():
        row = locked(public_id)
        kept = papers.keep(row, DocumentKind.UPLOAD, name=name, media_type=media_type, content=content, at=at)
        event_id = f"answer:{row.version}:{kept.content_hash[:40]}"
        if note(row, Act.ANSWER, event_id=event_id, at=at, by=by, data={"name": name}):
            settle(row, at=at, by=by)
    return row


def answer_with(public_id: UUID, document_id: UUID, *, at: datetime, by: Actor) -> Declaration:
    """Send one of our own documents as the paper that customs has asked for.

    Raises: as `answer`.
    """
    paper: CustomsDocument = selectors.document(public_id, document_id)
    return answer(public_id, name=paper.name, media_type=paper.media_type, content=bytes(paper.content), at=at, by=by)


def pay(public_id: UUID, *, at: datetime, by: Actor) -> Declaration:
    """Pay what was assessed out of the marketplace's deferment account. Twice is once.

    Raises:
        InvalidTransition: nothing is owed now.
        AuthorityRefused, AuthorityUnavailable: nothing changes; try again.
    """
    row = selectors.declaration(public_id)
    if row.state == DeclarationState.PAID:
        return row
    machine.DECLARATION.next(DeclarationState(row.state), Act.PAY)
    owed: Money = row.assessed_duty + row.assessed_tax  # type: ignore[operator]  # a constraint: never assessed without
    key = f"{row.lrn}:{row.version}:{row.history.filter(code=Act.PAY).count() + 1}"
    receipt = authority(row.jurisdiction).pay(row.lrn, owed, key=key)
    with transaction.atomic():
        row = locked(public_id)
        entered = row.history.filter(code=Act.PAY).order_by("-pk").values_list("data", flat=True).first()
        data = {
            "receipt": receipt,
            "amount": str(owed),
            "duty": _plain(row.assessed_duty),
            "tax": _plain(row.assessed_tax),
        }
        if note(row, Act.PAY, event_id=f"pay:{key}"[:80], at=at, by=by, data=data):
            _enter_in_books(row, entered or {}, key, at=at)
            settle(row, at=at, by=by)
    return row


def _enter_in_books(row: Declaration, before: Mapping[str, Any], key: str, *, at: datetime) -> None:
    """What customs assessed is owed on account from now on; of a debt that is paid again, only what it changed by."""
    duty, tax = (
        assessed - Money(Decimal(before.get(name, "0")), row.currency)
        for name, assessed in (("duty", row.assessed_duty), ("tax", row.assessed_tax))
    )
    if duty.amount or tax.amount:
        entry = entries.customs_paid(key, duty, tax, place=row.jurisdiction, purchase_id=row.purchase_id, memo=row.lrn)
        ledger.post(entry, at=at)


def _plain(money: Money | None) -> str:
    return "0" if money is None else format(money.amount, "f")


def cancel(public_id: UUID, *, reason: str, at: datetime, by: Actor) -> Declaration:
    """Take a declaration back: at once where customs does not have it, else by asking customs, which decides.

    Raises:
        InvalidTransition: it is over.
        AuthorityRefused, AuthorityUnavailable: nothing changes; try again.
    """
    row = selectors.declaration(public_id)
    state = DeclarationState(row.state)
    if machine.DECLARATION.allows(state, Act.CANCEL):
        with transaction.atomic():
            row = locked(public_id)
            machine.DECLARATION.next(DeclarationState(row.state), Act.CANCEL)
            note(row, Act.CANCEL, event_id=f"cancel:{row.version}", at=at, by=by, data={"reason": reason})
            settle(row, at=at, by=by)
        return row
    machine.DECLARATION.next(state, "INV")
    authority(row.jurisdiction).invalidate(row.lrn, reason)
    with transaction.atomic():
        row = locked(public_id)
        note(row, "ask_cancel", event_id=f"ask_cancel:{row.version}", at=at, by=by, data={"reason": reason})
    return row


def _note_refusal(public_id: UUID, version: int, reason: str, *, at: datetime, by: Actor) -> None:
    row = locked(public_id)
    row.problems = [{"code": "refused", "position": None, "text": reason[:400]}]
    count = row.history.filter(code="refused").count()
    note(row, "refused", event_id=f"refused:{version}:{count + 1}", at=at, by=by, data={"reason": reason[:400]})
    settle(row, at=at, by=by)


def _named(code: str, position: int | None) -> str:
    return code if position is None else f"{code} ({position})"
