"""Vendors · vendors (the tenants), domains, applications, teams, schema provisioning and fleet migration · public schema."""
