"""Discovery · goods of an invented world for benchmarks, the same for the same numbers · pure."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from djmoney.money import Money

from apps.catalog.types import AttributeInput, Compliance, PriceKind, ProductDraft, ProductText, Tier, VariantDraft

LANGUAGES = ("en", "zh-hans", "de", "fr", "ja", "ar")


@dataclass(frozen=True)
class Kind:
    """A kind of goods: where it hangs, its customs code, what its category asks for, grams of a piece."""

    category: str
    hs_code: str
    attributes: Mapping[str, AttributeInput | None]
    weight_g: int
    names: tuple[str, str, str, str, str, str]


# HS headings as in the Harmonized System 2022.
KINDS = (
    Kind("decor-vases", "691390", {"material": ["stoneware"]}, 900,
         ("Vase", "花瓶", "Vase", "Vase", "花瓶", "مزهرية")),
    Kind("kitchen-cups-mugs", "691200", {"material": ["stoneware"], "capacity_ml": 300}, 420,
         ("Mug", "马克杯", "Becher", "Tasse", "マグカップ", "كوب")),
    Kind("kitchen-teaware", "691110", {"material": ["porcelain"]}, 700,
         ("Teapot", "茶壶", "Teekanne", "Théière", "急須", "إبريق شاي")),
    Kind("kitchen-knives", "821192", {"material": ["carbon_steel"], "blade_length_mm": 180}, 250,
         ("Kitchen knife", "厨刀", "Küchenmesser", "Couteau de cuisine", "包丁", "سكين مطبخ")),
    Kind("textiles-throws", "630120", {"material": ["wool"], "weave": None}, 1200,
         ("Throw", "盖毯", "Wolldecke", "Plaid", "ブランケット", "بطانية")),
    Kind("stationery-paper", "482010", {"page_count": 160, "ruling": None}, 300,
         ("Notebook", "笔记本", "Notizbuch", "Carnet", "ノート", "دفتر")),
    Kind("toys-wooden", "950300", {"material": ["beech"], "age_from": 3}, 600,
         ("Wooden toy", "木制玩具", "Holzspielzeug", "Jouet en bois", "木のおもちゃ", "لعبة خشبية")),
    Kind("decor-candles", "691390", {"material": ["stoneware"]}, 350,
         ("Candle holder", "烛台", "Kerzenhalter", "Bougeoir", "燭台", "شمعدان")),
)  # fmt: skip
LOOKS = (
    ("hand-thrown", "手工拉坯", "handgedreht", "tourné main", "手びねり", "يدوي"),
    ("deep blue", "深蓝", "tiefblau", "bleu profond", "紺色", "أزرق غامق"),
    ("river green", "河绿", "flussgrün", "vert rivière", "川緑", "أخضر نهري"),
    ("undyed", "本色", "ungefärbt", "écru", "生成り", "غير مصبوغ"),
    ("rust red", "锈红", "rostrot", "rouge rouille", "錆赤", "أحمر صدئي"),
    ("snow white", "雪白", "schneeweiß", "blanc neige", "雪白", "أبيض ثلجي"),
    ("charcoal", "炭黑", "anthrazit", "anthracite", "炭黒", "فحمي"),
    ("honey yellow", "蜜黄", "honiggelb", "jaune miel", "蜂蜜色", "أصفر عسلي"),
)
HOMES = (("CN", "CNY"), ("GB", "GBP"), ("DE", "EUR"), ("JP", "JPY"), ("US", "USD"), ("FR", "EUR"), ("AE", "AED"))


def home(vendor: int) -> tuple[str, str]:
    """Country and currency of the world's n-th vendor."""
    return HOMES[vendor % len(HOMES)]


def drafts(vendor: int, count: int, *, choices: Mapping[str, str]) -> list[ProductDraft]:
    """The first `count` products of the world's n-th vendor; `choices` gives a choice for attributes left open."""
    return [_draft(vendor, number, choices) for number in range(count)]


def _draft(vendor: int, number: int, choices: Mapping[str, str]) -> ProductDraft:
    random_ = random.Random(vendor * 1_000_003 + number)  # noqa: S311
    kind, look = random_.choice(KINDS), random_.choice(LOOKS)
    country, currency = home(vendor)
    euro = Decimal(random_.randint(600, 18_000)) / 100
    price = _price(euro, currency)
    return ProductDraft(
        code=f"w{vendor:03d}-{number:05d}",
        category=kind.category,
        texts={
            language: ProductText(
                f"{kind.names[at]}, {look[at]} {vendor:03d}-{number}", f"{kind.names[at]}: {look[at]}."
            )
            for at, language in enumerate(LANGUAGES)
        },
        hs_code=kind.hs_code,
        origin=country,
        customs_description=kind.names[0],
        compliance=Compliance(warning="Under adults' eyes only.") if kind.hs_code == "950300" else Compliance(),
        attributes={code: choices[code] if value is None else value for code, value in kind.attributes.items()},
        variants=(
            VariantDraft(
                sku=f"W{vendor:03d}-{number:05d}",
                weight_g=kind.weight_g,
                length_mm=200,
                width_mm=150,
                height_mm=120,
                prices=(
                    Tier(PriceKind.RETAIL, 1, Money(price, currency)),
                    Tier(PriceKind.WHOLESALE, 12, Money((price * Decimal("0.8")).quantize(Decimal(1)), currency)),
                ),
                moq=12,
            ),
        ),
    )


# Rough units for one euro, only to make prices look like prices.
_ROUGH = {"CNY": 8, "GBP": 1, "EUR": 1, "JPY": 165, "USD": 1, "AED": 4}


def _price(euro: Decimal, currency: str) -> Decimal:
    return max((euro * _ROUGH[currency]).quantize(Decimal(1)), Decimal(5))
