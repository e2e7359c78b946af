"""The vendor API's products: what goes in comes out, edits are not lost, refusals name the field."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tenants.utils import tenant_context
from PIL import Image

from apps.catalog import selectors
from apps.catalog.models import Media, Product
from apps.sheets import tasks
from tests.factories.programs import Program
from tests.integration.api.vendor.conftest import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(mine: Program, mug: dict[str, Any]) -> dict[str, Any]:
    """A product that was made over the API."""
    answer = mine("post", "products", mug)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def at_once(task: Any, vendor: Any) -> Callable[..., None]:
    """The worker's work, done in the place of the queue."""

    def run(*args: Any, **facts: Any) -> None:
        with tenant_context(vendor):  # a task leaves the connection in public
            task.run(*args, **facts)

    return run


def fields(answer: Any) -> set[str]:
    return {one["field"] for one in answer.json()["errors"]}


def test_what_goes_in_comes_out(mine: Program, mug: dict[str, Any], made: dict[str, Any]) -> None:
    found = mine("get", f"products/{made['id']}")
    shown = found.json()

    assert found["ETag"] == '"1"'
    assert shown == made
    for name in ("code", "category", "hs_code", "origin", "customs_description", "attributes"):
        assert shown[name] == mug[name]
    assert {language: text["title"] for language, text in shown["texts"].items()} == {
        "en": "Mug over the wire", "de": "Becher"
    }  # fmt: skip
    assert shown["variants"][0]["prices"] == [
        {"kind": "retail", "min_quantity": 1, "price": {"amount": "24.50", "currency": "CNY"}}
    ]
    assert (shown["status"], shown["problems"]) == ("draft", [])


def test_two_editors_the_second_is_told_what_differs(mine: Program, program: Any, kiln: Any, made: Any) -> None:
    other, path = program(kiln), f"products/{made['id']}"
    tag = mine("get", path)["ETag"]

    first = mine("patch", path, {"brand": "Kiln", "texts": {"en": {"title": "Red mug"}}}, match=tag)
    second = other("patch", path, {"brand": "Other", "hs_code": "691200"}, match=tag)

    assert (first.status_code, first["ETag"]) == (200, '"2"')
    assert second.status_code == 412
    assert second.json()["current_etag"] == '"2"'
    assert second.json()["differing"] == {"brand": {"current": "Kiln", "sent": "Other"}}
    now = mine("get", path).json()
    assert (now["brand"], now["texts"]["en"]["title"], now["texts"]["en"]["description"]) == (
        "Kiln", "Red mug", "Thrown by hand."
    )  # fmt: skip
    assert now["texts"]["de"]["title"] == "Becher"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "products/{id}", {"brand": "X"}),
        ("put", "products/{id}/texts/fr", {"title": "Tasse"}),
        ("delete", "products/{id}/texts/de", None),
        ("put", "products/{id}/prices", {"variants": [{"sku": "API-1", "prices": []}]}),
        ("patch", "variants/{variant}", {"weight_g": 1}),
        ("patch", "profile", {"name": "X"}),
    ],
)
def test_an_edit_that_names_no_version_is_refused(mine: Program, made: Any, method: str, path: str, body: Any) -> None:
    address = path.format(id=made["id"], variant=made["variants"][0]["id"])

    assert mine(method, address, body).status_code == 428
    assert mine(method, address, body, match='"0"').status_code == 412
    assert mine("get", f"products/{made['id']}").json() == made


def test_texts_and_attributes_are_taken_one_by_one(mine: Program, made: Any) -> None:
    path = f"products/{made['id']}"

    mine("put", f"{path}/texts/fr", {"title": "Tasse"}, match="*")
    mine("delete", f"{path}/texts/de", match="*")
    shown = mine("patch", path, {"attributes": {"capacity_ml": {"number": "0.25", "unit": "l"}}}, match="*").json()

    assert set(shown["texts"]) == {"en", "fr"}
    assert shown["attributes"] == {"material": ["stoneware"], "capacity_ml": "250"}
    shown = mine("patch", path, {"attributes": {"capacity_ml": None}}, match="*").json()
    assert shown["attributes"] == {"material": ["stoneware"]}
    assert mine("delete", f"{path}/texts/en", match="*").status_code == 422
    assert mine("put", f"{path}/texts/xx", {"title": "?"}, match="*").status_code == 404


