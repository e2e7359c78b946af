"""Vendors · the tenants: domains, applications, teams, provisioning and fleet migration · public schema."""
