"""Discovery · the read model that browse, search, cart and checkout read · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from apps.common.fields import country_field, currency_field
from apps.common.models import SharedModel


class ListingText(SharedModel):
    """A product as it is told and found: what does not depend on the market.

    Kept apart from `ListingCard` so that prices of seven markets can be refreshed
    without touching texts and their indexes. Mappings are by language. `picture`
    and `pictures` have the shape of the `picture` tag. `compliance` is what law asks
    to be told. The vectors of Chinese and
    Japanese hold bigrams made in Python.
    """

    product_id = models.UUIDField(primary_key=True)
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    version = models.BigIntegerField()
    slug = models.CharField(max_length=140, unique=True)
    vendor_slug = models.CharField(max_length=40)
    vendor_name = models.CharField(max_length=80)
    vendor_country = country_field()
    place = models.JSONField(default=dict)
    processing_days = models.PositiveSmallIntegerField(default=2)
    category = models.CharField(max_length=40)
    titles = models.JSONField()
    descriptions = models.JSONField(default=dict)
    picture = models.JSONField(null=True)
    pictures = models.JSONField(default=list)
    attributes = models.JSONField(default=dict)
    options = models.JSONField(default=list)
    codes = ArrayField(models.CharField(max_length=64), default=list)
    rating = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    review_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    compliance = models.JSONField(default=dict, db_default={})
    vector_en = SearchVectorField()
    vector_de = SearchVectorField()
    vector_fr = SearchVectorField()
    vector_ar = SearchVectorField()
    vector_zh = SearchVectorField()
    vector_ja = SearchVectorField()

    class Meta:
        verbose_name = "listing text"
        indexes = [
            GinIndex(fields=["vector_en"], name="discovery_text_en"),
            GinIndex(fields=["vector_de"], name="discovery_text_de"),
            GinIndex(fields=["vector_fr"], name="discovery_text_fr"),
            GinIndex(fields=["vector_ar"], name="discovery_text_ar"),
            GinIndex(fields=["vector_zh"], name="discovery_text_zh"),
            GinIndex(fields=["vector_ja"], name="discovery_text_ja"),
            GinIndex(fields=["codes"], name="discovery_text_codes"),
        ]

    def __str__(self) -> str:
        return str(self.titles.get("en") or self.slug)


class ListingCard(SharedModel):
    """A product in a market: what lists filter, count and sort by.

    `price` is the lowest for one piece, in the vendor's `currency`; `landed` what
    one piece costs at the door by the cheapest service, in the market's currency,
    or null where it is not known, `landed_tax` the tax in that and `tax_rate` the
    rate where it is one alone. `door_eur` is the landed price, or else the
    price, in the book currency, for sorting and ranges only. `terms` are the
    seller's for other currencies (SellersTerms by code). `facets` holds
    `attribute:choice` tokens, `hidden_in` the market's countries to which nothing of it may be sold.
    """

    product_id = models.UUIDField()
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    vendor_slug = models.CharField(max_length=40)
    vendor_name = models.CharField(max_length=80)
    market = models.CharField(max_length=8)
    version = models.BigIntegerField()
    is_live = models.BooleanField(default=True)
    category = models.CharField(max_length=40)
    category_path = ArrayField(models.CharField(max_length=40))
    origin = country_field(blank=True)
    ships_from = country_field()
    currency = currency_field()
    price = models.DecimalField(max_digits=19, decimal_places=4)
    is_from_price = models.BooleanField(default=False)
    landed = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    landed_currency = currency_field(blank=True)
    landed_tax = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=5, null=True)
    door_eur = models.DecimalField(max_digits=19, decimal_places=4)
    tier_price = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    tier_quantity = models.PositiveIntegerField(null=True)
    moq = models.PositiveIntegerField(default=1)
    min_days = models.PositiveSmallIntegerField(null=True)
    max_days = models.PositiveSmallIntegerField(null=True)
    in_stock = models.BooleanField(default=True)
    facets = ArrayField(models.CharField(max_length=90), default=list)
    numbers = models.JSONField(default=dict)
    rating = models.DecimalField(max_digits=4, decimal_places=3, default=0)
    review_count = models.PositiveIntegerField(default=0)
    score = models.IntegerField(default=0)
    terms = models.JSONField(default=dict, db_default={})
    hidden_in = ArrayField(models.CharField(max_length=2), default=list, db_default=[])
    published_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()

    class Meta:
        verbose_name = "listing card"
        constraints = [models.UniqueConstraint(fields=["product_id", "market"], name="discovery_card_once")]
        indexes = [
            models.Index(
                fields=["market", "-score", "-product_id"],
                name="discovery_card_score",
                condition=models.Q(is_live=True),
            ),
            models.Index(
                fields=["market", "-published_at", "-product_id"],
                name="discovery_card_newest",
                condition=models.Q(is_live=True),
            ),
            models.Index(
                fields=["market", "door_eur", "product_id"],
                name="discovery_card_door",
                condition=models.Q(is_live=True),
            ),
            models.Index(
                fields=["market", "-rating", "-product_id"],
                name="discovery_card_rating",
                condition=models.Q(is_live=True),
            ),
            models.Index(fields=["market", "category", "-score"], name="discovery_card_category"),
            models.Index(fields=["vendor", "market", "-score"], name="discovery_card_vendor"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} · {self.market}"


class Listing(SharedModel):
    """A variant in a market: what a cart line is made of.

    `prices` lists [smallest quantity, amount as text] in the vendor's `currency`,
    smallest quantity first. `reason` says why it cannot be bought there; `restrictions`
    lists, by country, what keeps or binds it there (Restricted.as_json); `content` is the
    [amount, unit] of one piece, `terms` what the seller has decided for other currencies (SellersTerms by code).
    """

    product_id = models.UUIDField(db_index=True)
    variant_id = models.UUIDField()
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    market = models.CharField(max_length=8)
    version = models.BigIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    sku = models.CharField(max_length=64)
    gtin = models.CharField(max_length=14, blank=True)
    options = models.JSONField(default=dict)
    option_labels = models.JSONField(default=dict)
    picture = models.JSONField(null=True)
    currency = currency_field()
    prices = models.JSONField()
    moq = models.PositiveIntegerField(default=1)
    hs_code = models.CharField(max_length=10, blank=True)
    origin = country_field(blank=True)
    weight_g = models.PositiveIntegerField()
    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    is_sellable = models.BooleanField(default=True)
    reason = models.CharField(max_length=20, blank=True)
    restrictions = models.JSONField(default=dict, db_default={})
    content = models.JSONField(null=True)
    terms = models.JSONField(default=dict, db_default={})
    refreshed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["variant_id", "market"], name="discovery_listing_once")]
        indexes = [models.Index(fields=["vendor", "market"], name="discovery_listing_vendor")]

    def __str__(self) -> str:
        return f"{self.sku} · {self.market}"


class SearchWord(SharedModel):
    """A word that stands in titles of a language, and in how many: what a typing error is corrected to."""

    language = models.CharField(max_length=10)
    word = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="discovery_word_once")]
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="discovery_word_like")]

    def __str__(self) -> str:
        return f"{self.language}: {self.word}"