def test_prices_tiers_and_lots(mine: Program, made: Any) -> None:
    path = f"products/{made['id']}/prices"

    def tier(kind: str, quantity: int, amount: str, currency: str = "CNY") -> dict[str, Any]:
        return {"kind": kind, "min_quantity": quantity, "price": {"amount": amount, "currency": currency}}

    tiers = [tier("retail", 1, "20.00"), tier("retail", 1, "3.00", "EUR"), tier("wholesale", 10, "15.00")]
    body = {"variants": [{"sku": "API-1", "moq": 10, "pack_size": 5, "prices": tiers}]}
    answer = mine("put", path, body, match="*")
    assert answer.json() == body
    assert [one["price"] for one in mine("get", "prices?kind=wholesale").json()["data"]] == [tiers[2]["price"]]
    assert {(one["kind"], one["currency"]) for one in mine("get", "price-lists").json()["data"]} == {
        ("retail", "CNY"), ("retail", "EUR"), ("wholesale", "CNY")
    }  # fmt: skip
    rising = [tier("retail", 1, "2.00"), tier("retail", 5, "3.00")]
    refused = mine("put", path, {"variants": [{"sku": "API-1", "prices": rising}]}, match="*")
    assert (refused.status_code, fields(refused)) == (422, {"variants.API-1.prices"})
    strange = mine("put", path, {"variants": [{"sku": "NO", "prices": []}]}, match="*")
    assert (strange.status_code, fields(strange)) == (422, {"variants.0.sku"})
    assert mine("get", path).json() == body


