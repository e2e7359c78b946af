"""API · storefront · checkouts in and out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.payments.types import CHOSEN_BY_BUYERS, ActionKind, IntentStatus

from .common import PictureField, PostalAddressView, TotalsView
from .companies import BuyerCompany
from .credit import Tender


def _part(text: str = "") -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=120, help_text=text)


class AddressMembers(Body):
    """An address by the members of its country's form: see /address-forms/{country}."""

    name = _part()
    company_name = _part()
    street_address = _part()
    street_more = _part()
    city_area = _part()
    city = _part()
    country_area = _part()
    postal_code = _part()
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    latin_name = _part()
    latin_street = _part()
    latin_city = _part()


class CheckoutBody(Body):
    cart_id = serializers.UUIDField()


class CheckoutAddressBody(Body):
    """Where it goes, and to whom the confirmation is written."""

    email = serializers.EmailField(max_length=254)
    address = AddressMembers()


class DeliveryChoice(Body):
    consignment = serializers.CharField(max_length=120)
    service = serializers.CharField(max_length=80)


class DeliveryBody(Body):
    """A service for each consignment; one that is not named goes by the cheapest."""

    choices = DeliveryChoice(many=True, max_length=100)


class PayBody(Body):
    """How something is paid."""

    return_url = serializers.URLField(
        max_length=500, help_text="Where the provider sends the buyer afterwards; with `cancelled=1` where not paid."
    )
    method = serializers.ChoiceField(
        choices=CHOSEN_BY_BUYERS,
        required=False,
        help_text="One of /payment-methods; without it the first that is offered. Another one replaces the open one.",
    )
    handheld = serializers.BooleanField(
        default=False, help_text="Whether the buyer holds a phone, on which a provider's app can be opened."
    )

    def validate_return_url(self, value: str) -> str:
        if not value.lower().startswith(("https://", "http://")):
            raise serializers.ValidationError("Give an address that begins with https:// or http://.", code="invalid")
        return value


class PaymentBody(PayBody):
    confirmed_age = serializers.IntegerField(
        default=0,
        min_value=0,
        max_value=120,
        help_text="The age that the buyer says to have reached, where the checkout's `minimum_age` asks for it.",
    )


class Charge(serializers.Serializer[Any]):
    """Duty, tax or a fee, with the rule and source behind it. `rate` is a fraction; `valid_on` the day of its law."""

    kind = serializers.CharField()
    label = serializers.CharField()
    rate = serializers.DecimalField(9, 6, allow_null=True)
    expression = serializers.CharField(allow_blank=True)
    base = MoneyField()
    amount = MoneyField()
    collected_by = serializers.CharField()
    rule_id = serializers.CharField(allow_blank=True)
    source_title = serializers.CharField(allow_blank=True)
    source_url = serializers.CharField(allow_blank=True)
    checked_on = serializers.DateField()
    valid_on = serializers.DateField(allow_null=True)
    is_verified = serializers.BooleanField()


class Service(serializers.Serializer[Any]):
    """A way to send a consignment. Days count from hand-over to door.

    Where the seller lets the buyer choose when duty is paid a service stands here twice, by either `incoterm`.
    """

    code = serializers.CharField()
    incoterm = serializers.CharField()
    carrier = serializers.CharField()
    name = serializers.CharField()
    price = MoneyField()
    min_days = serializers.IntegerField()
    max_days = serializers.IntegerField()


class CheckoutLine(serializers.Serializer[Any]):
    variant_id = serializers.UUIDField()
    sku = serializers.CharField()
    title = serializers.CharField()
    option_label = serializers.CharField(allow_blank=True)
    picture = PictureField(allow_null=True)
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    total = MoneyField()


class Consignment(serializers.Serializer[Any]):
    """What one maker sends out of one warehouse, with the services to choose from and the charges of the border."""

    key = serializers.CharField()
    vendor_slug = serializers.CharField()
    vendor_name = serializers.CharField()
    ships_from = serializers.CharField()
    parcel_count = serializers.IntegerField()
    incoterm = serializers.CharField()
    chosen_service = serializers.CharField()
    services = Service(many=True)
    lines = CheckoutLine(many=True)
    totals = TotalsView()
    on_arrival = MoneyField()
    charges = Charge(many=True)


