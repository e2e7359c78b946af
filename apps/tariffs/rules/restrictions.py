"""Tariffs · what goods may not cross which border, and what they need to be sold there: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ..types import Destination, Direction, GoodsFacts, LimitOf, Needs, Restricted, Restriction, RestrictionEffect

_GRAVITY = tuple(
    str(effect)
    for effect in (
        RestrictionEffect.PROHIBITED,
        RestrictionEffect.LICENCE,
        RestrictionEffect.REVIEW,
        RestrictionEffect.STATEMENT,
        RestrictionEffect.AGE,
        RestrictionEffect.CARRIAGE,
    )
)


def restricted(
    goods: GoodsFacts, way: Destination, rules: Iterable[Restriction], *, on: date
) -> tuple[Restricted, ...]:
    """What keeps goods from being sold and delivered on a way, or binds who may have and carry them; gravest first.

    Rules that begin after `on` are among it, with their first day; those that are over are not. Of several rules of
    one label and effect the longest prefix counts on the days on which it holds. What the seller itself says of a
    buyer's age counts too. A limit of quantity is found where one piece is above it, with the pieces that a
    consignment may have, or as a statement that is missing where nobody knows how much a piece holds.
    """
    found: dict[tuple[str, ...], list[Restriction]] = {}
    for rule in sorted(rules, key=lambda one: -len(one.hs_prefix)):
        if (rule.valid_to is not None and rule.valid_to <= on) or not _concerns(rule, goods, way):
            continue
        alike = found.setdefault((rule.effect, rule.needs, rule.label, rule.limit_of, str(rule.limit)), [])
        if not any(_holds_throughout(longer, rule, on) for longer in alike):
            alike.append(rule)
    findings = [
        one for alike in found.values() for rule in alike if (one := _within_limits(rule, goods, _finding(rule)))
    ]
    if goods.minimum_age and age(findings, on=on) < goods.minimum_age:
        findings.append(_sellers_own(goods.minimum_age, on))
    return tuple(sorted(findings, key=lambda one: (_GRAVITY.index(one.effect), one.valid_from, one.rule_id)))


def holds_on(rule: Restriction, way: Destination) -> bool:
    """Whether a rule is one of those that goods may meet on a way."""
    if rule.direction == Direction.EXPORT:
        return way.crosses_border and rule.jurisdiction in way.from_chain and rule.country in ("", way.ship_to)
    return rule.jurisdiction in way.to_chain and (
        rule.direction == Direction.SALE or (rule.direction == Direction.IMPORT and way.crosses_border)
    )


def blocking(findings: Iterable[Restricted], *, on: date, pieces: int = 1) -> tuple[Restricted, ...]:
    """Those of the findings for which so many pieces of the goods cannot be sold on a day."""
    return tuple(one for one in findings if one.blocks_of(pieces) and one.holds_on(on))


def age(findings: Iterable[Restricted], *, on: date) -> int:
    """How old a buyer has to be on a day; 0 where everybody may have the goods."""
    return max((one.minimum_age or 0 for one in findings if one.holds_on(on)), default=0)


def modes(findings: Iterable[Restricted], *, on: date, pieces: int = 1) -> frozenset[str] | None:
    """By what means so many pieces of the goods may be carried on a day; None where by all."""
    limits = [frozenset(one.modes) for one in findings if one.modes and one.concerns(pieces) and one.holds_on(on)]
    return frozenset.intersection(*limits) if limits else None


def _concerns(rule: Restriction, goods: GoodsFacts, way: Destination) -> bool:
    return (
        holds_on(rule, way)
        and (rule.direction == Direction.EXPORT or rule.country in ("", goods.origin))
        and goods.hs_code.startswith(rule.hs_prefix)
        and not (rule.excluded_prefixes and goods.hs_code.startswith(rule.excluded_prefixes))
        and rule.un_number in ("", goods.un_number)
        and rule.packing_group in ("", goods.packing_group)
        and (not rule.keyword or _pattern(rule.keyword).search(goods.text) is not None)
        and not _is_met(rule, goods, way)
    )


def _holds_throughout(one: Restriction, other: Restriction, on: date) -> bool:
    """Whether from `on` a rule holds on every day of another's."""
    ends_first = one.valid_to is not None and (other.valid_to is None or one.valid_to < other.valid_to)
    return one.valid_from <= max(other.valid_from, on) and not ends_first


def _is_met(rule: Restriction, goods: GoodsFacts, way: Destination) -> bool:
    """Whether what the rule asks for is there. A maker within the territory answers for its goods itself."""
    if rule.needs == Needs.RESPONSIBLE_PERSON:
        return goods.seller in way.members or rule.jurisdiction in goods.responsible
    return bool(rule.needs) and rule.needs in goods.stated


@lru_cache(maxsize=1000)
def _pattern(keyword: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(keyword)}(s|es)?(?!\w)", re.IGNORECASE)


def _within_limits(rule: Restriction, goods: GoodsFacts, finding: Restricted) -> Restricted | None:
    """What a rule with a limit of quantity means for goods; None where no number of pieces comes above it."""
    if not rule.limit_of:
        return finding
    held = (goods.inner if rule.limit_of == LimitOf.INNER else goods.net).get(rule.limit_unit)
    if held is None:
        needs = str(Needs.INNER_QUANTITY)
        return replace(finding, effect=str(RestrictionEffect.STATEMENT), needs=needs, modes=())
    if held > rule.limit:
        return finding
    return replace(finding, most_pieces=int(rule.limit // held)) if rule.limit_of == LimitOf.PACKAGE else None


def _finding(rule: Restriction) -> Restricted:
    return Restricted(
        rule_id=rule.rule_id,
        effect=rule.effect,
        needs=rule.needs,
        label=rule.label,
        licence=rule.licence,
        minimum_age=rule.minimum_age,
        modes=rule.modes,
        basis=rule.basis,
        source_title=rule.source_title,
        source_url=rule.source_url,
        checked_on=rule.checked_on.isoformat(),
        is_verified=rule.is_verified,
        valid_from=rule.valid_from.isoformat(),
        valid_to=rule.valid_to.isoformat() if rule.valid_to else "",
        is_limit=bool(rule.limit_of),
    )


def _sellers_own(minimum_age: int, on: date) -> Restricted:
    return Restricted(
        rule_id="",
        effect=str(RestrictionEffect.AGE),
        needs="",
        label="The seller's own limit",
        licence="",
        minimum_age=minimum_age,
        modes=(),
        basis="",
        source_title="",
        source_url="",
        checked_on="",
        is_verified=True,
        valid_from=on.isoformat(),
    )
