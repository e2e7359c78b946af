"""Ledger · which commission, and which tax on it, a sale falls under · public schema."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Cast, JSONObject

from apps.common.remember import Remembered
from apps.ledger import rules
from apps.ledger.models import CommissionBound, CommissionRule, CommissionTaxRule
from apps.ledger.types import Bounds, Commission, CommissionTax, SaleTerms, SoldGoods, TaxTreatment
from apps.taxonomy import selectors as taxonomy
from apps.taxonomy.types import CategoryNode

# As text: a number of JSON would be read as a binary fraction.
_BOUNDS = CommissionBound.objects.filter(rule=OuterRef("pk")).values(
    found=JSONObject(currency="currency", floor=Cast("floor", models.CharField()), cap=Cast("cap", models.CharField()))
)
_terms: Remembered[list[rules.CommissionTerms]] = Remembered(seconds=30, most=1)
_taxes: Remembered[list[CommissionTax]] = Remembered(seconds=30, most=1)


def commissions(vendor_ids: Collection[int], *, market: str, on: date) -> dict[int, Commission]:
    """The commission of each vendor's sale in a market on a day, where the goods do not decide."""
    terms = [rule for rule in commission_terms() if not rule.looks_at_goods]
    return {vendor: rules.commission(terms, vendor_id=vendor, market=market, on=on) for vendor in sorted(vendor_ids)}


def asks_for_goods() -> bool:
    """Whether a rule is about a category or a product, so that `sale_terms` has to be told what is sold."""
    return any(rule.looks_at_goods for rule in commission_terms())


def sale_terms(
    countries: Mapping[int, str],
    *,
    market: str,
    on: date,
    goods: Mapping[int, Collection[SoldGoods]] | None = None,
) -> dict[int, SaleTerms]:
    """What each vendor's part of a sale falls under. `countries` says where each vendor is established.

    `goods` is asked for where `asks_for_goods`; the rules about goods do not match without.
    """
    terms, plain = commission_terms(), commissions(countries, market=market, on=on)
    return {
        vendor: SaleTerms(
            commission=plain[vendor],
            tax=rules.tax_on(_tax_rows(), country=country, on=on),
            by_product={
                sold.product_id: rules.commission(
                    terms,
                    vendor_id=vendor,
                    market=market,
                    on=on,
                    product_id=sold.product_id,
                    categories=sold.categories,
                )
                for sold in (goods or {}).get(vendor, ())
            },
        )
        for vendor, country in countries.items()
    }


def commission_terms() -> list[rules.CommissionTerms]:
    """The commission rules that count, in the order in which they are tried; remembered here for half a minute."""
    return _terms.get("all") or _terms.put("all", terms_of(commission_rules()))


def commission_rules() -> QuerySet[CommissionRule]:
    """The rules that count: checked, or installed with the software, and not replaced by another that counts."""
    counts = Q(made_by__isnull=True) | Q(checked_at__isnull=False)
    return CommissionRule.objects.filter(counts).exclude(replaced_by__checked_at__isnull=False)


def commission_rule(rule_id: int) -> CommissionRule | None:
    """One rule with who made and checked it; None where there is none."""
    rows = CommissionRule.objects.select_related("vendor", "made_by", "checked_by", "replaces")
    return rows.prefetch_related("bounds").filter(pk=rule_id).first()


def terms_with(rule_id: int) -> list[rules.CommissionTerms]:
    """The terms as they would be if a proposed rule counted. One query."""
    rows = CommissionRule.objects.filter(Q(pk=rule_id) | Q(pk__in=commission_rules().values("pk")))
    return terms_of(rows.exclude(replaced_by=rule_id))


def commission_by(
    terms: list[rules.CommissionTerms], *, vendor_id: int, market: str, on: date, sold: SoldGoods
) -> Commission:
    """What one line of a sale falls under by given terms. No query."""
    return rules.commission(
        terms, vendor_id=vendor_id, market=market, on=on, product_id=sold.product_id, categories=sold.categories
    )


def unreachable_rules(terms: list[rules.CommissionTerms]) -> list[int]:
    """The ids of rules that an earlier, wider one always wins over, by where categories stand."""
    above: dict[str, tuple[str, ...]] = {}

    def walk(nodes: Iterable[CategoryNode], path: tuple[str, ...]) -> None:
        for node in nodes:
            above[node.code] = path
            walk(node.children, (node.code, *path))

    walk(taxonomy.tree("en"), ())
    return rules.unreachable(terms, parents=above)


def terms_of(rows: QuerySet[CommissionRule]) -> list[rules.CommissionTerms]:
    """Rules as the choice sees them, in its order. One query."""
    known = rows.order_by("position", "id").annotate(bound_rows=ArraySubquery(_BOUNDS))
    return [
        rules.CommissionTerms(
            rule_id=row.pk,
            vendor_id=row.vendor_id,
            market=row.market,
            rate=row.rate,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            category=row.category,
            product_id=row.product_id,
            bounds={
                bound["currency"]: Bounds(_amount(bound["floor"]), _amount(bound["cap"])) for bound in row.bound_rows
            },
        )
        for row in known
    ]


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def forget_terms() -> None:
    """Read the commission rules and the tax on commission again: after one has changed in this process."""
    _terms.forget()
    _taxes.forget()


def _tax_rows() -> list[CommissionTax]:
    return _taxes.get("all") or _taxes.put(
        "all",
        [
            CommissionTax(row.country, TaxTreatment(row.treatment), row.rate, row.valid_from, row.valid_until)
            for row in CommissionTaxRule.objects.order_by("country", "-valid_from")
        ],
    )