def test_what_is_missing_is_named_and_the_product_stays_a_draft(mine: Program, mug: dict[str, Any]) -> None:
    mug |= {"code": "bare", "hs_code": "", "attributes": {}}
    mug["variants"][0] |= {"sku": "BARE", "weight_g": 0, "prices": []}
    bare = mine("post", "products", mug).json()

    refused = mine("post", f"products/{bare['id']}/publish")

    assert refused.status_code == 422
    assert {"attributes.material", "hs_code", "variants.BARE.prices", "variants.BARE.weight_g"} <= fields(refused)
    assert mine("get", f"products/{bare['id']}").json()["status"] == "draft"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "no-such-category"}, "category"),
        ({"hs_code": "12"}, "hs_code"),
        ({"texts": {"en": {"description": "untitled"}}}, "texts.en.title"),
        ({"texts": {"xx": {"title": "?"}}}, "texts.xx"),
        ({"texts": {"en": {"title": "Mug", "slug": "Not A Slug"}}}, "texts.en.slug"),
        ({"attributes": {"material": ["unobtainium"]}}, "attributes.material"),
        ({"attributes": {"no_such": "x"}}, "attributes.no_such"),
        ({"variants": [{"sku": "A", "gtin": "123"}]}, "variants.A.gtin"),
        ({"variants": [{"sku": "A", "weight_g": -1}]}, "variants.0.weight_g"),
        ({"variants": [{"sku": "A", "weight_g": 10**30}]}, "variants.0.weight_g"),
        ({"variants": [{"sku": "A", "options": {"size": "XL"}}]}, "variants.A.options"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_refusal_names_the_field_and_nothing_is_written(
    mine: Program, kiln: Any, mug: dict[str, Any], changes: Any, field: str
) -> None:
    refused = mine("post", "products", mug | changes)

    assert refused.status_code == 422, refused.content
    assert refused["Content-Type"] == "application/problem+json"
    assert field in fields(refused)
    with tenant_context(kiln):
        assert not Product.objects.exists()


def test_a_key_makes_one_product_and_the_same_bytes(mine: Program, kiln: Any, mug: dict[str, Any]) -> None:
    first = mine("post", "products", mug, key="one")
    again = mine("post", "products", mug, key="one")
    other = mine("post", "products", mug | {"brand": "X"}, key="one")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    with tenant_context(kiln):
        assert Product.objects.count() == 1


def test_several_are_published_each_for_itself(mine: Program, made: Any, mug: dict[str, Any]) -> None:
    mug["variants"][0]["sku"] = "API-2"
    bare = mine("post", "products", mug | {"code": "bare", "hs_code": ""}).json()
    nobody = "0190a0a0-0000-7000-8000-000000000000"

    found = mine("post", "product-statuses", {"action": "publish", "ids": [made["id"], bare["id"], nobody]}).json()

    assert [row["done"] for row in found["results"]] == [True, False, False]
    assert found["results"][1]["code"] == "catalog.not_publishable"
    assert {row["status"] for row in mine("get", "products").json()["data"]} == {"published", "draft"}


def test_lists_are_narrowed_and_walked_both_ways(mine: Program, mug: dict[str, Any]) -> None:
    for number in range(5):
        mug["variants"][0]["sku"] = f"S-{number}"
        mug["texts"] = {"en": {"title": f"Mug {number}"}}
        mine("post", "products", mug | {"code": f"mug-{number}"})

    first = mine("get", "products?limit=2").json()
    second = mine("get", first["next"].split("localhost", 1)[1]).json()
    back = mine("get", second["previous"].split("localhost", 1)[1]).json()

    assert [row["code"] for row in first["data"] + second["data"]] == ["mug-4", "mug-3", "mug-2", "mug-1"]
    assert [row["code"] for row in back["data"]] == ["mug-4", "mug-3"]
    assert back["previous"] is None
    assert [row["code"] for row in mine("get", "products?q=S-3").json()["data"]] == ["mug-3"]
    assert [row["sku"] for row in mine("get", "variants?sku=S-1").json()["data"]] == ["S-1"]
    assert mine("get", "products?status=gone").status_code == 400
    assert mine("get", "products?stauts=draft").json()["errors"][0]["field"] == "stauts"


def test_a_picture_is_drawn_anew(mine: Program, made: Any) -> None:
    photograph = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera with a secret"
    Image.new("RGB", (400, 500), (170, 60, 40)).save(photograph, "JPEG", exif=exif)
    sent = SimpleUploadedFile("mug.jpg", photograph.getvalue() + b"<script>hidden()</script>", "image/jpeg")

    shown = mine.send(f"products/{made['id']}/media", {"picture": sent, "alt": "A red mug", "sku": "API-1"}).json()

    (media,) = shown["media"]
    assert (media["alt"], media["variant_id"]) == ({"en": "A red mug"}, shown["variants"][0]["id"])
    name = media["files"][-1]["url"].split("/media/", 1)[1]
    with default_storage.open(name) as kept:
        data = kept.read()
        assert Image.open(io.BytesIO(data)).format == "WEBP"
    assert b"secret" not in data
    assert b"<script>" not in data

    path = f"products/{made['id']}/media/{media['id']}"
    described = mine("patch", path, {"alt": {"de": "Ein roter Becher"}}, match="*").json()
    assert described["media"][0]["alt"] == {"en": "A red mug", "de": "Ein roter Becher"}
    assert mine("patch", path, {"alt": {"de": "x"}}).status_code == 428
    assert mine("delete", path, match="*").json()["media"] == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mug.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("mug.jpg", b"GIF89a" + bytes(400)),
        ("mug.jpg", b"\xff\xd8\xff\xe0" + b"<html><script>alert(1)</script>"),
        ("mug.png", b"PK\x03\x04" + bytes(200)),
        ("mug.jpg", b"\x00"),
        ("mug.jpg", bytes(16 * 1024 * 1024)),
    ],
)
def test_what_is_no_picture_is_refused_by_name(mine: Program, kiln: Any, made: Any, name: str, data: bytes) -> None:
    sent = SimpleUploadedFile(name, data, "image/jpeg")

    refused = mine.send(f"products/{made['id']}/media", {"picture": sent, "alt": "A mug"})

    assert (refused.status_code, fields(refused)) == (422, {"picture"})
    with tenant_context(kiln):
        assert not Media.objects.exists()


def test_a_gigantic_picture_in_few_bytes_is_refused(mine: Program, kiln: Any, made: Any) -> None:
    bomb = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(bomb, "PNG")
    sent = SimpleUploadedFile("bomb.png", bomb.getvalue(), "image/png")

    refused = mine.send(f"products/{made['id']}/media", {"picture": sent, "alt": "A mug"})

    assert (refused.status_code, fields(refused)) == (422, {"picture"})
    assert mine.send(f"products/{made['id']}/media", {"picture": jpeg((90, 90)), "alt": "x"}).status_code == 422
    with tenant_context(kiln):
        assert not Media.objects.exists()


