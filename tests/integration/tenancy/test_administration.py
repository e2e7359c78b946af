"""Administration: staff alone, one vendor's tables at a time, lists within their budget."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from django_tenants.utils import tenant_context

from apps.common.admin import staff_site, vendor_tables
from apps.common.clock import now
from apps.orders.models import Order
from apps.vendors import selectors as vendors
from tests.factories import checkout as make
from tests.integration.tenancy.people import browser, member, person, staff_browser

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 15
PUBLIC_LISTS = sorted(f"/admin/{m._meta.app_label}/{m._meta.model_name}/" for m in staff_site._registry)
SEARCHED_LISTS = sorted(
    f"/admin/{m._meta.app_label}/{m._meta.model_name}/"
    for m, desk in staff_site._registry.items()
    if desk.search_fields
)
VENDOR_LISTS = sorted(f"{m._meta.app_label}/{m._meta.model_name}/" for m in vendor_tables._registry)


@pytest.fixture
def staff() -> Client:
    return staff_browser(person(is_staff=True, is_superuser=True))


@pytest.fixture(scope="module")
def orders(kept: None) -> dict[str, str]:
    """The number of each vendor's order of one purchase."""
    kiln, loom, at = vendors.by_slug("kiln"), vendors.by_slug("loom"), now()
    with override_settings(PAYMENT_GATEWAY="noop"):
        make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at)
    found = {}
    for vendor in (kiln, loom):
        with tenant_context(vendor):
            found[vendor.slug] = Order.objects.get().number
    return found


def test_both_sites_have_lists() -> None:
    assert len(PUBLIC_LISTS) > 25
    assert len(VENDOR_LISTS) >= 4


def statements(client: Client, path: str) -> tuple[int, int]:
    """The status of a page, and how many statements it took but for those that choose the schema."""
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path).status_code
    return status, sum(not query["sql"].startswith(("SET ", "SAVEPOINT", "RELEASE")) for query in captured)


def test_lists_of_public_rows_hold_to_their_statements(staff: Client, orders: Any) -> None:
    assert staff.get("/admin/").status_code == 200

    found = {path: statements(staff, path) for path in PUBLIC_LISTS}
    assert {path: answer for path, answer in found.items() if answer[0] != 200 or answer[1] > MOST_STATEMENTS} == {}
    assert {path for path in SEARCHED_LISTS if staff.get(path, {"q": "nothing like this"}).status_code != 200} == set()


@pytest.mark.parametrize("slug", ["kiln", "loom"])
def test_lists_of_a_vendor_s_rows_name_the_vendor_and_show_its_own(
    slug: str, staff: Client, orders: dict[str, str]
) -> None:
    other = {"kiln": "loom", "loom": "kiln"}[slug]

    for path in (f"/admin/v/{slug}/{path}" for path in VENDOR_LISTS):
        status, count = statements(staff, path)
        assert (status, count <= MOST_STATEMENTS) == (200, True), (path, count)
        page = staff.get(path).content.decode()
        assert f"Tables of {slug.title()}" in strip_tags(page)
        assert orders[other] not in page
    assert orders[slug] in staff.get(f"/admin/v/{slug}/orders/order/").content.decode()


def test_a_row_of_one_vendor_is_not_among_the_other_s(staff: Client, orders: Any, kiln: Any, loom: Any) -> None:
    """Sequential keys are the same in both schemas: what is shown is the entered vendor's."""
    with tenant_context(loom):
        key = Order.objects.get().pk
    page = staff.get(f"/admin/v/loom/orders/order/{key}/change/")

    assert page.status_code == 200
    assert orders["loom"] in page.content.decode()
    assert orders["kiln"] not in page.content.decode()


def test_a_vendor_without_a_name_here_has_no_tables(staff: Client) -> None:
    assert staff.get("/admin/v/nobody/orders/order/").status_code == 404


def test_an_append_only_row_cannot_be_changed_in_administration(staff: Client, orders: Any, kiln: Any) -> None:
    with tenant_context(kiln):
        key = Order.objects.get().pk
    answer = staff.post(f"/admin/v/kiln/orders/order/{key}/change/", {"status": "cancelled"})

    assert answer.status_code == 403
    with tenant_context(kiln):
        assert Order.objects.get().status == "placed"


@pytest.mark.parametrize("who", ["guest", "shopper", "owner", "shopper's session of staff", "team session of staff"])
def test_administration_refuses(who: str, kiln: Any) -> None:
    root = person(is_staff=True, is_superuser=True)
    clients = {
        "guest": lambda: staff_browser(None),
        "shopper": lambda: staff_browser(person()),
        "owner": lambda: staff_browser(member(kiln, "owner")),
        "shopper's session of staff": lambda: browser(user=root, cookie=settings.SHOPPER_COOKIE_NAME),
        "team session of staff": lambda: browser(user=root, cookie=settings.TEAM_COOKIE_NAME),
    }
    client = clients[who]()

    for path in ("/admin/", "/admin/vendors/vendor/", "/admin/v/kiln/", "/admin/v/kiln/orders/order/"):
        answer = client.get(path)
        assert answer.status_code in (302, 403), path
        if answer.status_code == 302:
            assert "/login/" in answer["Location"] or answer["Location"].startswith("/admin/?next="), path
        assert client.get(path, follow=True).status_code in (200, 403), path


def test_staff_without_rights_see_no_vendor_s_tables(kiln: Any) -> None:
    clerk = person(is_staff=True)
    client = staff_browser(clerk)

    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/vendors/vendor/").status_code == 403
    assert client.get("/admin/v/kiln/orders/order/").status_code == 302

    content_type = ContentType.objects.get_by_natural_key("vendors", "vendor")
    clerk.user_permissions.add(Permission.objects.get(content_type=content_type, codename="view_vendor"))
    assert client.get("/admin/vendors/vendor/").status_code == 200
    assert client.get("/admin/v/kiln/orders/order/").status_code == 200


def test_administration_is_not_on_a_vendor_s_host(kiln: Any) -> None:
    client = browser("kiln", user=person(is_staff=True, is_superuser=True), cookie=settings.STAFF_COOKIE_NAME)

    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 404


def test_labels_are_not_among_the_pictures_that_everybody_may_see(settings: Any, tmp_path: Any, kiln: Any) -> None:
    """A label bears a buyer's name and address, and its number can be guessed."""
    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / kiln.schema_name / "labels"
    folder.mkdir(parents=True)
    (folder / "CM000000014CN.pdf").write_bytes(b"%PDF-1.4")
    (folder.parent / "picture-240.webp").write_bytes(b"RIFF")
    for host in ("", "kiln"):
        assert browser(host).get(f"/media/{kiln.schema_name}/picture-240.webp").status_code == 200
        for path in ("labels/CM000000014CN.pdf", "x/../labels/CM000000014CN.pdf", "labels//CM000000014CN.pdf"):
            assert browser(host).get(f"/media/{kiln.schema_name}/{path}", follow=True).status_code == 404
