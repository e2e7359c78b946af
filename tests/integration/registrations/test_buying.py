"""A company with a valid tax id buys: tax is left off where the buyer accounts for it, and the evidence is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction
from djmoney.money import Money

from apps.accounts import operations as accounts
from apps.accounts.types import Audience
from apps.checkout import operations as checkout
from apps.checkout import selectors
from apps.checkout.models import CheckoutSession, PurchasePart
from apps.checkout.selectors import sold
from apps.checkout.types import Quote, Visitor
from apps.common.types import Actor, ActorKind
from apps.orders.models import Order
from apps.registrations import operations
from apps.registrations import selectors as registrations
from apps.registrations.models import TaxRegistration
from tests.factories import checkout as make
from tests.factories.registrations import IOSS
from tests.integration.api.shopping import Shopper
from tests.integration.tenancy import people

pytestmark = pytest.mark.django_db
LONDON = replace(make.BERLIN, country="GB", locality="London", postcode="E1 6AN", phone="+442071234567")
STAFF = Actor(ActorKind.STAFF, "somebody")


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = "noop"


@pytest.fixture
def buyer(at: datetime) -> Any:
    """A person who buys for a British company whose VAT id the authority confirmed."""
    person = get_user_model().objects.create_user("imogen@example.com", "long-enough-1")
    company = operations.enter_company(person.pk, legal_name="Harbour Lane", country="GB", tax_id="GB999900015")
    operations.confirm_by_hand(
        company.pk, consultation="HMRC-42", note="", until=at + timedelta(days=30), by=STAFF, at=at
    )
    person.refresh_from_db()
    return person


def visitor(person: Any, *, country: str = "GB", currency: str = "GBP") -> Visitor:
    business = registrations.business(person.buys_for_id) if person else None
    return Visitor(market=country, ship_to=country, language="en", currency=currency, business=business)


def quoted(cart: Any, who: Visitor, *, at: datetime, user_id: int | None = None) -> Quote:
    with transaction.atomic():
        found = checkout.view_cart(cart, user_id=user_id, visitor=who, at=at).quote
    assert found is not None
    return found


def test_a_valid_id_takes_tax_off_for_as_long_as_it_counts_and_where_it_counts(
    kiln: Any, buyer: Any, at: datetime
) -> None:
    cart = make.cart(make.goods(kiln, at=at), at=at, visitor=visitor(None))
    taxed, exempt = quoted(cart, visitor(None), at=at), quoted(cart, visitor(buyer), at=at)
    assert taxed.totals.tax.amount > 0
    assert exempt.totals.tax == Money(Decimal("0.00"), "GBP")
    assert exempt.is_reverse_charged
    assert [one.mechanism for one in taxed.consignments[0].accounting] == ["deemed_supplier"]
    assert exempt.totals.goods == taxed.totals.goods

    assert quoted(cart, visitor(buyer), at=at + timedelta(days=30)).totals.tax == taxed.totals.tax
    germany = visitor(buyer, country="DE", currency="EUR")
    assert quoted(cart, germany, at=at).totals.tax == quoted(cart, make.GERMANY, at=at).totals.tax


def test_the_evidence_goes_with_the_purchase_to_order_page_and_mail(
    kiln: Any, buyer: Any, at: datetime, enter: Any, drain: Any
) -> None:
    variants = make.goods(kiln, at=at)
    with transaction.atomic():
        checkout.add_to_cart(None, user_id=buyer.pk, variant_id=variants[0], quantity=1, visitor=visitor(buyer), at=at)
    browser = people.browser(user=buyer, cookie=settings.SHOPPER_COOKIE_NAME)
    page = browser.post("/en-gb/checkout/", follow=True).content.decode()
    assert "Harbour Lane" in page
    assert "Reverse charge: tax is not charged" in page
    session = CheckoutSession.objects.get().public_id
    with transaction.atomic():
        checkout.save_address(session, expected_version=make.version(session), address=LONDON, email=make.EMAIL, at=at)
    with transaction.atomic():
        checkout.choose_delivery(session, expected_version=make.version(session), choices={}, at=at)
    make.pay(make.place(session, at=at), at=at)
    summary = make.complete(session, at=at)

    view = selectors.purchase(summary.public_id)
    assert view.is_reverse_charged
    assert view.business is not None
    assert (view.business.tax_id, view.business.consultation) == ("GB999900015", "HMRC-42")
    part = PurchasePart.objects.get()
    consignment = sold.sold_consignment(part.order_id, ships_from="CN", variants=variants)
    assert consignment is not None
    again = sold.assessed_as_of(consignment, consignment.assessment.import_date or at.date())
    assert again is not None
    assert again.payable == consignment.assessment.payable, "reckoned again as the business that it was"
    with enter(kiln):
        kept = Order.objects.get().assessment
    assert kept["business"]["consultation"] == "HMRC-42"
    assert kept["consignments"][0]["accounting"][0]["mechanism"] == "reverse_charge"
    desk = people.team_browser(kiln, people.member(kiln, "owner"))
    desk_page = desk.get(f"/dashboard/orders/{view.parts[0].order_id}/").content.decode()
    assert "Who accounts for the tax" in desk_page
    assert "HMRC-42" in desk_page
    shown = browser.get(f"/en-gb/purchases/{summary.public_id}/").content.decode()
    for text in ("Harbour Lane", "GB999900015", "HMRC-42", "Reverse charge: the buyer accounts for the tax."):
        assert text in shown, text
    drain()
    (written,) = [one for one in mail.outbox if one.to == [make.EMAIL]]
    assert "GB999900015" in written.body
    assert "Reverse charge" in written.body


def test_without_a_number_tax_is_left_to_the_border_and_with_one_no_shopper_reads_it(
    kiln: Any, at: datetime, drain: Any
) -> None:
    variants = make.goods(kiln, at=at)
    summary = make.purchase(variants, at=at)
    part = PurchasePart.objects.get()
    assert part.frozen["consignments"][0]["assessment"]["scheme"] == "eu_ioss"
    drain()
    guest = people.browser()
    link = next(word for word in mail.outbox[0].body.split() if "/track/" in word)
    pages = [
        guest.get(urlsplit(link).path).content.decode(),
        str(selectors.purchase(summary.public_id)),
        mail.outbox[0].body,
        str(mail.outbox[0].alternatives),
        str(part.frozen),
    ]
    assert "P-" in pages[0]
    for text in pages:
        assert IOSS not in text

    cart = make.cart(variants, at=at)
    before = quoted(cart, make.GERMANY, at=at).consignments[0]
    operations.end(TaxRegistration.objects.get(kind="IOSS").public_id, vendor_id=None, on=at.date(), at=at)
    after = quoted(cart, make.GERMANY, at=at).consignments[0]
    assert (before.assessment["scheme"], after.assessment["scheme"]) == ("eu_ioss", "eu_flat")
    assert {line["collected_by"] for line in before.assessment["lines"] if line["kind"] == "tax"} == {"marketplace"}
    assert {line["collected_by"] for line in after.assessment["lines"] if line["kind"] == "tax"} == {"border"}


def test_the_pages_of_companies_and_of_numbers_take_down_refuse_and_show(kiln: Any, buyer: Any, at: datetime) -> None:
    browser = people.browser(user=buyer, cookie=settings.SHOPPER_COOKIE_NAME)
    shown = browser.get("/en-gb/account/company/").content.decode()
    assert "Harbour Lane" in shown
    assert "HMRC-42" in shown
    refused = browser.post("/en-gb/account/company/", {"legal_name": "X", "country": "FR", "tax_id": "FR66000041729"})
    assert refused.status_code == 422
    assert "FR66000041729 cannot be right" in refused.content.decode()
    browser.post("/en-gb/account/company/for/", {"company": ""})
    buyer.refresh_from_db()
    assert buyer.buys_for_id is None

    finance, packer = people.member(kiln, "finance"), people.member(kiln, "fulfilment")
    room = people.team_browser(kiln, finance)
    facts = {"kind": "EORI", "jurisdiction": "eu", "number": "DE 1234567", "since": "2026-01-01"}
    assert room.post("/dashboard/tax-registrations/", facts).status_code == 302
    assert "DE1234567" in room.get("/dashboard/tax-registrations/").content.decode()
    assert room.post("/dashboard/tax-registrations/", facts).status_code == 422
    assert people.team_browser(kiln, packer).get("/dashboard/tax-registrations/").status_code == 403
    (row,) = registrations.of_vendor(kiln.pk)
    room.post(f"/dashboard/tax-registrations/{row.public_id}/end/", {"on": "2026-06-01"})
    (row,) = registrations.of_vendor(kiln.pk)
    assert str(row.valid.upper) == "2026-06-01"

    staff = people.staff_browser(people.person(is_staff=True, is_superuser=True))
    listed = staff.get("/admin/registrations/taxregistration/").content.decode()
    assert IOSS in listed
    assert staff.get("/admin/registrations/accountingrow/").status_code == 200
    new = {"kind": "VAT", "jurisdiction": "fr", "number": "FR66000041728", "since": "2026-01-01", "evidence": "Act 7"}
    assert staff.post("/admin/registrations/taxregistration/add/", new).status_code == 302
    assert staff.post("/admin/registrations/taxregistration/add/", new).status_code == 422
    assert TaxRegistration.objects.filter(vendor=None, jurisdiction="FR").count() == 1


def test_a_program_enters_a_company_checks_it_and_reads_what_it_bought_as(
    kiln: Any, buyer: Any, at: datetime, settings: Any
) -> None:
    settings.VIES = {"api_base": "", "timeout_s": 1}
    with transaction.atomic():
        token = accounts.issue_token(
            buyer.pk, audience=Audience.STOREFRONT, name="erp", at=at,
            scopes=["account:read", "account:write", "cart:write"],
        )  # fmt: skip
    shopper = Shopper(token.secret, place="country=GB&language=en&currency=GBP")
    made = shopper.call(
        "post", "/companies", {"legal_name": "Durable", "country": "FR", "tax_id": "FR66000041728"}, expect=201
    ).json()
    assert (made["is_chosen"], made["check"]["outcome"], made["check"]["is_counting"]) == (True, "format_only", False)
    wrong = shopper.call("post", "/companies", {"legal_name": "X", "country": "FR", "tax_id": "FR1"}, expect=422)
    assert wrong.json()["errors"][0]["field"] == "tax_id"
    shopper.call("post", f"/companies/{made['id']}/checks", expect=409)
    listed = {one["legal_name"]: one for one in shopper.get("/companies")["data"]}
    assert listed["Harbour Lane"]["check"]["consultation"] == "HMRC-42"
    checkout_of = {}
    (variant,) = make.goods(kiln, at=at)
    cart = shopper.fill(str(variant), quantity=1)
    for company in (listed["Harbour Lane"]["id"], made["id"]):
        shopper.call("put", "/buying-for", {"company_id": company}, expect=204)
        answer = shopper.call("post", "/checkouts", {"cart_id": cart["id"]}, expect=201).json()
        checkout_of[answer["business"]["legal_name"]] = answer["is_reverse_charged"], answer["totals"]["tax"]["amount"]
    assert checkout_of["Harbour Lane"] == (True, "0.00")
    assert not checkout_of["Durable"][0]
    assert Decimal(checkout_of["Durable"][1]) > 0

    stranger = Shopper(_token_of_another(at), place=shopper.place)
    stranger.call("get", f"/companies/{made['id']}", expect=404)
    stranger.call("put", "/buying-for", {"company_id": made["id"]}, expect=404)


def _token_of_another(at: datetime) -> str:
    other = people.person()
    with transaction.atomic():
        return accounts.issue_token(
            other.pk, audience=Audience.STOREFRONT, name="x", at=at, scopes=["account:read", "account:write"]
        ).secret
