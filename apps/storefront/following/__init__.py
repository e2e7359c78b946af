"""Storefront · a parcel's way from the shelf to the door, as its buyer follows it · no tables."""
