"""Every address of the back office, for every role, with one's own things and with another vendor's.

The addresses come from the URL configuration: a new one fails here until it is
said who may use it, and until its arguments are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_tenants.utils import tenant_context

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import Audience
from apps.catalog import operations as catalog
from apps.catalog.models import Variant
from apps.classification.types import Reasoning
from apps.common.clock import now
from apps.common.types import SYSTEM
from apps.customs.models import CustomsDocument, Declaration
from apps.customs.operations import drafting, papers
from apps.customs.types import DocumentKind
from apps.orders.models import Order
from apps.portability.operations import copies
from apps.registrations import operations as registrations
from apps.shipping.models import Fulfilment
from apps.vendors import selectors as vendors
from apps.vendors.types import TeamRole
from apps.warehouse import operations as stockroom
from apps.warehouse import selectors as warehouse
from apps.warehouse.types import TransferItem
from apps.webhooks import operations as webhooks
from apps.webhooks.models import Delivery
from tests.factories import aftersales, fulfilment, itineraries, tills
from tests.factories import checkout as make
from tests.factories import warehouse as build
from tests.factories.customs import snapshot
from tests.factories.invoicing import own_invoice
from tests.factories.payouts import payout
from tests.factories.shipping import dispatch_ids
from tests.integration.tenancy.people import browser, member, person, team_browser

pytestmark = pytest.mark.django_db

OWNER, CATALOGUE, FULFILMENT, FINANCE = (role.value for role in TeamRole)
EVERYBODY = {OWNER, CATALOGUE, FULFILMENT, FINANCE}
KEEPS_CATALOGUE = {OWNER, CATALOGUE}
KEEPS_STOCK = {OWNER, CATALOGUE, FULFILMENT}
READS_ORDERS = {OWNER, FULFILMENT, FINANCE}
SHIPS = {OWNER, FULFILMENT}

# Who may use an address.
ALLOWED: dict[str, set[str]] = {
    "dash_today": EVERYBODY,
    "dash_counter": READS_ORDERS,
    "dash_till": SHIPS,
    "dash_till_goods": SHIPS,
    "dash_till_sell": SHIPS,
    "dash_till_use": {OWNER},
    "dash_till_cash": SHIPS,
    "dash_till_close": SHIPS,
    "dash_till_closing": READS_ORDERS,
    "dash_counter_sale": SHIPS,
    "dash_receipt_file": SHIPS,
    "dash_counter_back": SHIPS,
    "dash_products": KEEPS_CATALOGUE,
    "dash_product_new": KEEPS_CATALOGUE,
    "dash_products_bulk": KEEPS_CATALOGUE,
    "dash_product": KEEPS_CATALOGUE,
    "dash_product_status": KEEPS_CATALOGUE,
    "dash_product_save": KEEPS_CATALOGUE,
    "dash_product_currencies": KEEPS_CATALOGUE,
    "dash_pictures": KEEPS_CATALOGUE,
    "dash_pictures_arrange": KEEPS_CATALOGUE,
    "dash_import": KEEPS_CATALOGUE,
    "dash_import_batch": KEEPS_CATALOGUE,
    "dash_import_apply": KEEPS_CATALOGUE,
    "dash_import_findings": KEEPS_CATALOGUE,
    "dash_export": KEEPS_CATALOGUE,
    "dash_codes": KEEPS_CATALOGUE,
    "dash_codes_confirm": KEEPS_CATALOGUE,
    "dash_codes_undo": KEEPS_CATALOGUE,
    "dash_code": KEEPS_CATALOGUE,
    "dash_code_confirm": KEEPS_CATALOGUE,
    "dash_code_national": KEEPS_CATALOGUE,
    "dash_code_withdraw": KEEPS_CATALOGUE,
    "dash_clearing": KEEPS_CATALOGUE,
    "dash_clearing_again": KEEPS_CATALOGUE,
    "dash_clearing_sheet": KEEPS_CATALOGUE,
    "dash_clearing_product": KEEPS_CATALOGUE,
    "dash_seller": {OWNER},
    "dash_stock": KEEPS_STOCK,
    "dash_warehouse_new": KEEPS_STOCK,
    "dash_shelf": KEEPS_STOCK,
    "dash_put_away": KEEPS_STOCK,
    "dash_low": KEEPS_STOCK,
    "dash_hot": KEEPS_STOCK,
    "dash_houses": KEEPS_STOCK,
    "dash_routing": KEEPS_STOCK,
    "dash_house": KEEPS_STOCK,
    "dash_bin_new": KEEPS_STOCK,
    "dash_transfers": KEEPS_STOCK,
    "dash_transfer": KEEPS_STOCK,
    "dash_transfer_send": KEEPS_STOCK,
    "dash_transfer_receive": KEEPS_STOCK,
    "dash_transfer_settle": KEEPS_STOCK,
    "dash_transfer_cancel": KEEPS_STOCK,
    "dash_counts": KEEPS_STOCK,
    "dash_count": KEEPS_STOCK,
    "dash_count_cancel": KEEPS_STOCK,
    "dash_stock_alerts": KEEPS_STOCK,
    "dash_movements": KEEPS_STOCK,
    "dash_movements_file": KEEPS_STOCK,
    "dash_orders": READS_ORDERS,
    "dash_order": READS_ORDERS,
    "dash_packing_slip": READS_ORDERS,
    "dash_invoice": READS_ORDERS,
    "dash_confirm": SHIPS,
    "dash_cancel": SHIPS,
    "dash_leave_out": SHIPS,
    "dash_swap": SHIPS,
    "dash_order_address": SHIPS,
    "dash_pack": SHIPS,
    "dash_label": SHIPS,
    "dash_label_file": SHIPS,
    "dash_hand_over": SHIPS,
    "dash_dispatch": SHIPS,
    "dash_devices": SHIPS,
    "dash_device": SHIPS,
    "dash_fences": SHIPS,
    "dash_fence_drop": SHIPS,
    "dash_dispatch_hand_over": SHIPS,
    "dash_dispatch_labels": SHIPS,
    "dash_manifest_file": SHIPS,
    "dash_pickup_cancel": SHIPS,
    "dash_batch": SHIPS,
    "dash_batch_again": SHIPS,
    "dash_batch_file": SHIPS,
    "dash_to_ship": READS_ORDERS,
    "dash_late": READS_ORDERS,
    "dash_lanes": READS_ORDERS,
    "dash_lanes_sheet": READS_ORDERS,
    "dash_shipping_cost": READS_ORDERS,
    "dash_customs": READS_ORDERS,
    "dash_customs_matching": READS_ORDERS,
    "dash_declaration": READS_ORDERS,
    "dash_customs_paper": READS_ORDERS,
    "dash_customs_answer": SHIPS,
    "dash_customs_correct": SHIPS,
    "dash_customs_china": SHIPS,
    "dash_customs_china_message": SHIPS,
    "dash_customs_us": SHIPS,
    "dash_customs_us_json": SHIPS,
    "dash_customs_us_csv": SHIPS,
    "dash_registrations": {OWNER, FINANCE},
    "dash_registration_end": {OWNER, FINANCE},
    "dash_refund": {OWNER, FINANCE},
    "dash_waves": {OWNER, FULFILMENT},
    "dash_wave": {OWNER, FULFILMENT},
    "dash_wave_sheet": {OWNER, FULFILMENT},
    "dash_wave_finish": {OWNER, FULFILMENT},
    "dash_slots": {OWNER, FULFILMENT},
    "dash_slots_file": {OWNER, FULFILMENT},
    "dash_routes": {OWNER, FULFILMENT},
    "dash_vehicles": {OWNER, FULFILMENT},
    "dash_vehicle": {OWNER, FULFILMENT},
    "dash_route": {OWNER, FULFILMENT},
    "dash_route_search": {OWNER, FULFILMENT},
    "dash_route_stop": {OWNER, FULFILMENT},
    "dash_route_move": {OWNER, FULFILMENT},
    "dash_route_sheet": {OWNER, FULFILMENT},
    "dash_itineraries": SHIPS,
    "dash_itinerary_new": SHIPS,
    "dash_itinerary": SHIPS,
    "dash_itinerary_choose": SHIPS,
    "dash_itinerary_step": SHIPS,
    "dash_cartons": {OWNER, FULFILMENT},
    "dash_cartons_usual": {OWNER, FULFILMENT},
    "dash_carton": {OWNER, FULFILMENT},
    "dash_packing": {OWNER, FULFILMENT},
    "dash_packing_begin": {OWNER, FULFILMENT},
    "dash_packing_scan": {OWNER, FULFILMENT},
    "dash_packing_undo": {OWNER, FULFILMENT},
    "dash_packing_close": {OWNER, FULFILMENT},
    "dash_returns": READS_ORDERS,
    "dash_return": READS_ORDERS,
    "dash_return_step": READS_ORDERS,
    "dash_return_settle": {OWNER, FINANCE},
    "dash_return_rule": {OWNER},
    "dash_drawback": {OWNER, FINANCE},
    "dash_case_file": READS_ORDERS,
    "dash_claims": READS_ORDERS,
    "dash_claim": READS_ORDERS,
    "dash_claim_step": READS_ORDERS,
    "dash_claim_remedy": {OWNER, FINANCE},
    "dash_claim_new": READS_ORDERS,
    "dash_statement": {OWNER, FINANCE},
    "dash_statement_file": {OWNER, FINANCE},
    "dash_payouts": {OWNER, FINANCE},
    "dash_payout": {OWNER, FINANCE},
    "dash_payout_items": {OWNER, FINANCE},
    "dash_payout_account": {OWNER, FINANCE},
    "dash_api_keys": {OWNER},
    "dash_api_key_revoke": {OWNER},
    "dash_webhooks": {OWNER},
    "dash_webhook_new": {OWNER},
    "dash_webhook": {OWNER},
    "dash_webhook_test": {OWNER},
    "dash_webhook_pause": {OWNER},
    "dash_webhook_resume": {OWNER},
    "dash_webhook_rotate": {OWNER},
    "dash_webhook_replay": {OWNER},
    "dash_webhook_remove": {OWNER},
    "dash_webhook_message": {OWNER},
    "dash_webhook_message_replay": {OWNER},
    "dash_leaving": {OWNER},
    "dash_leaving_state": {OWNER},
    "dash_leaving_copy": {OWNER},
    "dash_team": {OWNER},
    "dash_team_role": {OWNER},
}
# A label that was not printed yet, a copy that was made for somebody else, and China's and America's papers of what
# goes elsewhere.
NOT_THERE = {
    "dash_route_sheet",
    "dash_label_file", "dash_leaving_copy", "dash_manifest_file", "dash_customs_china", "dash_customs_china_message",
    "dash_customs_us", "dash_customs_us_json", "dash_customs_us_csv",
}  # fmt: skip
# Tables that a request may write to whoever makes it.
IGNORED = ("django_session", "axes_", "django_migrations", "account_", "mfa_", "accounts_user")
LARGE = {"reference", "tariffs", "taxonomy", "markets", "currencies", "logistics"}


@dataclass(frozen=True)
class Things:
    """What a vendor has that an address can name."""

    product_id: UUID
    variant_id: UUID
    order_id: UUID
    shipment_id: UUID
    import_id: UUID
    member_id: int
    endpoint_id: UUID
    delivery_id: UUID
    key_id: UUID
    token: str
    payout_id: UUID
    declaration_id: UUID
    document_id: UUID
    confirmation_id: UUID
    registration_id: UUID
    batch_id: UUID
    pickup_id: UUID
    device: str
    fence: str
    warehouse_id: UUID
    transfer_id: UUID
    count_id: UUID
    return_id: UUID
    claim_id: UUID
    file_id: UUID
    carton_id: UUID
    wave_id: UUID
    vehicle_id: UUID
    plan_id: UUID
    itinerary_id: UUID
    stop_id: int
    invoice_id: UUID
    till_id: UUID
    sale_id: UUID
    closing_id: UUID

    def arguments(self, name: str, wanted: set[str]) -> dict[str, Any]:
        """Values for the arguments of an address.

        Raises:
            LookupError: an argument is not known here: say above what it stands for.
        """
        known: dict[str, Any] = {
            "product_id": self.product_id, "variant_id": self.variant_id, "import_id": self.import_id,
            "user_id": self.member_id, "section": "details", "endpoint_id": self.endpoint_id,
            "delivery_id": self.delivery_id, "key_id": self.key_id, "token": self.token,
            "payout_id": self.payout_id, "document_id": self.document_id, "confirmation_id": self.confirmation_id,
            "warehouse_id": self.warehouse_id, "transfer_id": self.transfer_id, "count_id": self.count_id,
            "return_id": self.return_id, "claim_id": self.claim_id, "file_id": self.file_id, "pk": 1,
            "carton_id": self.carton_id, "wave_id": self.wave_id, "vehicle_id": self.vehicle_id,
            "plan_id": self.plan_id, "itinerary_id": self.itinerary_id, "stop_id": self.stop_id, "round_number": 1,
            "invoice_id": self.invoice_id, "form": "pdf",
            "till_id": self.till_id, "sale_id": self.sale_id, "closing_id": self.closing_id,
            "batch_id": self.batch_id, "pickup_id": self.pickup_id, "number": "none", "kind": "pdf",
            "device": self.device, "fence": self.fence,
        }  # fmt: skip
        if "public_id" in wanted:
            pattern = next(route for found, route in routes() if found == name)
            known["public_id"] = {
                "orders": self.order_id, "shipments": self.shipment_id, "customs": self.declaration_id,
                "tax-registrations": self.registration_id,
            }[pattern.split("/")[1]]  # fmt: skip
        if wanted - set(known):
            raise LookupError(f"{name} takes {wanted - set(known)}")
        return {argument: known[argument] for argument in wanted}


def routes() -> Iterator[tuple[str, str]]:
    """(name, route) of every address of the back office but those of logging in."""

    def walk(patterns: Any, before: str) -> Iterator[tuple[str, str]]:
        for found in patterns:
            route = before + str(found.pattern)
            if isinstance(found, URLResolver):
                yield from walk(found.url_patterns, route)
            elif isinstance(found, URLPattern) and not route.startswith("dashboard/account/"):
                assert found.name, f"{route} has no name"
                yield found.name, route

    return walk(get_resolver(settings.TEAM_URLCONF).url_patterns, "")


NAMES = sorted(name for name, _ in routes())


def arguments_of(name: str) -> set[str]:
    matcher = get_resolver(settings.TEAM_URLCONF)
    found = matcher.reverse_dict.getlist(name)
    return {argument for possibility, *_ in found for _, names in possibility for argument in names}


def address(name: str, things: Things) -> str:
    return reverse(name, urlconf=settings.TEAM_URLCONF, kwargs=things.arguments(name, arguments_of(name)))


@pytest.fixture(scope="module")
def _noop_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(PAYMENT_GATEWAY="noop", MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="module")
def things(kept: None, _noop_gateway: None) -> dict[str, Things]:
    """A product, an order, a shipment, an import and a member of each vendor, after one purchase from both."""
    kiln, loom, at = vendors.by_slug("kiln"), vendors.by_slug("loom"), now()
    variants = [*make.goods(kiln, at=at), *make.goods(loom, at=at)]
    make.purchase(variants, at=at)
    itineraries.network()
    found = {}
    for vendor in (kiln, loom):
        colleague = member(vendor, CATALOGUE)
        with transaction.atomic(), tenant_context(vendor):
            sheet = f"product_key,language\ncanary-{vendor.slug},en\n".encode()
            variant = Variant.objects.select_related("product").get()
            endpoint_id, _ = webhooks.make_endpoint(
                vendor.pk, url=f"https://{vendor.slug}.shop.example/", topics=["order.placed"], at=at
            )
            webhooks.send_test(endpoint_id, vendor_id=vendor.pk, at=at)
            declaration_id = drafting.draft(snapshot(shipment_id=uuid4()), at=at)
            papers.keep(
                Declaration.objects.get(), DocumentKind.UPLOAD, name="a.pdf", media_type="application/pdf",
                content=vendor.slug.encode(), at=at,
            )  # fmt: skip
            confirmed = catalog.classify(
                variant.product.public_id, hs_code=variant.product.hs_code[:6], why=Reasoning("1", "", ""),
                vendor_id=vendor.pk, at=at, by=SYSTEM,
            )  # fmt: skip
            sending = dispatch_ids(vendor.slug, at=at)
            house = warehouse.warehouses()[0]
            build.house("SPARE", at=at)
            found[vendor.slug] = Things(
                warehouse_id=house.public_id,
                transfer_id=stockroom.draft_transfer(
                    source=house.code, target="SPARE", items=[TransferItem(variant.public_id, 1)], at=at
                ),
                count_id=stockroom.plan_count(house.code, at=at),
                **aftersales.cases(Order.objects.get(), at=at),
                **fulfilment.ids(vendor.currency, at=at),
                itinerary_id=itineraries.plan(at),
                batch_id=UUID(sending["batch_id"]),
                pickup_id=UUID(sending["pickup_id"]),
                device=sending["device"],
                fence=sending["fence"],
                confirmation_id=confirmed.public_id,
                registration_id=registrations.register(
                    kind="EORI",
                    jurisdiction="EU",
                    number="DE123456789012345",
                    since=at.date(),
                    vendor_id=vendor.pk,
                    at=at,
                ).public_id,
                declaration_id=declaration_id,
                document_id=CustomsDocument.objects.get().public_id,
                product_id=variant.product.public_id,
                variant_id=variant.public_id,
                order_id=Order.objects.get().public_id,
                shipment_id=Fulfilment.objects.get().public_id,
                import_id=catalog.upload_sheet(sheet, file_name=f"{vendor.slug}.csv", at=at),
                member_id=colleague.pk,
                endpoint_id=endpoint_id,
                key_id=accounts.issue_token(
                    colleague.pk,
                    audience=Audience.VENDOR,
                    name=f"{vendor.slug}-key",
                    scopes=["products:read"],
                    vendor_id=vendor.pk,
                    at=at,
                ).public_id,
                token=copies.link_token(
                    vendor.slug, at, host=f"{vendor.slug}.{settings.MARKETPLACE_HOST}", person=str(colleague.public_id)
                ),
                delivery_id=Delivery.objects.get(endpoint__public_id=endpoint_id).public_id,
                invoice_id=own_invoice(vendor, Order.objects.get(), at=at),
                payout_id=payout(vendor, Order.objects.get().purchase_id, at=at),
                **tills.ids(variant.public_id, at=at),
            )
    return found


def contents(*vendors: Any) -> dict[str, tuple[int, int]]:
    """The number of rows and a digest of all of them, by table, of the vendors' schemas and of public."""
    tables = []
    for model in apps.get_models(include_auto_created=True):
        config = apps.get_app_config(model._meta.app_label)
        table = model._meta.db_table
        if config.label in LARGE or table.startswith(IGNORED):
            continue
        is_vendor_s = config.name in settings.TENANT_APPS
        tables += [f'{home}."{table}"' for home in ([v.schema_name for v in vendors] if is_vendor_s else ["public"])]
    query = " UNION ALL ".join(
        f"SELECT '{table}', COUNT(*), COALESCE(SUM(hashtextextended(t::text, 0)), 0) FROM {table} t" for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}


