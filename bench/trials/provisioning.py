"""bench · no app · inside the marketplace: a vendor's schema made by us, and made by django-tenants' own way."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import connection, transaction

from apps.common.clock import now
from apps.common.tenancy import leave_vendor
from apps.vendors import operations as vendors
from apps.vendors.models import Vendor
from bench.trials.spending import Bill, spending


def main(answer: str, postmaster: str, repeats: str) -> None:
    """Each way so many times, in turn; fails where the two leave different tables behind."""
    pid, ours, theirs = int(postmaster), list[Bill](), list[Bill]()
    for number in range(int(repeats)):
        own, stock = _registered(f"own-{number}"), _registered(f"stock-{number}")
        with spending(pid) as bill:
            vendors.provision(own.pk, at=now())
        ours.append(bill)
        with spending(pid) as bill:
            stock.create_schema(check_if_exists=True, sync_schema=True, verbosity=0)
        theirs.append(bill)
        leave_vendor()
        if _tables(own.schema_name) != _tables(stock.schema_name):
            raise SystemExit("The two ways do not make the same tables.")
        print(f"{number + 1}/{repeats}: {ours[-1].wall_s:.2f} s and {theirs[-1].wall_s:.2f} s", flush=True)
    Path(answer).write_text(
        json.dumps(
            {
                "ours": [[bill.wall_s, bill.cpu_s] for bill in ours],
                "theirs": [[bill.wall_s, bill.cpu_s] for bill in theirs],
            }
        )
    )


def _registered(slug: str) -> Vendor:
    with transaction.atomic():
        return vendors.register(slug=slug, name=slug, legal_name=slug, country="DE", currency="EUR", languages=["en"])


def _tables(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = %s", [schema]
        )
        return {name for (name,) in cursor.fetchall()}
