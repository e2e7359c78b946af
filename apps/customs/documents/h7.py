"""Customs · the H7 dataset for low-value consignments as JSON, a schema of this project: pure.

Names and contents follow Annex B of the UCC Delegated Act, column H7 (data element numbers in
`docs/customs.md`); no public schema with a licence is known. Additional procedures: C07 low value, F48 the
import scheme (IOSS), F49 special arrangements.
"""

from __future__ import annotations

from typing import Any

from apps.common.addresses import PostalAddress
from apps.common.money import on_wire

from ..rules.checks import intrinsic, is_ioss, kilograms, type_code
from ..types import Snapshot, SnapshotParty
from .shares import charges_of, gross_masses

SCHEMA = "portolan-h7/1"


def dataset(snapshot: Snapshot, *, lrn: str, version: int) -> dict[str, Any]:
    """The declaration as JSON values; the same snapshot gives the same."""
    ioss = snapshot.registration("IOSS") if is_ioss(snapshot) else ""
    procedure = "F48" if ioss else "F49"
    gross, charges = gross_masses(snapshot), charges_of(snapshot)
    return {
        "schema": SCHEMA,
        "lrn": lrn,
        "version": version,
        "declaration_type": "H7",
        "country": snapshot.ship_to,
        "additional_procedures": ["C07", procedure],
        "exporter": _party(snapshot.sender),
        "importer": _party(snapshot.recipient),
        "representative": {"name": snapshot.marketplace.name, "eori": snapshot.registration("EORI")},
        "tax_reference": {"role": "FR5", "number": ioss} if ioss else None,
        "incoterm": snapshot.incoterm,
        "payment_method": "deferment" if snapshot.incoterm == "DDP" else "carrier",
        "transport_documents": [{"type": "N740", "number": parcel.tracking_number} for parcel in snapshot.parcels],
        "invoice": {"type": "N380", "number": snapshot.order_number, "date": snapshot.placed_at.date().isoformat()},
        "packages": len(snapshot.parcels),
        "gross_mass_kg": kilograms(snapshot.gross_g),
        "intrinsic_value": on_wire(intrinsic(snapshot)),
        "invoice_total": on_wire(snapshot.goods),
        "transport_costs": on_wire(snapshot.shipping),
        "exchange_rate": format(snapshot.authority_rate.normalize(), "f"),
        "goods": [
            {
                "number": line.position,
                "description": line.description,
                "hs_code": line.hs_code[:6],
                "origin": line.origin,
                "quantity": line.quantity,
                "value": on_wire(line.goods),
                "net_mass_kg": kilograms(line.net_g),
                "gross_mass_kg": kilograms(gross[line.position]),
                "charges": [
                    {
                        "type_code": type_code(charge.kind),
                        "base": on_wire(charge.base),
                        "rate": None if charge.rate is None else format(charge.rate.normalize(), "f"),
                        "amount": on_wire(charge.amount),
                        "collected_by": charge.paid_to,
                    }
                    for charge in charges[line.position]
                ],
            }
            for line in snapshot.lines
        ],
    }


def _party(party: SnapshotParty) -> dict[str, str]:
    address: PostalAddress = party.address
    return {
        "name": party.name,
        "street": ", ".join(address.lines),
        "city": address.locality or address.region,
        "postcode": address.postcode,
        "country": address.country,
    }