class PromisedRate(serializers.Serializer[Any]):
    """Units of the charge currency for one unit of `currency`, with the spread in; `mid` is without it."""

    currency = serializers.CharField()
    rate = serializers.DecimalField(24, 12)
    mid = serializers.DecimalField(24, 12)
    source = serializers.CharField(allow_blank=True)
    published_on = serializers.DateField()


class FxQuote(serializers.Serializer[Any]):
    """The rates that are promised until `valid_until`; `spread` is a fraction."""

    id = serializers.UUIDField(source="public_id")
    charge_currency = serializers.CharField()
    spread = serializers.DecimalField(9, 6)
    valid_until = serializers.DateTimeField()
    rates = PromisedRate(many=True)


class Difference(serializers.Serializer[Any]):
    """Something that became different between what the buyer saw and what holds now."""

    kind = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    before = MoneyField(allow_null=True)
    after = MoneyField(allow_null=True)


class BoughtPurchase(serializers.Serializer[Any]):
    """What a checkout became; `token` opens it without an account."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    token = serializers.CharField()


class Checkout(serializers.Serializer[Any]):
    """A checkout. `step` is the first that is not filled in; `version` is what If-Match compares."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    version = serializers.IntegerField()
    step = serializers.CharField()
    country = serializers.CharField()
    language = serializers.CharField()
    currency = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    address = PostalAddressView(allow_null=True)
    consignments = Consignment(many=True)
    totals = TotalsView(allow_null=True)
    on_arrival = MoneyField(allow_null=True)
    tenders = Tender(many=True)
    to_pay = MoneyField(allow_null=True, help_text="What gift cards and store credit leave of the total.")
    minimum_age = serializers.IntegerField(help_text="How old the buyer has to be; 0: everybody may have the goods.")
    business = BuyerCompany(allow_null=True)
    is_reverse_charged = serializers.BooleanField(help_text="The company accounts for tax that is not charged.")
    fx_quote = FxQuote(allow_null=True)
    changes = Difference(many=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    purchase = BoughtPurchase(allow_null=True)


class OfferedMethod(serializers.Serializer[Any]):
    """A way to pay this checkout's total."""

    method = serializers.ChoiceField(choices=CHOSEN_BY_BUYERS)
    name = serializers.CharField(source="method.label")


class PaymentStep(serializers.Serializer[Any]):
    """What the buyer does next.

    `redirect`: send the buyer's browser to `url`. `qr`: draw `qr` as a code for the provider's app; `url`, where
    there is one, opens the app on a phone. `instructions`: show what to write on a bank transfer; `missing` is what
    has not come in yet. `bridge`: the shop's page is open in the provider's own browser. `status` is the payment's, and
    empty `action` says that nothing waits for the buyer.
    """

    status = serializers.ChoiceField(choices=IntentStatus.choices)
    problem = serializers.CharField(allow_blank=True)
    method = serializers.ChoiceField(choices=CHOSEN_BY_BUYERS, allow_blank=True)
    action = serializers.ChoiceField(choices=ActionKind.choices, allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    qr = serializers.CharField(allow_blank=True)
    instructions = serializers.DictField(child=serializers.CharField())
    amount = MoneyField()
    missing = MoneyField()
    closes_at = serializers.DateTimeField(allow_null=True, help_text="Until when it can be paid this way.")


class Payment(PaymentStep):
    """What the buyer does next; the goods are held until `expires_at`. See PaymentStep."""

    checkout_id = serializers.UUIDField()
    expires_at = serializers.DateTimeField(allow_null=True)


class Confirmation(serializers.Serializer[Any]):
    """What asking the provider came to: completed, waiting, failed, let_go (too late: money goes back), or expired."""

    outcome = serializers.CharField()
    problem = serializers.CharField(allow_blank=True)
    purchase = BoughtPurchase(allow_null=True)
