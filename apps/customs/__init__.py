"""Customs · declarations of the vendor's parcels and their documents · vendor schema."""
