"""Fulfilment · what a vendor's people do with goods that are sold: collecting, packing, driving them out."""
