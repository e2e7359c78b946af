"""Customs · the declaration's machine, and its folding out of all that is known: pure.

Where a declaration stands is a function of the set of what happened to it, not of the
order in which we learnt it: everything is sorted by the declaration's version and the
instant at which it was issued, and then folded. Repeats are known by their id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from apps.common.machines import Machine

from ..types.states import FINAL, OPEN, Act, Code
from ..types.states import DeclarationState as S

_BEFORE_DECISION = (S.SUBMITTED, S.AMENDED, S.ACCEPTED, S.INSPECTION, S.DOCUMENTS, S.HELD)


def _table() -> dict[tuple[S, str], S]:
    table: dict[tuple[S, str], S] = {
        (S.DRAFT, Act.SUBMIT): S.SUBMITTED,
        (S.REJECTED, Act.SUBMIT): S.SUBMITTED,
        (S.DRAFT, Act.CANCEL): S.CANCELLED,
        (S.REJECTED, Act.CANCEL): S.CANCELLED,
        (S.DOCUMENTS, Act.ANSWER): S.ACCEPTED,
        (S.ASSESSED, Act.PAY): S.PAID,
        (S.SUBMITTED, Code.RCV): S.SUBMITTED,
        (S.SUBMITTED, Code.ACC): S.ACCEPTED,
        (S.AMENDED, Code.ACC): S.ACCEPTED,
        (S.AMENDED, Code.RES): S.ACCEPTED,
        (S.SUBMITTED, Code.REJ): S.REJECTED,
        (S.AMENDED, Code.REJ): S.REJECTED,
        (S.ACCEPTED, Code.REJ): S.REJECTED,
        (S.PAID, Code.CPI): S.ASSESSED,
    }
    for state in _BEFORE_DECISION:
        table[state, Act.AMEND] = S.AMENDED
        table[state, Code.CTL] = S.INSPECTION
        table[state, Code.DOC] = S.DOCUMENTS
        table[state, Code.TAX] = S.ASSESSED
        table[state, Code.CPI] = S.ASSESSED
    for state in (S.ASSESSED, S.PAID):
        table[state, Code.CTL] = S.INSPECTION
    for state in sorted(OPEN):
        table[state, Code.HLD] = S.HELD
        table[state, Code.ROG] = S.RELEASED
        table[state, Code.CLE] = S.RELEASED
        table[state, Code.EOG] = S.RELEASED
        table[state, Code.INV] = S.CANCELLED
        table[state, Code.REF] = S.REFUSED
        table[state, Code.SEZ] = S.SEIZED
    return table


DECLARATION: Machine[S] = Machine("declaration", _table())
# Stamps of the WCO profile have whole seconds: of one and the same, the natural course counts.
_COURSE = (
    Act.DRAFT, Act.SUBMIT, Act.AMEND, Code.RCV, Code.RES, Code.ACC, Code.REJ, Code.CTL, Code.HLD, Code.DOC, Act.ANSWER,
    Code.TAX, Code.CPR, Code.CPI, Act.PAY, Code.REQ, Code.ROG, Code.CLE, Code.EOG, Code.INV, Act.CANCEL, Code.REF,
    Code.SEZ,
)  # fmt: skip
_RANK: dict[str, int] = {code: rank for rank, code in enumerate(_COURSE)}
_OPENING = (Act.DRAFT, Act.SUBMIT, Act.AMEND)


@dataclass(frozen=True)
class Happening:
    """One entry of a declaration's history, as folding sees it. `at` is when it was issued, aware."""

    id: str
    code: str
    version: int
    at: datetime


def ordered(happenings: Iterable[Happening]) -> list[Happening]:
    """Each once, by version and instant; what opens a version comes first in it."""
    once = {one.id: one for one in sorted(happenings, key=lambda one: (one.at, one.code, one.id), reverse=True)}
    return sorted(
        once.values(),
        key=lambda one: (one.version, one.code not in _OPENING, one.at, _RANK.get(one.code, 99), one.id),
    )


def fold(happenings: Iterable[Happening]) -> S:
    """Where a declaration stands by all that is known of it.

    What its machine has no place for changes nothing: it was too late, or for a version that is over.
    """
    state = S.DRAFT
    for one in ordered(happenings):
        if DECLARATION.allows(state, one.code):
            state = DECLARATION.next(state, one.code)
    return state


def guarded(state: S, *, is_blocked: bool) -> S:
    """The state that may be shown: what customs has released is held while something of ours is open."""
    return S.HELD if state is S.RELEASED and is_blocked else state


def is_over(state: S) -> bool:
    """Whether nothing more can happen to it."""
    return state in FINAL
