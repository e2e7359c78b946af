# ruff: noqa: S608 - the fragments are our own; the schema enters as an identifier.
"""Portability · tables for people with a spreadsheet: products, stock, orders · vendor's schema."""

from __future__ import annotations

from psycopg2 import sql

# Excel reads a file as UTF-8 only where it begins with this mark.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _text(expression: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"CASE WHEN {expression} ~ '^[=+@\\t\\r-]' THEN '''' || {expression} ELSE {expression} END"


def _prices(kind: str) -> str:
    return (
        "(SELECT string_agg(CASE WHEN p.min_quantity > 1 THEN 'from ' || p.min_quantity || ': ' ELSE '' END "
        "|| p.unit_price_currency || ' ' || trim_scale(p.unit_price), '; ' "
        "ORDER BY p.unit_price_currency, p.min_quantity) "
        "FROM {schema}.catalog_price p JOIN {schema}.catalog_pricelist l ON l.id = p.price_list_id "
        f"WHERE p.variant_id = v.id AND l.kind = '{kind}')"
    )


_TITLE = (
    "(SELECT title FROM {schema}.catalog_producttranslation x WHERE x.product_id = p.id "
    "ORDER BY (x.language = p.default_language) DESC, x.language LIMIT 1)"
)

_PRODUCTS = f"""
    SELECT {_text("v.sku")} AS sku, {_text("p.code")} AS product, {_text(_TITLE)} AS title,
        {_text("v.options_key")} AS options, p.status, p.category_id AS category,
        coalesce(nullif(v.hs_code, ''), p.hs_code) AS hs_code, p.origin, v.weight_g,
        {_prices("retail")} AS retail_prices, {_prices("wholesale")} AS wholesale_prices, v.gtin
    FROM {{schema}}.catalog_variant v JOIN {{schema}}.catalog_product p ON p.id = v.product_id
    ORDER BY v.sku COLLATE "C"
"""

_STOCK = f"""
    SELECT {_text("coalesce(v.sku, m.variant_id::text)")} AS sku, {_text("w.code")} AS warehouse, w.country,
        sum(m.delta) AS pieces, max(m.occurred_at) AS last_moved_at
    FROM {{schema}}.warehouse_stockmovement m
    JOIN {{schema}}.warehouse_warehouse w ON w.id = m.warehouse_id
    LEFT JOIN {{schema}}.catalog_variant v ON v.public_id = m.variant_id
    GROUP BY v.sku, m.variant_id, w.code, w.country
    ORDER BY v.sku COLLATE "C", m.variant_id, w.code COLLATE "C"
"""

_ORDERS = f"""
    SELECT {_text("o.number")} AS number, o.purchase_number, o.placed_at, o.status, {_text("o.buyer_name")} AS buyer,
        o.country, {_text("l.sku")} AS sku, {_text("l.title")} AS title, l.quantity, l.goods, l.shipping, l.duty, l.tax,
        l.fees, o.currency, o.total AS order_total
    FROM {{schema}}.orders_order o JOIN {{schema}}.orders_orderline l ON l.order_id = o.id
    ORDER BY o.id, l.id
"""


def queries(schema: str) -> dict[str, sql.Composed]:
    """The query of each readable file by the file's name."""
    entered = sql.Identifier(schema)
    return {
        f"readable/{name}.csv": sql.SQL(query).format(schema=entered)
        for name, query in (("products", _PRODUCTS), ("stock", _STOCK), ("orders", _ORDERS))
    }