def ask(client: Client, path: str) -> tuple[int, int]:
    """The statuses of looking at an address and of sending a plausible form to it."""
    sheet = SimpleUploadedFile("stray.csv", b"product_key,language\nstray,en\n", "text/csv")
    plausible = {"role": OWNER, "email": "stray@people.example", "action": "archive", "reason": "x", "sheet": sheet,
                 "title": "Stray", "kind": "receive", "quantity": "3", "version": "1", "name": "Stray",
                 "scopes": ["products:write"]}  # fmt: skip
    posted = client.post(path, plausible)
    return client.get(path).status_code, posted.status_code


def test_it_is_said_of_every_address_who_may_use_it() -> None:
    assert set(NAMES) == set(ALLOWED)


def test_the_arguments_of_every_address_are_known(things: dict[str, Things]) -> None:
    for name in NAMES:
        assert address(name, things["kiln"]).startswith("/dashboard/"), name


def test_guests_are_sent_to_log_in_and_change_nothing(things: dict[str, Things], kiln: Any, loom: Any) -> None:
    before = contents(kiln, loom)
    guest = team_browser(kiln, None)

    for name in NAMES:
        for slug in ("kiln", "loom"):
            for answer in (
                guest.get(address(name, things[slug])),
                guest.post(address(name, things[slug]), {"role": OWNER}),
            ):
                assert answer.status_code == 302, name
                assert answer["Location"].startswith("/dashboard/account/login/?next="), name
                assert not answer.cookies, name
    assert contents(kiln, loom) == before