def test_a_sheet_is_uploaded_previewed_applied_and_exported(
    mine: Program, kiln: Any, at: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any, made: Any
) -> None:
    for task in (tasks.check_import, tasks.apply_import):
        monkeypatch.setattr(task, "delay", at_once(task, kiln))
    exported = mine("get", "products.csv")
    assert exported["Content-Type"] == "text/csv; charset=utf-8"
    changed = exported.content.decode().replace("Mug over the wire", "Mug by sheet")
    assert changed != exported.content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        sent = mine.send("imports", {"sheet": SimpleUploadedFile("goods.csv", changed.encode(), "text/csv")})
    assert sent.status_code == 202
    path = f"imports/{sent.json()['id']}"
    preview = mine("get", path).json()
    assert (preview["state"], preview["changed"], preview["can_apply"]) == ("checked", 1, True)
    with tenant_context(kiln):
        assert selectors.product_snapshot(made["id"]).texts["en"].title == "Mug over the wire"  # type: ignore[union-attr]

    assert mine("post", f"{path}/apply").json()["state"] == "applied"
    assert mine("get", f"products/{made['id']}").json()["texts"]["en"]["title"] == "Mug by sheet"
    assert mine("post", f"{path}/apply").status_code == 202


def test_a_sheet_with_wrong_cells_says_which(
    mine: Program, kiln: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(tasks.check_import, "delay", at_once(tasks.check_import, kiln))
    sheet = b"product,category,title.en,sku,weight_g\nmug,no-such,Mug,A-1,heavy\n"
    with django_capture_on_commit_callbacks(execute=True):
        sent = mine.send("imports", {"sheet": SimpleUploadedFile("goods.csv", sheet, "text/csv")})
    path = f"imports/{sent.json()['id']}"

    preview = mine("get", path).json()

    assert preview["faulty"] == 1
    assert {(one["row"], one["column"]) for one in preview["first_findings"]} >= {(2, "weight_g")}
    assert b"weight_g" in mine("get", f"{path}/findings.csv").content
    empty = mine.send("imports", {"sheet": SimpleUploadedFile("goods.csv", b"", "text/csv")})
    assert empty.status_code == 422


def test_a_body_that_is_no_json_is_a_clean_refusal(mine: Program) -> None:
    client: Client = mine.client
    for body, kind in ((b"{", "application/json"), (b'{"code": "\\u0000"}', "application/json"),
                       (b"\xff\xfe", "application/json"), (b"<x/>", "application/xml")):  # fmt: skip
        answer = client.post("/api/v1/vendor/products", body, content_type=kind)
        assert answer.status_code in (400, 415), body
        assert answer["Content-Type"] == "application/problem+json"


def test_prices_in_other_currencies_are_tried_out_and_decided(mine: Program, made: dict[str, Any]) -> None:
    address, sku = f"products/{made['id']}/currency-prices", made["variants"][0]["sku"]
    found = mine("get", address)
    usual = {(row["market"], row["currency"]): row for row in found.json()["prices"]}
    assert found.json()["terms"] == []
    terms = [
        {"sku": sku, "currency": "EUR", "mode": "fixed", "price": "9.90"},
        {"sku": sku, "currency": "USD", "mode": "not_sold"},
    ]
    tried = mine("post", f"{address}/trial", {"terms": terms})
    rows = {(row["market"], row["currency"]): row for row in tried.json()["prices"]}
    assert rows["DE", "EUR"]["price"] == {"amount": "9.90", "currency": "EUR"}
    assert rows["DE", "EUR"]["receives"]["amount"] != usual["DE", "EUR"]["receives"]["amount"]
    assert (rows["US", "USD"]["is_sold"], rows["US", "USD"]["price"]) == (False, None)
    assert mine("get", address)["ETag"] == found["ETag"], "trying keeps nothing"

    refused = mine("put", address, {"terms": [*terms, {**terms[0], "currency": "JPY"}]}, match=found["ETag"])
    assert (refused.status_code, fields(refused)) == (422, {"terms.2.price"})
    kept = mine("put", address, {"terms": terms}, match=found["ETag"])
    assert (kept.status_code, kept.json()["prices"]) == (200, tried.json()["prices"])
    assert mine("put", address, {"terms": terms}, match=found["ETag"]).status_code == 412
    assert mine("post", f"{address}/trial", {"terms": [{**terms[0], "sku": "NOBODY"}]}).status_code == 422
