"""Dashboard · pages of products, stock and import, as a browser without script uses them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django_tenants.utils import tenant_context
from PIL import Image

from apps.accounts.models import User
from apps.catalog import operations, selectors
from apps.vendors import operations as vendors
from apps.vendors.types import TeamRole
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as warehouse_reads
from marketplace.middleware.surfaces import Surface
from marketplace.session_store import SessionStore
from tests.factories import catalog as build
from tests.factories import warehouse as build_house

pytestmark = pytest.mark.django_db
HOST = "kiln.portolan.localhost"


@pytest.fixture(autouse=True)
def _media_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def browser(vendor: Any, role: TeamRole | None) -> Client:
    """A browser on the vendor's host in which someone of this role is logged in."""
    person = User.objects.create_user(email=f"{role}@kiln.example", password=None)
    if role:
        vendors.set_team_role(vendor_id=vendor.pk, user_id=person.pk, role=role)
    session = SessionStore(surface=Surface.TEAM)
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
    )
    session.save()
    client = Client(HTTP_HOST=f"{vendor.slug}.portolan.localhost", HTTP_SEC_FETCH_SITE="same-origin")
    client.cookies[settings.TEAM_COOKIE_NAME] = session.session_key
    return client


@pytest.fixture
def client(kiln: Any) -> Client:
    with transaction.atomic():
        return browser(kiln, TeamRole.CATALOGUE)


@pytest.fixture
def mug(kiln: Any, at: Any) -> Any:
    with tenant_context(kiln):
        return operations.create_product(build.coloured_product("mug"), at=at)


@pytest.fixture
def read(kiln: Any) -> Callable[[Any], Any]:
    def snapshot(product_id: Any) -> Any:
        with tenant_context(kiln):
            return selectors.product_snapshot(product_id)

    return snapshot


