"""Storefront · facets and chips as a list page draws them · no tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from babel import Locale
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from djmoney.money import Money

from apps.discovery.selectors.scopes import Shown
from apps.discovery.types import FacetCounts, Filters, in_language
from apps.storefront import formatting
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import AttributeInfo, AttributeKind, CategoryNode

_MOST_CHOICES = 10
_MOST_ATTRIBUTES = 6
_MOST_RANGES = 3


@dataclass(frozen=True)
class Choice:
    """A box to tick: its value in the address, its words, how many goods it would leave, and whether it is ticked."""

    value: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True)
class Group:
    """A facet with its choices, the fullest first."""

    key: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def first(self) -> tuple[Choice, ...]:
        """What is shown at once: the fullest, and whatever is ticked."""
        return tuple(choice for at, choice in enumerate(self.choices) if at < _MOST_CHOICES or choice.is_on)

    @property
    def rest(self) -> tuple[Choice, ...]:
        """What is folded away."""
        return tuple(choice for at, choice in enumerate(self.choices) if at >= _MOST_CHOICES and not choice.is_on)


@dataclass(frozen=True)
class Range:
    """A measured property: its name with its unit, what there is, and what was asked for, as text."""

    key: str
    label: str
    least: str
    most: str
    low: str
    high: str


@dataclass(frozen=True)
class Chip:
    """A choice that was made, and what its cross takes out of the address: a value, or the key where it is empty."""

    key: str
    value: str
    label: str


@dataclass(frozen=True)
class Facets:
    """All that stands beside a list."""

    groups: tuple[Group, ...]
    ranges: tuple[Range, ...]
    chips: tuple[Chip, ...]
    lowest: Decimal | None
    highest: Decimal | None
    stock: tuple[Choice, ...]
    ratings: tuple[Choice, ...]


def facets(
    counts: FacetCounts, filters: Filters, *, node: CategoryNode | None, shown: Shown, locale: Locale, by_maker: bool
) -> Facets:
    """The facets of a list below a category (or of all goods), with words in the reader's language."""
    groups = [_categories(counts, filters, node, shown.language)]
    groups += _attributes(counts, filters, shown.language)
    origins = {code: formatting.country_name(code, locale) for code in {*counts.origins, *filters.origins}}
    groups.append(_group("from", _("Made in"), counts.origins, filters.origins, origins))
    if by_maker:
        names = {slug: counts.vendor_names.get(slug, slug) for slug in {*counts.vendors, *filters.vendors}}
        groups.append(_group("maker", _("Maker"), counts.vendors, filters.vendors, names))
    kept = tuple(group for group in groups if len(group.choices) > 1 or any(choice.is_on for choice in group.choices))
    ranges = tuple(_ranges(counts, filters, shown.language))
    low, high = _bounds(counts, shown)
    return Facets(
        groups=kept,
        ranges=ranges,
        chips=(*_chips(kept, filters, shown, locale), *_range_chips(ranges)),
        lowest=low,
        highest=high,
        stock=(Choice("1", _("In stock now"), counts.in_stock, filters.in_stock),),
        ratings=tuple(
            Choice(str(stars), _stars_label(stars), counts.ratings.get(stars, 0), filters.rating == stars)
            for stars in (4, 3)
            if counts.ratings.get(stars) or filters.rating == stars
        ),
    )


def _stars_label(stars: int) -> str:
    return ngettext("%(stars)d star and more", "%(stars)d stars and more", stars) % {"stars": stars}


