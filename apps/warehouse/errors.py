"""Warehouse · what can be refused, and why."""

from __future__ import annotations

from collections.abc import Iterable

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


class BinMissing(NotFound):
    code = "warehouse.bin_missing"
    message = _("There is no bin “%(bin)s” in this warehouse.")


class BinCodeTaken(Conflict):
    code = "warehouse.bin_code_taken"
    message = _("This warehouse has a bin “%(value)s” already.")


class LotMissing(NotFound):
    code = "warehouse.lot_missing"
    message = _("There is no lot “%(lot)s” of these goods.")


class LotDiffers(Conflict):
    code = "warehouse.lot_differs"
    message = _("The lot “%(lot)s” is known with other dates.")
    remedy = _("Check the number, or leave the dates out.")


class NotStowedThere(Conflict):
    """Fewer pieces lie in the bin or of the lot than are to be taken."""

    code = "warehouse.not_stowed_there"
    message = _("Only %(pieces)s pieces lie there.")
    remedy = _("Count the bin, or take fewer.")


class SerialUnknown(NotFound):
    code = "warehouse.serial_unknown"
    message = _("No piece of these goods has the number “%(serial)s”.")


class SerialElsewhere(Conflict):
    code = "warehouse.serial_elsewhere"
    message = _("The piece “%(serial)s” is not in this house: %(state)s.")


class SerialTaken(Conflict):
    code = "warehouse.serial_taken"
    message = _("Another piece has the number “%(serial)s”.")


class WhichCameBack(InvalidInput):
    """`serials` are the numbers of those that left, `pieces` how many of them go on the shelf."""

    code = "warehouse.which_came_back"

    def __init__(self, *, field: str, pieces: int, known: Iterable[str]) -> None:
        known = sorted(known)
        problem = _("Scan the number of each piece that goes on the shelf, each once (%(pieces)s of %(numbers)s).")
        super().__init__(field=field, problem=problem, pieces=pieces, serials=known, numbers=", ".join(known))


class EnoughScanned(Conflict):
    code = "warehouse.enough_scanned"
    message = _("All %(quantity)s pieces of these goods are packed already.")


class TransferMissing(NotFound):
    code = "warehouse.transfer_missing"
    message = _("There is no such transfer.")


class TransferNotSo(Conflict):
    code = "warehouse.transfer_not_so"
    message = _("The transfer is in another state: %(state)s.")


class BasisMissing(InvalidInput):
    """Goods leave bond only with the number of the customs entry that released them."""

    code = "warehouse.basis_missing"


class CountMissing(NotFound):
    code = "warehouse.count_missing"
    message = _("There is no such count.")


class CountClosed(Conflict):
    code = "warehouse.count_closed"
    message = _("This has been counted already.")


class NothingToCount(Conflict):
    code = "warehouse.nothing_to_count"
    message = _("Nothing in this warehouse is due to be counted.")
