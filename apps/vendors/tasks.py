"""Vendors · work after an approval · public schema."""

from __future__ import annotations

import logging
from datetime import timedelta

from kombu.exceptions import OperationalError

from apps.common.clock import now
from apps.common.tasks import public_task

from . import operations
from .errors import ProvisioningFailed
from .models import Vendor
from .types import VendorStatus

log = logging.getLogger(__name__)

OVERDUE = timedelta(seconds=30)


@public_task("vendors.provision")
def provision(vendor_id: int) -> None:
    """Make an approved vendor's schema."""
    operations.provision(vendor_id, at=now())


@public_task("vendors.finish_provisioning")
def finish_provisioning() -> int:
    """Make the schemas that should have been there long since, because a task or a worker was lost; how many."""
    waiting = Vendor.objects.filter(status=VendorStatus.PROVISIONING, created_at__lte=now() - OVERDUE)
    finished = 0
    for vendor_id in waiting.order_by("pk").values_list("pk", flat=True):
        try:
            operations.provision(vendor_id, at=now())
        except ProvisioningFailed as failure:
            log.warning("vendor %s: %s", vendor_id, failure)
        else:
            finished += 1
    return finished


def nudge(vendor_id: int) -> None:
    """Have a worker make the schema at once. Where the broker does not answer, beat finds the vendor."""
    try:
        provision.delay(vendor_id)
    except OperationalError:
        log.warning("The broker does not answer; vendor %s waits for beat.", vendor_id)
