"""Warehouse · what can be refused, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, NotFound


class WarehouseMissing(NotFound):
    code = "warehouse.missing"
    message = _("There is no warehouse “%(warehouse)s”.")


class WarehouseCodeTaken(Conflict):
    code = "warehouse.code_taken"
    message = _("Another warehouse has the code “%(value)s”.")


class ImpossibleMovement(InvalidInput):
    """A movement that no shelf can make; `problem` says why."""

    code = "warehouse.impossible_movement"
