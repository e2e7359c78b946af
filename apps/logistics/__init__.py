"""Logistics · carriers, services, table rates and the tracking schedule · public schema."""