@pytest.mark.parametrize("who", ["the other vendor's owner", "a shopper", "a shopper's session", "a member of staff"])
def test_strangers_to_the_team_are_refused_and_change_nothing(
    who: str, things: dict[str, Things], kiln: Any, loom: Any
) -> None:
    clients = {
        "the other vendor's owner": lambda: team_browser(kiln, member(loom, OWNER)),
        "a shopper": lambda: team_browser(kiln, person()),
        "a shopper's session": lambda: browser("kiln", user=member(kiln, OWNER), cookie=settings.SHOPPER_COOKIE_NAME),
        "a member of staff": lambda: team_browser(kiln, person(is_staff=True, is_superuser=True)),
    }
    client = clients[who]()
    expected = 302 if who == "a shopper's session" else 403
    before = contents(kiln, loom)

    for name in NAMES:
        for slug in ("kiln", "loom"):
            assert ask(client, address(name, things[slug])) == (expected, expected), name
    assert contents(kiln, loom) == before


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_reaches_what_is_its_own_and_nothing_else(
    role: str, things: dict[str, Things], kiln: Any, loom: Any
) -> None:
    """A refusal is 403, or 405 where the address does not know the method; what is allowed is anything but these."""
    client = team_browser(kiln, member(kiln, role))
    before = contents(kiln, loom)
    for name in (name for name in NAMES if role not in ALLOWED[name]):
        looked, sent = ask(client, address(name, things["kiln"]))
        assert {looked, sent} <= {403, 405}, name
        assert 403 in {looked, sent}, name
    assert contents(kiln, loom) == before

    for name in (name for name in NAMES if role in ALLOWED[name]):
        looked = client.get(address(name, things["kiln"])).status_code
        assert looked in ({404, 405} if name in NOT_THERE else {200, 405}), name


