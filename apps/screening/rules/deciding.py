"""Screening · from a likeness of names to a level, by what else is known.

A contradiction lowers a hit to what a person has to look at; it never clears alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from apps.screening.types import Kind, Level, PartyFacts

from .scoring import Likeness

# Read off listed names, slips in them, and ordinary names of 24 languages (docs/customs.md, «Screening»).
HIT_FROM = 0.87
REVIEW_FROM = 0.83

BIRTH_YEARS_APART = 2
_SAME_BIRTH = 0.03
_SAME_COUNTRY = 0.02
_OTHER_COUNTRY = -0.02
_OTHER_KIND = -0.03
_NOT_A_BUYER = -0.10
_THINGS = (Kind.VESSEL, Kind.AIRCRAFT)
_FEWEST_DIGITS = 5


@dataclass(frozen=True)
class EntryFacts:
    """What an entry tells besides its names, as `Listed` does."""

    kind: Kind
    birth_dates: Sequence[str] = ()
    countries: Collection[str] = ()
    identifiers: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Judged:
    """A level, its score as a share, and why: each reason has a code, both sides' facts and what it changed."""

    level: Level
    score: float
    reasons: tuple[dict[str, Any], ...] = ()


def judge(party: PartyFacts, entry: EntryFacts, likeness: Likeness, *, is_weak: bool) -> Judged:
    """What a party is that is as like a name of an entry as `likeness` says. `is_weak`: of its weak aliases."""
    if number := _shared_number(party, entry):
        return Judged(Level.HIT, 1.0, (_reason("same_number", number, number, 1 - likeness.score),))
    reasons = [*_of_birth(party, entry), *_of_country(party, entry), *_of_kind(party, entry)]
    score = min(1.0, max(0.0, likeness.score + sum(float(reason["change"]) for reason in reasons)))
    level = level_of(score)
    if is_weak and level is Level.HIT:
        level = Level.REVIEW
        reasons.append(_reason("weak_alias", "", "", 0))
    if any(reason["code"] == "birth_conflict" for reason in reasons):
        level = min(level, Level.REVIEW, key=lambda one: one.gravity)
    if level is Level.CLEAR and level_of(likeness.score) is Level.HIT:
        level = Level.REVIEW
    return Judged(level, round(score, 4), tuple(reasons))


def level_of(score: float) -> Level:
    """The level of a score by itself."""
    return Level.HIT if score >= HIT_FROM else Level.REVIEW if score >= REVIEW_FROM else Level.CLEAR


def _of_birth(party: PartyFacts, entry: EntryFacts) -> list[dict[str, Any]]:
    if not party.birth_date or not entry.birth_dates:
        return []
    listed = ", ".join(entry.birth_dates)
    if any(_may_be_same(party.birth_date, told) for told in entry.birth_dates):
        return [_reason("same_birth", party.birth_date, listed, _SAME_BIRTH)]
    if all(_years_apart(party.birth_date, told) > BIRTH_YEARS_APART for told in entry.birth_dates):
        return [_reason("birth_conflict", party.birth_date, listed, 0)]
    return []


def _may_be_same(said: str, listed: str) -> bool:
    """Whether two dates are the same as far as both are told; a span of years holds each of its years."""
    if "/" in listed or "/" in said:
        return _years_apart(said, listed) == 0
    length = min(len(said), len(listed))
    return said[:length] == listed[:length]


def _years_apart(said: str, listed: str) -> int:
    ours, theirs = _years(said), _years(listed)
    return max(0, ours[0] - theirs[1], theirs[0] - ours[1])


def _years(told: str) -> tuple[int, int]:
    first, _, last = told.partition("/")
    return int(first[:4]), int((last or first)[:4])


def _of_country(party: PartyFacts, entry: EntryFacts) -> list[dict[str, Any]]:
    if not party.country or not entry.countries:
        return []
    is_same = party.country in entry.countries
    code, change = ("same_country", _SAME_COUNTRY) if is_same else ("other_country", _OTHER_COUNTRY)
    return [_reason(code, party.country, ", ".join(entry.countries), change)]


def _of_kind(party: PartyFacts, entry: EntryFacts) -> list[dict[str, Any]]:
    if Kind.UNKNOWN in (party.kind, entry.kind) or party.kind is entry.kind:
        return []
    change = _NOT_A_BUYER if (party.kind in _THINGS) is not (entry.kind in _THINGS) else _OTHER_KIND
    return [_reason("other_kind", party.kind.value, entry.kind.value, change)]


def _shared_number(party: PartyFacts, entry: EntryFacts) -> str:
    ours = {_bare(number) for _, number in party.identifiers}
    shared = {bare for _, number in entry.identifiers if len(bare := _bare(number)) >= _FEWEST_DIGITS and bare in ours}
    return min(shared, default="")


def _bare(number: str) -> str:
    return "".join(letter for letter in number.upper() if letter.isalnum())


def _reason(code: str, said: str, listed: str, change: float) -> dict[str, Any]:
    return {"code": code, "said": said, "listed": listed, "change": round(change, 4)}
