"""Fulfilment · what can be refused: each says why, and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, NotFound


class PackingUnknown(NotFound):
    code = "fulfilment.packing_unknown"
    message = _("The packing of this shipment has not begun.")


class CartonUnknown(NotFound):
    code = "fulfilment.carton_unknown"
    message = _("There is no such carton.")


class CartonCodeTaken(InvalidInput):
    code = "fulfilment.carton_code_taken"

    def __init__(self, *, carton: str) -> None:
        super().__init__(field="code", problem=_("There is a carton “%(carton)s” already."), carton=carton)


class NoCartons(Conflict):
    code = "fulfilment.no_cartons"
    message = _("No carton is in use, so nothing can be planned into one.")
    remedy = _("Add your cartons first, or take the usual sizes.")


class NotToBePacked(Conflict):
    code = "fulfilment.not_to_be_packed"
    message = _("This shipment is not to be packed now.")
    remedy = _("Confirm the order first; once its label is printed, nothing can be packed anew.")


class PackingBegun(Conflict):
    code = "fulfilment.packing_begun"
    message = _("Pieces were scanned already, so the cartons stay as they are.")
    remedy = _("Take every piece out again before you plan anew.")


class WrongItem(InvalidInput):
    """What was scanned is not in this shipment."""

    code = "fulfilment.wrong_item"

    def __init__(self, *, scanned: str) -> None:
        super().__init__(
            field="scan",
            problem=_("“%(scanned)s” does not belong into this shipment. Put it aside."),
            scanned=scanned,
        )


class WrongBox(InvalidInput):
    """What was scanned lies in another box of the shipment, or will."""

    code = "fulfilment.wrong_box"

    def __init__(self, *, sku: str, number: int) -> None:
        super().__init__(
            field="scan",
            problem=_("“%(sku)s” does not belong into this box but into box %(number)s. Put it aside for that one."),
            sku=sku,
            number=number,
        )


class OneTooMany(InvalidInput):
    code = "fulfilment.one_too_many"

    def __init__(self, *, sku: str) -> None:
        super().__init__(
            field="scan",
            problem=_("All pieces of “%(sku)s” are packed already. Put this one back on the shelf."),
            sku=sku,
        )


class SerialWanted(InvalidInput):
    code = "fulfilment.serial_wanted"

    def __init__(self, *, sku: str) -> None:
        super().__init__(
            field="scan",
            problem=_("Pieces of “%(sku)s” have numbers of their own. Scan the serial number instead."),
            sku=sku,
        )


class SerialPacked(InvalidInput):
    code = "fulfilment.serial_packed"

    def __init__(self, *, serial: str) -> None:
        super().__init__(field="scan", problem=_("The piece “%(serial)s” is packed already."), serial=serial)


class BoxShort(Conflict):
    code = "fulfilment.box_short"
    message = _("Box %(number)s cannot be closed: pieces are missing, %(missing)s in all.")
    remedy = _("Scan them, or plan the shipment anew.")


class BoxUnknown(NotFound):
    code = "fulfilment.box_unknown"
    message = _("There is no such box.")


class BoxClosed(Conflict):
    code = "fulfilment.box_closed"
    message = _("This box is closed.")
    remedy = _("Open it again to change what lies in it.")


class NothingToUndo(Conflict):
    code = "fulfilment.nothing_to_undo"
    message = _("There is nothing to take back.")


class WaveUnknown(NotFound):
    code = "fulfilment.wave_unknown"
    message = _("There is no such wave.")


class NotInOneHouse(InvalidInput):
    """Shipments cannot be collected in one walk."""

    code = "fulfilment.not_collectable"


class WaveOver(Conflict):
    code = "fulfilment.wave_over"
    message = _("This wave is finished.")


class NoFloor(Conflict):
    code = "fulfilment.no_floor"
    message = _("It is not known where the bins of this house stand.")
    remedy = _("Give bins an aisle and the metres from the packing table.")


class NotEnoughPast(Conflict):
    code = "fulfilment.not_enough_past"
    message = _("There are too few past orders to learn from: %(orders)s of %(least)s.")


class RoutePlanUnknown(NotFound):
    code = "fulfilment.route_plan_unknown"
    message = _("There is no such plan of rounds.")


class VehicleUnknown(NotFound):
    code = "fulfilment.vehicle_unknown"
    message = _("There is no such vehicle.")


class NoVehicle(Conflict):
    code = "fulfilment.no_vehicle"
    message = _("No vehicle starts from this warehouse.")
    remedy = _("Add your vehicles first.")


class HouseNotPlaced(Conflict):
    code = "fulfilment.house_not_placed"
    message = _("It is not known where this warehouse is on the map, so nothing can be driven from it.")


class StopsNotPlaced(Conflict):
    code = "fulfilment.stops_not_placed"
    message = _("Say first where every stop is: degrees north and east. Open so far: %(count)s.")


class NotDriveable(InvalidInput):
    """Shipments cannot be driven out together."""

    code = "fulfilment.not_driveable"


class MoveRefused(Conflict):
    code = "fulfilment.move_refused"
    message = _("With this stop there the vehicle would be overloaded, late, or out for too long. Nothing was moved.")


class SearchUnderWay(Conflict):
    code = "fulfilment.search_under_way"
    message = _("The rounds are being planned.")
    remedy = _("Wait, or end the search.")
