"""The connection shows one vendor's rows alone, whatever has just happened to it.

PostgreSQL undoes a SET when its transaction aborts, so whoever remembers the
search_path as «already set» is then wrong. Canary rows tell whose rows are read.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, close_old_connections, connection, transaction
from django_tenants.utils import tenant_context

from apps.catalog import operations as catalog
from apps.catalog.models import Product
from apps.common.models import NoVendor, TenantModel
from apps.common.tasks import REGISTERED, UnboundTask, public_task, vendor_task
from apps.common.tenancy import current_schema, is_public
from apps.vendors.types import TeamRole
from marketplace import celery
from tests.factories import catalog as build
from tests.integration.tenancy.people import member, team_browser

OPERATIONS = 1000
THREADS = 4


class Broken(Exception):
    """Raised on purpose."""


@pytest.fixture
def canaries(own_database: str, kiln: Any, loom: Any, at: datetime) -> None:
    for vendor in (kiln, loom):
        plant(vendor, at=at)


def plant(vendor: Any, *, at: datetime) -> None:
    with transaction.atomic(), tenant_context(vendor):
        text = build.ProductText(f"Canary of {vendor.slug}", "Sings.")
        catalog.create_product(build.product(f"canary-{vendor.slug}", texts={"en": text}), at=at)


def codes() -> set[str]:
    return set(Product.objects.values_list("code", flat=True))


def raw_codes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM catalog_product")
        return {code for (code,) in cursor.fetchall()}


def rollback(other: Any) -> None:
    with pytest.raises(Broken), transaction.atomic():
        assert codes()
        raise Broken


def rollback_inside_another_vendor(other: Any) -> None:
    with pytest.raises(Broken), transaction.atomic(), tenant_context(other):
        assert codes() == {f"canary-{other.slug}"}
        raise Broken


def savepoint_rollback_inside_another_vendor(other: Any) -> None:
    with transaction.atomic():
        with pytest.raises(Broken), tenant_context(other), transaction.atomic():
            assert codes() == {f"canary-{other.slug}"}
            raise Broken
        assert f"canary-{other.slug}" not in codes()


def savepoint_rollback_around_another_vendor(other: Any) -> None:
    with transaction.atomic():
        with pytest.raises(Broken), transaction.atomic():
            with tenant_context(other):
                assert codes() == {f"canary-{other.slug}"}
            assert f"canary-{other.slug}" not in codes()
            raise Broken
        assert f"canary-{other.slug}" not in codes()


def sql_error(other: Any) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")


def sql_error_in_a_transaction(other: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), tenant_context(other), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def sql_error_in_a_savepoint(other: Any) -> None:
    with transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic(), tenant_context(other), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        assert f"canary-{other.slug}" not in codes()


def closed_connection(other: Any) -> None:
    connection.close()


def closed_inside_another_vendor(other: Any) -> None:
    with tenant_context(other):
        assert codes()
        connection.close()


def lost_connection(other: Any) -> None:
    """The server ends our session; Django's health check opens another at the next request."""
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close_if_unusable_or_obsolete()
    connection.close()


def rows_left_unread(other: Any) -> None:
    with transaction.atomic():
        with tenant_context(other):
            rows = Product.objects.iterator(chunk_size=1)
            next(rows)
        rows.close()


DISTURBANCES = [
    rollback, rollback_inside_another_vendor, savepoint_rollback_inside_another_vendor,
    savepoint_rollback_around_another_vendor, sql_error, sql_error_in_a_transaction, sql_error_in_a_savepoint,
    closed_connection, closed_inside_another_vendor, lost_connection, rows_left_unread,
]  # fmt: skip


def test_rows_are_the_entered_vendor_s_after_every_disturbance(canaries: None, kiln: Any, loom: Any) -> None:
    for disturb in DISTURBANCES:
        for vendor, other in ((kiln, loom), (loom, kiln)):
            mine, theirs = {f"canary-{vendor.slug}"}, {f"canary-{other.slug}"}
            with tenant_context(vendor):
                disturb(other)
                assert codes() == mine, disturb.__name__
                assert raw_codes() == mine, disturb.__name__
                with tenant_context(other):
                    assert raw_codes() == theirs, disturb.__name__
                assert raw_codes() == mine, disturb.__name__
            assert is_public(), disturb.__name__
            with pytest.raises(NoVendor):
                codes()
            with pytest.raises(ProgrammingError, match="does not exist"):
                raw_codes()


