"""Tariffs · the words that rules are written in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RuleKind(models.TextChoices):
    """The kinds of rules that there are."""

    POLICY = "policies", _("How values are formed")
    REGIME = "regimes", _("Schemes")
    MEASURE = "measures", _("Duties")
    STACKING = "stackings", _("How duties stand upon each other")
    PROOF = "proofs", _("Proofs of origin")
    TAX_RATE = "tax-rates", _("Taxes")
    FEE = "fees", _("Fees")
    RESTRICTION = "restrictions", _("Restrictions")


class RuleStatus(models.TextChoices):
    """The life of a rule: written by one person, verified or rejected by another, in force, followed by the next."""

    DRAFT = "draft", pgettext_lazy("rule", "Draft")
    VERIFIED = "verified", pgettext_lazy("rule", "Verified")
    ACTIVE = "active", pgettext_lazy("rule", "Active")
    SUPERSEDED = "superseded", pgettext_lazy("rule", "Superseded")
    REJECTED = "rejected", pgettext_lazy("rule", "Rejected")


class Trade(models.TextChoices):
    """How goods come to the buyer: from abroad, within a customs union, or at home.

    A policy for SALE says how what is taxed at the sale is valued and rounded, where that differs from import.
    """

    IMPORT = "import", pgettext_lazy("tariff", "Import")
    UNION = "union", _("Within the customs union")
    DOMESTIC = "domestic", _("Domestic")
    SALE = "sale", _("Taxed at the sale")


class Sale(models.TextChoices):
    """Whom a rule is for. A sale over a marketplace is one to a consumer too; a gift is no sale."""

    ANY = "any", _("Everyone")
    B2C = "b2c", _("Consumers")
    B2B = "b2b", _("Businesses with a tax id")
    MARKETPLACE = "marketplace", _("Consumers over a marketplace")
    GIFT = "gift", _("Gifts between persons")


class Channel(models.TextChoices):
    """By whom goods are brought, as far as the law tells them apart."""

    ANY = "any", pgettext_lazy("channel", "Any")
    POST = "post", _("Post")
    COURIER = "courier", _("Courier")
    FREIGHT = "freight", _("Freight")


class ValueBasis(models.TextChoices):
    """What a value consists of."""

    GOODS = "goods", _("Goods only")
    CIF = "cif", _("Goods, freight and insurance")
    CUSTOMS = "customs", _("Customs value")


class Aggregation(models.TextChoices):
    """What a threshold is compared with: all goods together, or each single piece."""

    CONSIGNMENT = "consignment", _("The consignment")
    ITEM = "item", _("Each single piece")


class Above(models.TextChoices):
    """What a scheme does with goods above its threshold."""

    NOT_COVERED = "not_covered", _("It does not cover them")
    EXCESS = "excess", _("Only what exceeds the threshold is charged")


class Rounding(models.TextChoices):
    HALF_UP = "ROUND_HALF_UP", _("Half up")
    DOWN = "ROUND_DOWN", _("Down")
    UP = "ROUND_UP", pgettext_lazy("rounding", "Up")
    HALF_EVEN = "ROUND_HALF_EVEN", _("Half to even")


class RoundingLevel(models.TextChoices):
    ITEM = "item", _("Each item")
    DECLARATION = "declaration", _("The declaration")


class Minimum(models.TextChoices):
    """What the smallest amount that is collected is compared with."""

    TAX = "tax", pgettext_lazy("tariff", "Taxes")
    DUTY = "duty", pgettext_lazy("tariff", "Duties")
    BOTH = "both", _("Duties and taxes together")


class FxDay(models.TextChoices):
    """The day whose rate of exchange the authority takes."""

    IMPORT = "import", _("The day of import")
    SALE = "sale", _("The day of sale")
    EXPORT = "export", _("The day of export")


class MeasureType(models.TextChoices):
    """What a measure is. Of the first five one makes the basic duty; the others stand upon it, layer by layer."""

    GENERAL = "general", _("General rate")
    MFN = "mfn", _("Third country duty")
    PREFERENCE = "preference", _("Preference")
    QUOTA = "quota", _("Quota")
    SUSPENSION = "suspension", _("Suspension")
    REMEDY = "remedy", _("Additional duty")
    EXCISE = "excise", _("Excise")
    PROHIBITION = "prohibition", _("Prohibition")


BASE_LAYER = "mfn"
BASIC = frozenset(
    kind.value
    for kind in (
        MeasureType.GENERAL,
        MeasureType.MFN,
        MeasureType.PREFERENCE,
        MeasureType.QUOTA,
        MeasureType.SUSPENSION,
    )
)


class StackingBase(models.TextChoices):
    """What a layer of duty is reckoned on."""

    VALUE = "value", _("Customs value")
    REST = "rest", _("Customs value that no excluding layer was reckoned on")
    PAID = "paid", _("Customs value with the duties before it")
    DUTY = "duty", _("The duties before it")


class DutyEffect(models.TextChoices):
    STANDARD = "standard", _("By the tariff")
    NIL = "nil", _("None")
    FLAT = "flat", _("Flat amount per tariff heading")
    RATE = "rate", _("A rate of the scheme's own")


class TaxEffect(models.TextChoices):
    SALE = "sale", _("At the sale")
    IMPORT = "import", _("At import")
    NIL = "nil", _("None")


class TaxBase(models.TextChoices):
    VALUE = "value", _("Value with duties and earlier taxes")
    INSIDE = "inside", _("Price that contains this tax")
    TAX = "tax", _("The tax before it")
    ALONE = "alone", _("Value with duties, without earlier taxes")


class FeeBase(models.TextChoices):
    NONE = "none", _("Fixed")
    GOODS = "goods", _("Goods only")
    CIF = "cif", _("Goods, freight and insurance")
    CUSTOMS = "customs", _("Customs value")
    BORDER = "border", _("What is paid at the border")


class FeeUnit(models.TextChoices):
    CONSIGNMENT = "consignment", _("Consignment")
    HEADING = "heading", _("Tariff heading")
    LINE = "line", _("Line of the declaration")
    PIECE = "piece", _("Piece")
    PARCEL = "parcel", _("Parcel")


class Direction(models.TextChoices):
    IMPORT = "import", pgettext_lazy("tariff", "Import")
    EXPORT = "export", pgettext_lazy("tariff", "Export")
    TRANSIT = "transit", pgettext_lazy("tariff", "Transit")
    SALE = "sale", pgettext_lazy("tariff", "Sale and delivery, from anywhere")


class RestrictionEffect(models.TextChoices):
    PROHIBITED = "prohibited", _("Prohibited")
    LICENCE = "licence", _("Only with a licence")
    AGE = "age", _("Only to adults")
    CARRIAGE = "carriage", _("Only by carriers that accept it")
    REVIEW = "review", _("A person decides")
    STATEMENT = "statement", _("Only with a statement")


class LimitOf(models.TextChoices):
    """Of what a restriction counts how much dangerous goods are in it."""

    NOTHING = "", _("it is for any quantity")
    INNER = "inner", _("an inner packaging")
    PACKAGE = "package", _("a consignment")


class Needs(models.TextChoices):
    """What a restriction asks of the goods; where it is there, the restriction is met."""

    NOTHING = "", _("nothing that could be stated")
    RESPONSIBLE_PERSON = "responsible_person", _("a responsible person there")
    TRADER = "trader", _("the seller's name, postal address and e-mail address")
    ENERGY_CLASS = "energy_class", _("the energy class")
    CONTENT = "content", _("the content, for the price of a unit")
    COMPOSITION = "composition", _("what it is made of")
    WARNING = "warning", _("safety warnings")
    UN_NUMBER = "un_number", _("the UN number")
    BATTERY = "battery", _("the battery's energy in watt-hours")
    INNER_QUANTITY = "inner_quantity", _("how much of it is in one bottle, can or other inner packaging")
    CITES = "cites", _("a CITES permit")
    HEALTH = "health", _("a health or phytosanitary certificate")
    DUAL_USE = "dual_use", _("an export licence for dual-use goods")
    NOTIFICATION = "notification", _("the product's notification to the authority")
