"""Shipping · fulfilments, shipments, parcels, labels and tracking events · vendor's schema."""