def _ranges(counts: FacetCounts, filters: Filters, language: str) -> Iterable[Range]:
    """The measured properties that most goods have and that differ, and those that were asked for."""
    known = taxonomy.attributes_among(counts.categories)
    fullest = sorted(counts.ranges, key=lambda code: (-counts.ranges[code][2], code))
    differing = [code for code in fullest if counts.ranges[code][0] < counts.ranges[code][1]]
    wanted = [code for code in differing if code in known and known[code].is_facet][:_MOST_RANGES]
    for code in dict.fromkeys([*wanted, *(code for code in filters.ranges if code in known)]):
        info = known[code]
        least, most, _count = counts.ranges.get(code, (None, None, 0))
        low, high = filters.ranges.get(code, (None, None))
        name, unit = in_language(info.names, language), in_language(info.unit_names, language) or info.unit
        yield Range(
            key=f"n.{code}",
            label=f"{name} ({unit})" if unit else name,
            least=_plain(least),
            most=_plain(most),
            low=_plain(low),
            high=_plain(high),
        )


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


def _range_chips(ranges: Iterable[Range]) -> Iterable[Chip]:
    for range_ in ranges:
        if range_.low:
            yield Chip(f"{range_.key}.low", "", f"{range_.label} ≥ {range_.low}")
        if range_.high:
            yield Chip(f"{range_.key}.high", "", f"{range_.label} ≤ {range_.high}")


def _categories(counts: FacetCounts, filters: Filters, node: CategoryNode | None, language: str) -> Group:
    below = node.children if node else taxonomy.tree(language)
    labels = {child.code: child.name for child in below}
    for code in filters.categories:
        labels.setdefault(code, _category_name(code, language))
    return _group("cat", _("Category"), counts.categories, filters.categories, labels)


def _category_name(code: str, language: str) -> str:
    known = {node.code: node.name for root in taxonomy.tree(language) for node in (root, *root.children)}
    return known.get(code, code)


def _attributes(counts: FacetCounts, filters: Filters, language: str) -> list[Group]:
    known = taxonomy.attributes_among(counts.categories)
    fullest = sorted(counts.attributes, key=lambda code: (-sum(counts.attributes[code].values()), code))
    shown = [code for code in fullest if code in known][:_MOST_ATTRIBUTES]
    shown += [code for code in filters.attributes if code in known and code not in shown]
    return [
        _group(
            f"a.{code}",
            in_language(known[code].names, language),
            counts.attributes.get(code, {}),
            filters.attributes.get(code, ()),
            _choice_labels(known[code], language),
        )
        for code in shown
    ]


def _choice_labels(info: AttributeInfo, language: str) -> dict[str, str]:
    if info.kind is AttributeKind.BOOLEAN:
        return {"yes": _("Yes")}
    return {code: in_language(labels, language) for code, labels in info.choices.items()}


def _group(key: str, label: str, counts: Mapping[str, int], chosen: Iterable[str], labels: Mapping[str, str]) -> Group:
    ticked = set(chosen)
    choices = [
        Choice(value, text, counts.get(value, 0), value in ticked)
        for value, text in labels.items()
        if counts.get(value) or value in ticked
    ]
    return Group(key, label, tuple(sorted(choices, key=lambda choice: (-choice.count, choice.label))))


def _bounds(counts: FacetCounts, shown: Shown) -> tuple[Decimal | None, Decimal | None]:
    if counts.lowest_eur is None or counts.highest_eur is None:
        return None, None
    low = shown.money(counts.lowest_eur, settings.BOOK_CURRENCY).amount
    high = shown.money(counts.highest_eur, settings.BOOK_CURRENCY).amount
    return low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)


def _chips(groups: Iterable[Group], filters: Filters, shown: Shown, locale: Locale) -> Iterable[Chip]:
    for group in groups:
        yield from (Chip(group.key, choice.value, choice.label) for choice in group.choices if choice.is_on)
    if filters.low is not None:
        yield Chip("low", "", _("From %(price)s") % {"price": _price(filters.low, shown, locale)})
    if filters.high is not None:
        yield Chip("high", "", _("Up to %(price)s") % {"price": _price(filters.high, shown, locale)})
    if filters.rating is not None:
        yield Chip("stars", "", _stars_label(filters.rating))
    if filters.in_stock:
        yield Chip("stock", "", _("In stock now"))


def _price(amount: Decimal, shown: Shown, locale: Locale) -> str:
    return formatting.money(Money(amount, shown.currency).amount, shown.currency, locale)