def fields_of(page: str, form_action: str) -> dict[str, Any]:
    """What a browser would send of the form with this action if nobody touched it."""
    body = re.search(rf'<form[^>]*action="{re.escape(form_action)}"[^>]*>(.*?)</form>', page, re.S)
    assert body, form_action
    found: dict[str, Any] = {}
    for tag in re.finditer(r"<input\b[^>]*>", body[1]):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag[0]))
        if attributes.get("type") in ("checkbox", "radio") and " checked" not in tag[0]:
            continue
        if "name" in attributes and attributes.get("type") != "file":
            found[attributes["name"]] = attributes.get("value", "on" if attributes.get("type") == "checkbox" else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', body[1], re.S):
        found[name] = text
    for name, rest, options in re.findall(r'<select[^>]*name="([^"]+)"([^>]*)>(.*?)</select>', body[1], re.S):
        chosen = re.findall(r'<option value="([^"]*)"[^>]*selected', options)
        if "multiple" in rest:
            found[name] = chosen
        else:
            found[name] = chosen[0] if chosen else ""
    return found


PAGES = ["/dashboard/products/", "/dashboard/products/new/", "/dashboard/stock/", "/dashboard/stock/warehouse/",
         "/dashboard/import/"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_vendor_sees_what_to_do_first(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [None, TeamRole.FINANCE])
def test_strangers_and_other_roles_are_kept_out(kiln: Any, path: str, role: TeamRole | None) -> None:
    assert browser(kiln, role).get(path).status_code == 403


def test_a_member_of_another_team_is_kept_out(kiln: Any, loom: Any, mug: Any) -> None:
    client = browser(loom, TeamRole.OWNER)
    client.defaults["HTTP_HOST"] = HOST
    assert client.get(f"/dashboard/products/{mug.product_id}/").status_code == 403


def test_anothers_product_is_not_found(loom: Any, mug: Any) -> None:
    client = browser(loom, TeamRole.OWNER)
    assert client.get(f"/dashboard/products/{mug.product_id}/").status_code == 404


def test_the_list_keeps_its_number_of_statements(
    kiln: Any, client: Client, at: Any, django_assert_max_num_queries: Any
) -> None:
    client.get("/dashboard/products/")
    for count in (20, 180):
        with tenant_context(kiln):
            operations.create_products([build.coloured_product() for _ in range(count)], at=at)
        with django_assert_max_num_queries(10):
            assert client.get("/dashboard/products/").status_code == 200
        with tenant_context(kiln):
            build_house.house(f"H{count}", at=at)
        with django_assert_max_num_queries(10):
            assert client.get("/dashboard/stock/").status_code == 200


def test_the_list_is_searched_and_paged(kiln: Any, client: Client, at: Any) -> None:
    with tenant_context(kiln):
        operations.create_products([build.product(f"p-{number:02}") for number in range(45)], at=at)
    first = client.get("/dashboard/products/").content.decode()
    following = re.search(r'href="(\?before=\d+)"', first)
    assert following
    second = client.get(f"/dashboard/products/{following[1]}").content.decode()
    found = client.get("/dashboard/products/?q=p-07").content.decode()

    assert (first.count('name="product"'), second.count('name="product"')) == (40, 5)
    assert found.count('name="product"') == 1
    assert "<html" not in client.get("/dashboard/products/?q=p-07", HTTP_HX_REQUEST="true").content.decode()


def test_a_product_is_begun_and_told_what_is_missing(client: Client, read: Any) -> None:
    answer = client.post(
        "/dashboard/products/new/",
        {"title": "Moon mug", "category": "kitchen-cups-mugs", "sku": "MOON-1", "price": "24.50"},
        follow=True,
    )
    page = answer.content.decode()

    assert answer.status_code == 200
    assert 'href="#hs_code"' in page
    assert 'id="hs_code"' in page
    for anchor in re.findall(r'<li><a href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page, anchor


def test_a_taken_sku_is_said_beside_its_field_and_nothing_is_lost(client: Client, kiln: Any, mug: Any) -> None:
    answer = client.post(
        "/dashboard/products/new/",
        {"title": "Moon mug", "category": "kitchen-cups-mugs", "sku": next(iter(mug.variants))},
    )
    assert 'value="Moon mug"' in answer.content.decode()
    assert "already used" in answer.content.decode()
    with tenant_context(kiln):
        assert len(selectors.product_rows()[0]) == 1


@pytest.mark.parametrize("section", ["texts", "details", "attributes", "options", "variants", "prices"])
def test_a_section_saved_untouched_changes_nothing(client: Client, mug: Any, read: Any, section: str) -> None:
    before = read(mug.product_id)
    page = client.get(f"/dashboard/products/{mug.product_id}/").content.decode()
    action = f"/dashboard/products/{mug.product_id}/{section}/"
    answer = client.post(action, fields_of(page, action))

    assert answer.status_code == 302
    assert read(mug.product_id) == before


@pytest.mark.parametrize(
    ("section", "changes", "observed"),
    [
        (
            "texts",
            {"text-fr-title": "Tasse rouge", "text-fr-status": "ready"},
            lambda p: p.texts["fr"].slug == "tasse-rouge",
        ),
        (
            "details",
            {"hs_code": "69111000", "is_fragile": "on"},
            lambda p: (p.hs_code, p.flags.is_fragile) == ("69111000", True),
        ),
        ("attributes", {"attribute-capacity_ml": "350"}, lambda p: p.attributes[0].value == 350),
        (
            "options",
            {"option-0-values": "Red, Blue, Green"},
            lambda p: [v.code for v in p.options[0].values] == ["red", "blue", "green"],
        ),
        (
            "variants",
            {"variant-new-sku": "NEW-1", "variant-new-weight_g": "77"},
            lambda p: p.variants[-1].weight_g == 77,
        ),
    ],
)
def test_a_section_saves_what_was_typed(
    client: Client, mug: Any, read: Any, section: str, changes: dict[str, str], observed: Any
) -> None:
    page = client.get(f"/dashboard/products/{mug.product_id}/").content.decode()
    action = f"/dashboard/products/{mug.product_id}/{section}/"
    answer = client.post(action, fields_of(page, action) | changes)

    assert answer.status_code == 302, re.findall(r"error[^<]*<[^>]*>[^<]*", answer.content.decode())
    assert observed(read(mug.product_id))
    assert read(mug.product_id).texts["de"].title.startswith("Becher")


def test_prices_are_saved_with_their_tiers(client: Client, mug: Any, read: Any) -> None:
    sku = next(iter(mug.variants))
    page = client.get(f"/dashboard/products/{mug.product_id}/").content.decode()
    action = f"/dashboard/products/{mug.product_id}/prices/"
    typed = {f"variant-{sku}-price": "30", f"variant-{sku}-wholesale": "10=25 | 100=19.90"}
    client.post(action, fields_of(page, action) | typed)
    prices = next(v for v in read(mug.product_id).variants if v.sku == sku).prices

    assert [(t.kind, t.min_quantity, t.price.amount) for t in prices] == [
        ("retail", 1, 30), ("wholesale", 10, 25), ("wholesale", 100, Decimal("19.9"))]  # fmt: skip


def test_tiers_that_rise_are_refused_beside_their_field(client: Client, mug: Any, read: Any) -> None:
    sku = next(iter(mug.variants))
    page = client.get(f"/dashboard/products/{mug.product_id}/").content.decode()
    action = f"/dashboard/products/{mug.product_id}/prices/"
    answer = client.post(action, fields_of(page, action) | {f"variant-{sku}-wholesale": "10=25 | 100=26"})

    assert answer.status_code == 422
    assert 'value="10=25 | 100=26"' in answer.content.decode()
    assert "must fall" in answer.content.decode()
    assert read(mug.product_id).version == 1


def test_an_editor_that_is_out_of_date_changes_nothing(client: Client, kiln: Any, mug: Any, at: Any, read: Any) -> None:
    page = client.get(f"/dashboard/products/{mug.product_id}/").content.decode()
    with tenant_context(kiln):
        operations.update_product(mug.product_id, brand="Someone else", at=at)
    action = f"/dashboard/products/{mug.product_id}/details/"
    answer = client.post(action, fields_of(page, action) | {"brand": "Me"})

    assert answer.status_code == 422
    assert read(mug.product_id).brand == "Someone else"


def test_products_are_published_and_withdrawn_together(client: Client, kiln: Any, mug: Any, at: Any, read: Any) -> None:
    with tenant_context(kiln):
        bare = operations.create_product(build.product("bare", hs_code=""), at=at)
    chosen = {"product": [str(mug.product_id), str(bare.product_id), "nonsense"]}
    page = client.post("/dashboard/products/bulk/", {**chosen, "action": "publish"}, follow=True).content.decode()

    assert (read(mug.product_id).status, read(bare.product_id).status) == ("published", "draft")
    assert "HS code" in page
    client.post("/dashboard/products/bulk/", {**chosen, "action": "unpublish"})
    assert read(mug.product_id).status == "draft"


def test_pictures_are_added_described_moved_and_removed(client: Client, mug: Any, read: Any) -> None:
    path = f"/dashboard/products/{mug.product_id}/pictures/"
    for colour in ("red", "blue"):
        file = io.BytesIO()
        Image.new("RGB", (400, 500), colour).save(file, "PNG")
        answer = client.post(
            path,
            {"new-picture-picture": SimpleUploadedFile("a.png", file.getvalue()), "new-picture-alt": colour,
             "new-picture-sku": ""},
        )  # fmt: skip
        assert answer.status_code == 302
    first, second = read(mug.product_id).media
    client.post(f"{path}arrange/", {f"picture-{first.media_id}-alt": "A red mug", "forward": str(second.media_id)})
    assert [picture.alt["en"] for picture in read(mug.product_id).media] == ["blue", "A red mug"]

    assert f'name="picture-{first.media_id}-alt-de"' in client.get(path.removesuffix("pictures/")).content.decode()
    client.post(f"{path}arrange/", {f"picture-{first.media_id}-alt-de": "Ein roter Becher"})
    assert read(mug.product_id).media[1].alt == {"en": "A red mug", "de": "Ein roter Becher"}

    client.post(f"{path}arrange/", {"remove": str(first.media_id)})
    assert [picture.media_id for picture in read(mug.product_id).media] == [second.media_id]


def test_what_is_no_picture_is_refused_on_the_page(client: Client, mug: Any, read: Any) -> None:
    answer = client.post(
        f"/dashboard/products/{mug.product_id}/pictures/",
        {"new-picture-picture": SimpleUploadedFile("a.png", b"<svg/>"), "new-picture-alt": "x"},
    )
    assert answer.status_code == 422
    assert "no picture" in answer.content.decode()
    assert read(mug.product_id).media == ()


def test_stock_is_received_counted_and_refused(client: Client, kiln: Any, mug: Any) -> None:
    variant_id = next(iter(mug.variants.values()))
    client.post(
        "/dashboard/stock/warehouse/",
        {
            "name": "Works",
            "code": "JDZ",
            "kind": "own",
            "country": "CN",
            "lines": "1 Kiln Road",
            "locality": "Longquan",
        },
    )
    path = f"/dashboard/stock/{variant_id}/"
    client.post(path, {"kind": "receive", "warehouse": "JDZ", "quantity": "12", "note": "first batch"})
    client.post(path, {"kind": "count", "warehouse": "JDZ", "quantity": "10", "note": ""})
    refused = client.post(path, {"kind": "remove", "warehouse": "JDZ", "quantity": "11", "note": ""})
    with tenant_context(kiln):
        assert warehouse_reads.on_hand([variant_id]) == {variant_id: {"JDZ": 10}}

    assert refused.status_code == 422
    assert "first batch" in client.get(path).content.decode()
    assert client.get("/dashboard/stock/").status_code == 200


def test_a_sheet_is_previewed_and_applied(client: Client, kiln: Any, mug: Any, at: Any, read: Any) -> None:
    with tenant_context(kiln):
        build_house.house("JDZ", at=at)
        warehouse.receive_many([(v, "JDZ", 3) for v in mug.variants.values()], reference="", at=at)
    exported = client.get("/dashboard/import/export.csv")
    changed = exported.content.decode("utf-8-sig").replace("24.5", "26.5")
    answer = client.post("/dashboard/import/", {"sheet": SimpleUploadedFile("goods.csv", changed.encode())})
    batch = answer["Location"]
    preview = client.get(batch).content.decode()
    client.post(f"{batch}apply/")

    assert exported["Content-Disposition"] == 'attachment; filename="kiln-products.csv"'
    assert "Write 1 product" in preview
    assert read(mug.product_id).variants[0].prices[0].price.amount == Decimal("26.5")
    assert "in the catalogue" in client.get(batch).content.decode()
    assert client.get(f"{batch}findings.csv").content.decode("utf-8-sig").startswith("Row,Column")


def test_an_unreadable_sheet_says_why(client: Client) -> None:
    answer = client.post("/dashboard/import/", {"sheet": SimpleUploadedFile("x.csv", b"produkt;sku\n1;2")}, follow=True)
    assert "produkt" in answer.content.decode()
    assert client.post("/dashboard/import/", {"sheet": SimpleUploadedFile("x.csv", b"  ")}).status_code == 422
