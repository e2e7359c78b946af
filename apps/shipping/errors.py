"""Shipping · what can be refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, InvalidInput, NotFound


class FulfilmentUnknown(NotFound):
    code = "shipping.fulfilment_unknown"
    message = _("There is no such shipment.")


class IncotermMismatch(Conflict):
    """Duty was collected for one Incoterm; a label with another would charge the buyer again."""

    code = "shipping.incoterm_mismatch"
    message = _("The order was sold %(order)s; the service “%(service)s” does not offer it.")
    remedy = _("Choose a service that does.")


class BookedOtherwise(Conflict):
    """The carrier would ask the buyer for duty that was paid already, or not ask for what is owed."""

    code = "shipping.booked_otherwise"
    message = _("The order was sold %(order)s; the carrier booked it as “%(booked)s”. The booking is cancelled.")
    remedy = _("Tell the marketplace: it has to ask the carrier.")


class LabelPrinted(Conflict):
    code = "shipping.label_printed"
    message = _("The label of this parcel is printed already: what it says cannot be changed any more.")
    remedy = _("Cancel the whole order while no parcel has left, or settle it as a return once the goods have come.")


class MayNotTravel(Conflict):
    """`rule` and `day` name the rule, and when its source was checked."""

    code = "shipping.may_not_travel"
    message = _("%(sku)s may not be sent to %(country)s. %(reason)s (rule %(rule)s, checked on %(day)s).")
    remedy = _("State what is missing on the product's page, or cancel the order and give the money back.")


class ServiceNotFit(Conflict):
    """The goods travel by other means only, or are handed over to adults only."""

    code = "shipping.service_not_fit"
    message = _("The service “%(service)s” may not carry %(sku)s, or does not ask for the age of who takes it.")
    remedy = _("Choose a service that does.")


class LabelMissing(NotFound):
    code = "shipping.label_missing"
    message = _("No label was printed for this shipment yet.")
    remedy = _("Print the label first.")


class ShipmentHeld(Conflict):
    code = "shipping.held"
    message = _("The marketplace is looking at this order. Do not send anything yet.")
    remedy = _("You will see on the order's page when it is released.")


class BatchUnknown(NotFound):
    code = "shipping.batch_unknown"
    message = _("There is no such batch of labels.")


class ManifestUnknown(NotFound):
    code = "shipping.manifest_unknown"
    message = _("Nothing was handed over under this number.")


class PickupUnknown(NotFound):
    code = "shipping.pickup_unknown"
    message = _("There is no such visit of a carrier.")


class DeviceUnknown(NotFound):
    code = "shipping.device_unknown"
    message = _("There is no device with the code “%(device)s”.")


class GeofenceUnknown(NotFound):
    code = "shipping.geofence_unknown"
    message = _("There is no circle with the code “%(fence)s”.")


class NothingToCollect(Conflict):
    code = "shipping.nothing_to_collect"
    message = _("No labelled parcel of this carrier lies in this warehouse.")
    remedy = _("Print the labels first.")


class CarriersDiffer(Conflict):
    code = "shipping.carriers_differ"
    message = _("What is handed over together goes with one carrier.")
    remedy = _("Choose the shipments of one carrier.")


class SerialsWanted(InvalidInput):
    """`variant_id` and `pieces` say of which goods, and how many numbers."""

    code = "shipping.serials_wanted"

    def __init__(self, *, variant_id: str, sku: str, pieces: int) -> None:
        problem = _("Pieces of “%(sku)s” have numbers of their own. Scan the serial number of each piece, each once.")
        super().__init__(field="serials", problem=problem, variant_id=variant_id, sku=sku, pieces=pieces)