def test_an_exception_leaves_the_vendor(kiln: Any, loom: Any) -> None:
    with pytest.raises(Broken), tenant_context(kiln), tenant_context(loom):
        raise Broken

    assert is_public()


def test_every_vendor_model_refuses_to_be_asked_outside_a_vendor(db: None) -> None:
    models = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    assert len(models) > 15

    for model in models:
        with pytest.raises(NoVendor, match=model.__name__):
            model._default_manager.count()
        with pytest.raises(NoVendor):
            model._base_manager.count()
        if hasattr(model, "objects"):
            with pytest.raises(NoVendor):
                model.objects.exists()


@pytest.fixture
def read_canary() -> Iterator[Any]:
    """A vendor's task, and one that is public, of this test alone."""

    name = f"catalog.read_canary_{uuid4().hex}"

    @vendor_task(name)
    def read(*, vendor: Any) -> tuple[str, set[str]]:
        return vendor.slug, codes()

    yield read
    forget(name)


def forget(name: str) -> None:
    REGISTERED.pop(name, None)
    app: Celery = celery.app
    app.tasks.pop(name, None)


def test_a_vendor_s_task_without_a_vendor_refuses(canaries: None, read_canary: Any, kiln: Any) -> None:
    with pytest.raises(UnboundTask, match="vendor_id"):
        read_canary.delay()
    with tenant_context(kiln), pytest.raises(UnboundTask, match="vendor_id"):
        read_canary.delay()

    assert read_canary.delay(vendor_id=kiln.pk).get() == ("kiln", {"canary-kiln"})
    assert is_public()


def test_a_public_task_sees_no_vendor_even_when_called_inside_one(canaries: None, kiln: Any) -> None:
    @public_task("catalog.where_am_i")
    def where() -> str:
        return current_schema()

    try:
        with tenant_context(kiln):
            assert where.delay().get() == "public"
    finally:
        forget("catalog.where_am_i")