def test_another_vendor_s_things_are_not_there(things: dict[str, Things], kiln: Any, loom: Any) -> None:
    """The owner of one vendor, who may do everything, names what is the other's."""
    client = team_browser(kiln, member(kiln, OWNER))
    before = contents(kiln, loom)

    for name in (name for name in NAMES if arguments_of(name)):
        statuses = set(ask(client, address(name, things["loom"])))
        assert statuses <= {404, 405}, name
        assert 404 in statuses, name
    assert contents(kiln, loom) == before


def test_no_form_that_is_sent_empty_is_an_error_of_ours(things: dict[str, Things], kiln: Any) -> None:
    client = team_browser(kiln, member(kiln, OWNER))

    for name in NAMES:
        assert client.post(address(name, things["kiln"])).status_code < 500, name


def test_lists_show_one_s_own_alone(things: dict[str, Things], kiln: Any, loom: Any) -> None:
    client = team_browser(kiln, member(kiln, OWNER))
    theirs = [str(things["loom"].order_id), str(things["loom"].product_id), str(things["loom"].variant_id),
              str(things["loom"].import_id), str(things["loom"].shipment_id),
              str(things["loom"].endpoint_id), str(things["loom"].key_id)]  # fmt: skip

    shown = ""
    for name in (name for name in NAMES if not arguments_of(name)):
        answer = client.get(address(name, things["kiln"]))
        text = b"".join(answer) if answer.streaming else answer.content
        shown += text.decode(errors="replace")
    assert [stray for stray in theirs if stray in shown] == []
    assert User.objects.get(pk=things["loom"].member_id).email not in shown
    assert str(things["kiln"].order_id) in shown
    assert str(things["kiln"].product_id) in shown