def test_a_thousand_interleaved_operations_never_show_another_vendor_s_row(
    canaries: None, read_canary: Any, kiln: Any, loom: Any, at: datetime
) -> None:
    """Reads, writes, rollbacks, errors, lost connections, tasks and requests, shuffled over threads."""
    owners = {vendor.slug: member(vendor, TeamRole.OWNER) for vendor in (kiln, loom)}
    faults: list[str] = []
    done: list[str] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        browsers = {vendor.slug: team_browser(vendor, owners[vendor.slug]) for vendor in (kiln, loom)}
        try:
            for _ in range(OPERATIONS // THREADS):
                vendor, other = chance.choice(((kiln, loom), (loom, kiln)))
                name, act = chance.choices(MIX, weights=[weight for _, _, weight in MIX])[0][:2]
                for stray in act(vendor, other, browsers[vendor.slug], chance, read_canary, at):
                    faults.append(f"seed {seed}, {name}: {stray} at {vendor.slug}")
                if not is_public():
                    faults.append(f"seed {seed}, {name}: left the connection on {current_schema()}")
                done.append(name)
        except Exception as error:
            faults.append(f"seed {seed}: {type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    assert faults == []
    assert len(done) == OPERATIONS
    assert set(done) == {name for name, _, _ in MIX}
    for vendor, other in ((kiln, loom), (loom, kiln)):
        with tenant_context(vendor):
            assert strays(codes(), other) == []
            assert not any(code.startswith("undone") for code in codes())


def strays(found: set[str], other: Any) -> list[str]:
    return sorted(code for code in found if other.slug in code)


Act = Callable[..., list[str]]


def _read(vendor: Any, other: Any, *_: Any) -> list[str]:
    with tenant_context(vendor):
        return strays(codes() | raw_codes(), other)


def _nested(vendor: Any, other: Any, *_: Any) -> list[str]:
    with tenant_context(other):
        codes()
        with tenant_context(vendor):
            found = strays(raw_codes(), other)
        return found + strays(raw_codes(), vendor)


def _write(vendor: Any, other: Any, _browser: Any, chance: random.Random, _task: Any, at: datetime) -> list[str]:
    with transaction.atomic(), tenant_context(vendor):
        code = f"{vendor.slug}-{chance.getrandbits(64):x}"
        Product.objects.create(code=code, category_id=_category(), created_at=at, updated_at=at)
        return strays(codes(), other)


def _write_and_roll_back(
    vendor: Any, other: Any, _browser: Any, chance: random.Random, _task: Any, at: datetime
) -> list[str]:
    with tenant_context(vendor):
        try:
            with transaction.atomic():
                code = f"undone-{chance.getrandbits(64):x}"
                Product.objects.create(code=code, category_id=_category(), created_at=at, updated_at=at)
                with tenant_context(other):
                    codes()
                raise Broken
        except Broken:
            pass
        return strays(codes() | raw_codes(), other)


def _savepoint(vendor: Any, other: Any, *_: Any) -> list[str]:
    with transaction.atomic(), tenant_context(vendor):
        try:
            with tenant_context(other), transaction.atomic():
                codes()
                raise Broken
        except Broken:
            pass
        return strays(raw_codes(), other)


def _error(vendor: Any, other: Any, *_: Any) -> list[str]:
    with tenant_context(vendor):
        try:
            with transaction.atomic(), tenant_context(other), connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        except DatabaseError:
            pass
        return strays(codes() | raw_codes(), other)


def _reconnect(vendor: Any, other: Any, *_: Any) -> list[str]:
    with tenant_context(vendor):
        codes()
        connection.close()
        return strays(codes() | raw_codes(), other)


def _task(vendor: Any, other: Any, _browser: Any, _chance: Any, task: Any, *_: Any) -> list[str]:
    slug, found = task.delay(vendor_id=vendor.pk).result
    return strays(found, other) + ([] if slug == vendor.slug else [f"the task ran as {slug}"])


def _request(vendor: Any, other: Any, browser: Any, *_: Any) -> list[str]:
    answer = browser.get("/dashboard/products/")
    text = answer.content.decode()
    if answer.status_code != 200 or f"Canary of {vendor.slug}" not in text:
        return [f"answered {answer.status_code}"]
    return [f"Canary of {other.slug}"] if f"Canary of {other.slug}" in text else []


def _refused_request(vendor: Any, other: Any, browser: Any, *_: Any) -> list[str]:
    answer = browser.get("/dashboard/products/00000000-0000-7000-8000-000000000000/")
    return [] if answer.status_code == 404 else [f"answered {answer.status_code}"]


MIX: list[tuple[str, Act, int]] = [
    ("read", _read, 20), ("nested", _nested, 15), ("write", _write, 6), ("roll back", _write_and_roll_back, 12),
    ("savepoint", _savepoint, 15), ("error", _error, 12), ("reconnect", _reconnect, 3), ("task", _task, 10),
    ("request", _request, 4), ("refused request", _refused_request, 3),
]  # fmt: skip


def _category() -> str:
    from apps.taxonomy.models import Category

    return str(Category.objects.values_list("pk", flat=True).order_by("pk")[0])


def test_cache_entries_of_one_vendor_are_not_another_s(kiln: Any, loom: Any) -> None:
    from django.core.cache import cache

    with tenant_context(kiln):
        cache.set("canary", "kiln")
    with tenant_context(loom):
        assert cache.get("canary") is None
        cache.set("canary", "loom")
    assert cache.get("canary") is None
    with tenant_context(kiln):
        assert cache.get("canary") == "kiln"
        assert kiln.schema_name in cache.make_key("canary")


def test_files_lie_in_their_vendor_s_folder(kiln: Any, loom: Any, at: datetime, tmp_path: Any, settings: Any) -> None:
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path
    for vendor in (kiln, loom):
        with transaction.atomic(), tenant_context(vendor):
            ref = catalog.create_product(build.product(f"pictured-{vendor.slug}"), at=at)
            media = catalog.add_media(ref.product_id, image=Image.new("RGB", (400, 400)), alt={"en": "Grey"}, at=at)
            assert media.key.startswith(f"{vendor.schema_name}/")

    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert {file.parts[0] for file in files} == {kiln.schema_name, loom.schema_name}


def test_the_limit_on_set_calls_is_on_so_that_the_above_means_something() -> None:
    assert settings.TENANT_LIMIT_SET_CALLS is True
